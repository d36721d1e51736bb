import { invalidRequest, notEmulated } from "./openai-error.ts";
import {
  booleanIn,
  isObject,
  numberIn,
  requireKnownMembers,
  type RequestBody,
} from "./request-body.ts";
import { requireSuitableMembers } from "./reasoning-model.ts";
import { parseResponseFormat, type ResponseFormat } from "./response-format.ts";

/** A message of a chat, its parts put together. */
export interface ChatMessage {
  readonly role: "system" | "developer" | "user" | "assistant";
  readonly text: string;
}

/** A request for a chat completion, checked. */
export interface ChatRequest {
  readonly messages: readonly ChatMessage[];
  readonly stream: boolean;
  /** Whether the stream ends with the numbers of tokens. */
  readonly includeUsage: boolean;
  /** `undefined` for no limit. */
  readonly maxTokens: number | undefined;
  readonly stop: readonly string[];
  readonly format: ResponseFormat;
}

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
  "parallel_tool_calls",
  "prediction",
  "store",
  "tool_choice",
  "tools",
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
  for (const [name, bounds] of Object.entries(sampling)) numberIn(body, name, bounds);
  if ((numberIn(body, "n", { min: 1, max: 128, integer: true }) ?? 1) > 1) throw notEmulated("n");

  const messages = parseMessages(body["messages"]);
  const stream = booleanIn(body, "stream");
  return {
    messages,
    stream,
    includeUsage: parseStreamOptions(body["stream_options"], stream),
    maxTokens: parseMaxTokens(body),
    stop: parseStop(body["stop"]),
    format: parseResponseFormat(body["response_format"], { apiVersion, messages }),
  };
}

const sampling = {
  temperature: { min: 0, max: 2 },
  top_p: { min: 0, max: 1 },
  presence_penalty: { min: -2, max: 2 },
  frequency_penalty: { min: -2, max: 2 },
  seed: { min: -Infinity, integer: true },
};

const roles = ["system", "developer", "user", "assistant"] as const;

function parseMessages(value: unknown): readonly ChatMessage[] {
  if (value === undefined || value === null) {
    throw invalidRequest(
      "Missing required parameter: 'messages'.",
      "messages",
      "missing_required_parameter",
    );
  }
  if (!Array.isArray(value)) {
    throw invalidRequest(
      "Invalid type for 'messages': expected an array.",
      "messages",
      "invalid_type",
    );
  }
  if (value.length === 0) throw invalidRequest("[] is too short - 'messages'", "messages");
  return value.map((message: unknown, index) => parseMessage(message, `messages.${index}`));
}

function parseMessage(message: unknown, path: string): ChatMessage {
  if (!isObject(message)) {
    throw invalidRequest(`Invalid type for '${path}': expected an object.`, path, "invalid_type");
  }
  if (message["role"] === "tool" || message["role"] === "function") {
    throw notEmulated(`${path}.role`);
  }
  const role = roles.find((known) => known === message["role"]);
  if (!role) {
    const names = [...roles, "tool", "function"].map((name) => `'${name}'`).join(", ");
    throw invalidRequest(
      `${JSON.stringify(message["role"])} is not one of [${names}] - '${path}.role'`,
      `${path}.role`,
    );
  }
  return { role, text: textOf(message["content"], `${path}.content`) };
}

function textOf(content: unknown, path: string): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) {
    throw invalidRequest(
      `Invalid value for '${path}': expected a string or an array of content parts.`,
      path,
    );
  }
  const texts = content.map((part: unknown, index) => {
    if (!isObject(part) || part["type"] !== "text") throw notEmulated(`${path}.${index}.type`);
    const { text } = part;
    if (typeof text === "string") return text;
    throw invalidRequest(`Invalid type for '${path}.${index}.text': expected a string.`, path);
  });
  return texts.join("\n");
}

function parseStreamOptions(options: unknown, stream: boolean): boolean {
  if (options === undefined || options === null) return false;
  if (!stream) {
    throw invalidRequest(
      "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
      "stream_options",
    );
  }
  if (!isObject(options)) {
    throw invalidRequest(
      "Invalid type for 'stream_options': expected an object.",
      "stream_options",
    );
  }
  requireKnownMembers(options, new Set(["include_usage"]));
  return booleanIn(options, "include_usage");
}

function parseMaxTokens(body: RequestBody): number | undefined {
  const bounds = { min: 1, integer: true };
  const older = numberIn(body, "max_tokens", bounds);
  const newer = numberIn(body, "max_completion_tokens", bounds);
  if (older === undefined || newer === undefined) return older ?? newer;
  throw invalidRequest(
    "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
    "max_tokens",
    "invalid_parameter_combination",
  );
}

function parseStop(value: unknown): readonly string[] {
  const stop: unknown[] = Array.isArray(value) ? value : value === null ? [] : [value ?? []].flat();
  if (stop.length <= 4 && stop.every((each) => typeof each === "string" && each !== "")) {
    return stop.map(String);
  }
  throw invalidRequest(
    "Invalid value for 'stop': expected a string, or up to 4 of them.",
    "stop",
    "invalid_value",
  );
}
