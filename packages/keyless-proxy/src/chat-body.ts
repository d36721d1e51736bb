import { forwardedContent } from "./content-parts.ts";
import { forwardedTools } from "./forwarded-tools.ts";
import { createMemberList, notAllowed } from "./member-list.ts";
import type { JsonObject } from "./read-json-body.ts";

const takeChat = createMemberList(
  "messages model stream stream_options temperature top_p n stop max_tokens max_completion_tokens presence_penalty frequency_penalty logit_bias logprobs top_logprobs seed response_format tools tool_choice parallel_tool_calls functions function_call reasoning_effort verbosity",
  // who asks is nobody's business upstream, and nothing is kept there
  { dropped: "user safety_identifier prompt_cache_key store" },
);

const takeMessage = createMemberList(
  "role content name tool_calls tool_call_id function_call refusal",
  // parts of an answer that clients send back
  { dropped: "annotations context end_turn" },
);

/**
 * The body of a chat completion as it may be forwarded.
 *
 * @throws KeylessProxyError `MEMBER_NOT_ALLOWED`
 */
export function forwardedChat(body: JsonObject): JsonObject {
  const { messages, tools, n, ...rest } = takeChat(body);
  if (!Array.isArray(messages))
    throw notAllowed("The request has something else for messages than a list");
  if (n !== undefined && n !== 1)
    throw notAllowed("The request asks for several answers at once (n)");
  return {
    ...rest,
    messages: messages.map((message: unknown) => forwardedMessage(message)),
    ...(tools !== undefined && { tools: forwardedTools(tools) }),
  };
}

function forwardedMessage(message: unknown): JsonObject {
  const { content, ...rest } = takeMessage(message);
  return content === undefined ? rest : { ...rest, content: forwardedContent(content) };
}
