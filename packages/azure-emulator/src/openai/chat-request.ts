import { parseMessages } from "./chat-messages.ts";
import { parseChatTools } from "./function-tools.ts";
import { parseGenerationOptions, type GenerationOptions } from "./generation-options.ts";
import { notEmulated } from "./openai-error.ts";
import { requireKnownMembers, type RequestBody } from "./request-body.ts";
import { requireSuitableMembers } from "./reasoning-model.ts";
import { parseResponseFormat } from "./response-format.ts";
import type { Prompt } from "./stand-in-model.ts";

/** A request for a chat completion, checked. */
export interface ChatRequest extends Prompt, GenerationOptions {}

/** What is understood, and what does not matter to a stand-in that leaves nothing to chance. */
const understood = [
  "messages",
  "model",
  "stream",
  "stream_options",
  "max_tokens",
  "max_completion_tokens",
  "stop",
  "n",
  "response_format",
  "temperature",
  "top_p",
  "presence_penalty",
  "frequency_penalty",
  "seed",
  "user",
  "reasoning_effort",
  "tools",
  "tool_choice",
  "parallel_tool_calls",
];

/** What Azure OpenAI takes and the stand-in cannot honour. */
const notHonoured = [
  "audio",
  "function_call",
  "functions",
  "logit_bias",
  "logprobs",
  "metadata",
  "modalities",
  "prediction",
  "store",
  "top_logprobs",
];

const members = new Set<string>([...understood, ...notHonoured]);

/**
 * Checks the body of a chat completion.
 *
 * @param target.apiVersion `undefined` for v1.
 * @throws OpenAIError for what Azure OpenAI would not take, or the stand-in not do.
 * @see https://learn.microsoft.com/azure/ai-foundry/openai/reference#chat-completions
 */
export function parseChatRequest(
  body: RequestBody,
  { model, apiVersion }: { readonly model: string; readonly apiVersion: string | undefined },
): ChatRequest {
  requireKnownMembers(body, members);
  requireSuitableMembers(body, model);
  const asked = notHonoured.find((name) => ![undefined, null, false].includes(body[name] as null));
  if (asked !== undefined) throw notEmulated(asked);
  const messages = parseMessages(body["messages"]);
  return {
    ...parseGenerationOptions(body),
    messages,
    tools: parseChatTools(body),
    format: parseResponseFormat(body["response_format"], { apiVersion, messages }),
  };
}
