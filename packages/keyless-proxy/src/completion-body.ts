import { KeylessProxyError } from "./keyless-proxy-error.ts";
import { createMemberList, notAllowed } from "./member-list.ts";
import type { JsonObject } from "./read-json-body.ts";

const takeCompletion = createMemberList(
  "prompt model max_tokens temperature top_p n stop stream stream_options presence_penalty frequency_penalty seed echo best_of",
  { dropped: "user" },
);

/** How long an answer is that nobody asked to be longer. */
const defaultMaxTokens = 16;

/**
 * The chat that an old completions call stands for: its prompt, as the one message. What a chat has no word
 * for is refused.
 *
 * @see https://learn.microsoft.com/azure/ai-foundry/openai/reference#completions
 * @throws KeylessProxyError `MEMBER_NOT_ALLOWED`
 */
export function chatOfCompletion(body: JsonObject): JsonObject {
  const {
    prompt,
    echo = false,
    best_of: bestOf = 1,
    max_tokens = defaultMaxTokens,
    ...rest
  } = takeCompletion(body);
  if (typeof prompt !== "string") {
    throw new KeylessProxyError(
      "MEMBER_NOT_ALLOWED",
      "The prompt has to be one text; send several in a request each.",
    );
  }
  if (echo !== false) throw notAllowed("The request asks for the prompt in the answer (echo)");
  if (bestOf !== 1) throw notAllowed("The request asks for the best of several answers (best_of)");
  return { ...rest, max_tokens, messages: [{ role: "user", content: prompt }] };
}
