import { bestQuotes } from "./best-quotes.ts";
import type { ChatMessage } from "./chat-request.ts";
import { splitPassages } from "./passages.ts";

const signature =
  "(The local Azure's stand-in for a model wrote this: it quotes, it does not think.)";

/** What the last message of the person asks; of a message that is all passages, its last paragraph. */
export function lastQuestion(messages: readonly ChatMessage[]): string {
  const text = messages.findLast(({ role }) => role === "user")?.text ?? "";
  return (
    splitPassages(text).rest ||
    (text
      .trim()
      .split(/\n\s*\n/)
      .at(-1) ??
      "")
  );
}

/** Answers by quoting, from the passages of the prompt, what has most in common with the question. */
export function quoteAnswer(messages: readonly ChatMessage[]): string {
  const passages = messages
    .map(({ role, text }) => (role === "assistant" ? [] : splitPassages(text).passages))
    // an earlier turn's passages are those of another question
    .findLast((found) => found.length > 0);
  if (!passages) return `There are no documents to answer from. ${signature}`;
  const quotes = bestQuotes(lastQuestion(messages), passages);
  if (quotes.length === 0) return `The documents say nothing about this. ${signature}`;
  return `${quotes.map(({ sentence, mark }) => `${sentence} ${mark}`).join(" ")}\n\n${signature}`;
}
