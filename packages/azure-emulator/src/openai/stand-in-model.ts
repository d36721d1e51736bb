import { bestQuotes } from "./best-quotes.ts";
import type { ChatMessage } from "./chat-messages.ts";
import { fillSchema } from "./fill-schema.ts";
import { callFunctions, type FunctionCall, type FunctionTools } from "./function-tools.ts";
import { splitPassages } from "./passages.ts";
import type { ResponseFormat } from "./response-format.ts";
import { sentencesOf } from "./sentences.ts";

const signature =
  "(The local Azure's stand-in for a model wrote this: it quotes, it does not think.)";

/** What a model is asked. */
export interface Prompt {
  readonly messages: readonly ChatMessage[];
  readonly format: ResponseFormat;
  readonly tools: FunctionTools;
}

/** What a model answers: a text, or calls of functions. */
export interface StandInAnswer {
  readonly text: string;
  readonly calls: readonly FunctionCall[];
}

/** Answers a prompt: by calls where functions fit, in the format that is wanted, or by quoting. */
export function answerPrompt({ messages, format, tools }: Prompt): StandInAnswer {
  const question = lastQuestion(messages);
  const sentences = sentencesOf(question);
  const texts = sentences.length > 0 ? sentences : [question];
  const isAsked = messages.at(-1)?.role === "user";
  const calls = callFunctions(tools, { question, texts, isAsked });
  if (calls.length > 0) return { text: "", calls };
  if (format.type === "text") return { text: quoteAnswer(messages), calls };
  const value =
    format.type === "json_schema"
      ? fillSchema(format.schema, texts)
      : { answer: quoteAnswer(messages) };
  return { text: JSON.stringify(value), calls };
}

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

/**
 * Answers by quoting, from the passages of the prompt, what has most in common with the question; without
 * passages, with what functions answered last.
 */
function quoteAnswer(messages: readonly ChatMessage[]): string {
  const passages = messages
    .map(({ role, text }) => (role === "assistant" ? [] : splitPassages(text).passages))
    // an earlier turn's passages are those of another question
    .findLast((found) => found.length > 0);
  if (!passages) {
    const results = messages.slice(messages.findLastIndex(({ role }) => role !== "tool") + 1);
    const told = results.map(({ text }) => text).join("\n");
    return `${told || "There are no documents to answer from."}${told ? "\n\n" : " "}${signature}`;
  }
  const quotes = bestQuotes(lastQuestion(messages), passages);
  if (quotes.length === 0) return `The documents say nothing about this. ${signature}`;
  return `${quotes.map(({ sentence, mark }) => `${sentence} ${mark}`).join(" ")}\n\n${signature}`;
}
