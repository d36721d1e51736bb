import type { ChatMessage } from "../wire/chat-request.ts";
import { plainText } from "./plain-text.ts";
import { countBytes, type TokenCounter } from "./token-counter.ts";

/** What a request says, as the model may read it. */
export interface Conversation {
  /** Turns of the user and the assistant, the question last; the oldest are left out if there are many. */
  readonly turns: readonly ChatMessage[];
  /** What the application wants, by its system messages and its role information. */
  readonly instructions: string;
}

/** How much of a request may count. */
export interface ConversationLimits {
  /** For the question and what was said before. */
  readonly maxConversationTokens: number;
  /** For what the application wants. */
  readonly maxInstructionTokens: number;
  readonly tokens: TokenCounter;
}

/** Takes the conversation out of a request. What follows the last question is not part of it. */
export async function readConversation(
  messages: readonly ChatMessage[],
  roleInformation: string | undefined,
  { maxConversationTokens, maxInstructionTokens, tokens }: ConversationLimits,
): Promise<Conversation> {
  const last = messages.findLastIndex(
    ({ role, content }) => role === "user" && content.trim() !== "",
  );
  const said = messages
    .slice(0, last + 1)
    .filter(({ role }) => role !== "system")
    .map(({ role, content }) => ({
      role,
      text: plainText(role === "assistant" ? withoutMarks(content) : content),
    }));
  const bytes = said.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  // what fits in any case need not be counted
  const { truncate, count } = bytes <= maxConversationTokens ? countBytes(tokens) : tokens;
  const turns: ChatMessage[] = [];
  let left = maxConversationTokens;
  for (const { role, text } of said.toReversed()) {
    const isQuestion = turns.length === 0;
    // oxlint-disable-next-line no-await-in-loop -- each gets what those after it have left
    const fitting = await truncate(text, left);
    if (!isQuestion && fitting.length < text.length) break;
    // oxlint-disable-next-line no-await-in-loop
    left -= await count(fitting);
    turns.unshift({ role, content: fitting });
  }
  const wanted = messages.filter(({ role }) => role === "system").map(({ content }) => content);
  if (roleInformation !== undefined) wanted.push(roleInformation);
  return {
    turns,
    instructions: await tokens.truncate(plainText(wanted.join("\n")), maxInstructionTokens),
  };
}

/** Marks of earlier answers point to other passages than those of this one. */
function withoutMarks(text: string): string {
  return text.replaceAll(/ ?\[doc\d{1,9}\]/gi, "");
}
