import type { GenerationEvent } from "../generate.ts";
import { unusable } from "./upstream-failure.ts";

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

/**
 * Reads a completion, or a chunk of one.
 *
 * @throws OnYourDataError `UPSTREAM_FAILED` for an error that came in its place.
 */
export function readChatCompletion(value: unknown): GenerationEvent {
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
