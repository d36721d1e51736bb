import { forwardedContent } from "./content-parts.ts";
import { forwardedTools } from "./forwarded-tools.ts";
import { createMemberList, notAllowed, type MemberList } from "./member-list.ts";
import { isJsonObject, type JsonObject } from "./read-json-body.ts";

const takeResponse = createMemberList(
  "input model instructions max_output_tokens max_tool_calls parallel_tool_calls reasoning stream stream_options temperature text tool_choice tools top_p top_logprobs truncation include",
  { dropped: "user safety_identifier prompt_cache_key store" },
);

/** Items by their type; their ids are left out, for they name what is stored. */
const items: Readonly<Record<string, MemberList>> = {
  message: createMemberList("type role content", { dropped: "id status phase" }),
  function_call: createMemberList("type call_id name arguments", { dropped: "id status" }),
  function_call_output: createMemberList("type call_id output", { dropped: "id status" }),
  custom_tool_call: createMemberList("type call_id name input", { dropped: "id status" }),
  custom_tool_call_output: createMemberList("type call_id output", { dropped: "id status" }),
  reasoning: createMemberList("type summary content encrypted_content", { dropped: "id status" }),
};

/**
 * The body of a response as it may be forwarded: nothing is stored, and nothing stored is reached.
 *
 * @see https://learn.microsoft.com/azure/ai-foundry/openai/how-to/responses
 * @throws KeylessProxyError `MEMBER_NOT_ALLOWED`
 */
export function forwardedResponse(body: JsonObject): JsonObject {
  const { background, ...asked } = body;
  if (background !== undefined && background !== null && background !== false) {
    throw notAllowed("The request would run in the background, and its answer be stored");
  }
  const { input, tools, ...rest } = takeResponse(asked);
  return {
    ...rest,
    input: Array.isArray(input) ? input.map(forwardedItem) : forwardedContent(input),
    ...(tools !== undefined && { tools: forwardedTools(tools) }),
    store: false,
  };
}

function forwardedItem(item: unknown): JsonObject {
  const type = isJsonObject(item) ? (item["type"] ?? "message") : undefined;
  const take = typeof type === "string" && Object.hasOwn(items, type) ? items[type] : undefined;
  if (!take) throw notAllowed("The input has an item of a type that is not forwarded");
  const taken = take(item);
  const content = type === "reasoning" ? undefined : (taken["content"] ?? taken["output"]);
  if (content === undefined) return taken;
  return { ...taken, ["output" in taken ? "output" : "content"]: forwardedContent(content) };
}
