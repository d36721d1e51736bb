import type { GenerationEvent, GenerationRequest } from "../generate.ts";
import type { OpenAIApi } from "./openai-api.ts";
import { unusable } from "./upstream-failure.ts";

/**
 * Responses. Nothing is kept at the service (`store: false`), and no earlier response is referred to. What it
 * does not know is left out: `stop`, `seed` and the penalties.
 *
 * @see https://learn.microsoft.com/azure/ai-foundry/openai/how-to/responses
 */
export const responsesApi: OpenAIApi = {
  path: "/responses",
  buildBody,
  read,
  endsWithReason: true,
};

/** It refuses less. */
const leastOutputTokens = 16;

function buildBody(
  { messages, sampling, stream, jsonSchema }: GenerationRequest,
  { isReasoning }: { readonly isReasoning: boolean },
): object {
  const { maxTokens, temperature, topP, reasoningEffort } = sampling;
  return {
    input: messages,
    store: false,
    max_output_tokens: maxTokens === undefined ? undefined : Math.max(leastOutputTokens, maxTokens),
    ...(!isReasoning && { temperature, top_p: topP }),
    ...(isReasoning && reasoningEffort && { reasoning: { effort: reasoningEffort } }),
    ...(stream && { stream }),
    ...(jsonSchema && { text: { format: { type: "json_schema", ...jsonSchema, strict: true } } }),
  };
}

interface WireResponse {
  readonly status?: unknown;
  readonly error?: unknown;
  readonly model?: unknown;
  readonly output?: unknown;
  readonly incomplete_details?: { readonly reason?: unknown } | null;
  readonly usage?: { readonly input_tokens?: unknown; readonly output_tokens?: unknown } | null;
}

/** An event of a stream has a type; its last one holds the whole response once more. */
interface WireEvent {
  readonly type?: unknown;
  readonly delta?: unknown;
  readonly response?: WireResponse | null;
}

/** How a response ended, in the words of chat completions. */
const finishReasons: Readonly<Record<string, string>> = {
  max_output_tokens: "length",
  content_filter: "content_filter",
};

function read(value: unknown): GenerationEvent {
  if (typeof value !== "object" || value === null)
    throw unusable("model", new TypeError("No response"));
  const { type, delta, response }: WireEvent = value;
  if (type === "error") throw unusable("model", new Error(JSON.stringify(value)));
  if (type === undefined) return { ...readResponse(value), text: textIn(value) };
  if (type === "response.output_text.delta" || type === "response.refusal.delta") {
    return { text: typeof delta === "string" ? delta : "" };
  }
  return response ? { ...readResponse(response), text: "" } : { text: "" };
}

function readResponse(response: WireResponse): Omit<GenerationEvent, "text"> {
  const { status, error, model, usage, incomplete_details: incomplete } = response;
  const hasError = error !== undefined && error !== null;
  if (hasError || status === "failed" || status === "cancelled") {
    throw unusable("model", new Error(JSON.stringify(error ?? status)));
  }
  return {
    model: typeof model === "string" && model !== "" ? model : undefined,
    finishReason:
      status === "completed"
        ? "stop"
        : status === "incomplete"
          ? (finishReasons[String(incomplete?.reason)] ?? "length")
          : undefined,
    usage: usage
      ? {
          promptTokens: numberOf(usage.input_tokens),
          completionTokens: numberOf(usage.output_tokens),
        }
      : undefined,
  };
}

interface WireItem {
  readonly type?: unknown;
  readonly content?: readonly { readonly text?: unknown; readonly refusal?: unknown }[];
}

/** What the model said; what it thought stands in items of another type. */
function textIn({ output }: WireResponse): string {
  if (!Array.isArray(output)) return "";
  return (output as readonly WireItem[])
    .filter(({ type, content }) => type === "message" && Array.isArray(content))
    .flatMap(({ content = [] }) => content)
    .map(({ text, refusal }) => text ?? refusal)
    .filter((text) => typeof text === "string")
    .join("");
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
