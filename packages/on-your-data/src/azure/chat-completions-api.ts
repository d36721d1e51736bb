import type { GenerationEvent, GenerationRequest } from "../generate.ts";
import type { OpenAIApi } from "./openai-api.ts";
import { unusable } from "./upstream-failure.ts";

/** Chat completions. @see https://learn.microsoft.com/azure/ai-services/openai/reference#chat-completions */
export const chatCompletionsApi: OpenAIApi = {
  path: "/chat/completions",
  buildBody,
  read,
  endsWithReason: false,
};

function buildBody(
  { messages, sampling, stream, jsonSchema }: GenerationRequest,
  { isReasoning }: { readonly isReasoning: boolean },
): object {
  const { maxTokens, temperature, topP, presencePenalty, frequencyPenalty, seed, stop } = sampling;
  const free = {
    max_tokens: maxTokens,
    temperature,
    top_p: topP,
    presence_penalty: presencePenalty,
    frequency_penalty: frequencyPenalty,
    stop,
  };
  const reasoned = {
    max_completion_tokens: maxTokens,
    reasoning_effort: sampling.reasoningEffort,
  };
  return {
    messages,
    ...(isReasoning ? reasoned : free),
    seed,
    ...(stream && { stream, stream_options: { include_usage: true } }),
    ...(jsonSchema && {
      response_format: { type: "json_schema", json_schema: { ...jsonSchema, strict: true } },
    }),
  };
}

interface WireChoice {
  readonly message?: { readonly content?: unknown };
  readonly delta?: { readonly content?: unknown };
  readonly finish_reason?: unknown;
}

interface WireCompletion {
  readonly error?: unknown;
  readonly model?: unknown;
  readonly system_fingerprint?: unknown;
  readonly choices?: unknown;
  readonly usage?: {
    readonly prompt_tokens?: unknown;
    readonly completion_tokens?: unknown;
  } | null;
}

function read(value: unknown): GenerationEvent {
  if (typeof value !== "object" || value === null)
    throw unusable("model", new TypeError("No completion"));
  const { error, model, system_fingerprint, choices, usage }: WireCompletion = value;
  if (error !== undefined && error !== null)
    throw unusable("model", new Error(JSON.stringify(error)));
  // the first chunk of a stream may hold what a content filter found, and no choice
  const choice = Array.isArray(choices) ? (choices[0] as WireChoice | undefined) : undefined;
  return {
    text: textOf(choice?.message?.content) ?? textOf(choice?.delta?.content) ?? "",
    model: textOf(model) || undefined,
    systemFingerprint: textOf(system_fingerprint),
    finishReason: textOf(choice?.finish_reason),
    usage: usage
      ? {
          promptTokens: numberOf(usage.prompt_tokens),
          completionTokens: numberOf(usage.completion_tokens),
        }
      : undefined,
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
