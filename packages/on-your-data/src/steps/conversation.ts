import type { ChatMessage } from "../wire/chat-request.ts";
import { plainText } from "./plain-text.ts";
import { estimateTokens, truncateToTokens } from "./token-estimate.ts";

/** The service's own measure for the question and what was said before. */
const maxConversationTokens = 2_000;
const maxInstructionTokens = 4_000;

/** What a request says, as the model may read it. */
export interface Conversation {
  /** Turns of the user and the assistant, the question last; the oldest are left out if there are many. */
  readonly turns: readonly ChatMessage[];
  /** What the application wants, by its system messages and its role information. */
  readonly instructions: string;
}

/** Takes the conversation out of a request. What follows the last question is not part of it. */
export function readConversation(
  messages: readonly ChatMessage[],
  roleInformation: string | undefined,
): Conversation {
  const last = messages.findLastIndex(
    ({ role, content }) => role === "user" && content.trim() !== "",
  );
  const turns: ChatMessage[] = [];
  let left = maxConversationTokens;
  for (const { role, content } of messages.slice(0, last + 1).toReversed()) {
    if (role === "system") continue;
    const text = plainText(role === "assistant" ? withoutMarks(content) : content);
    const isQuestion = turns.length === 0;
    if (!isQuestion && estimateTokens(text) > left) break;
    const fitting = truncateToTokens(text, left);
    left -= estimateTokens(fitting);
    turns.unshift({ role, content: fitting });
  }
  const wanted = messages.filter(({ role }) => role === "system").map(({ content }) => content);
  if (roleInformation !== undefined) wanted.push(roleInformation);
  return {
    turns,
    instructions: truncateToTokens(plainText(wanted.join("\n")), maxInstructionTokens),
  };
}

/** Marks of earlier answers point to other passages than those of this one. */
function withoutMarks(text: string): string {
  return text.replaceAll(/ ?\[doc\d{1,9}\]/gi, "");
}
