import { invalidRequest } from "./openai-error.ts";
import { requireKnownMembers, type RequestBody } from "./request-body.ts";

/** How much a model may think. */
export const reasoningEfforts: ReadonlySet<unknown> = new Set([
  "none",
  "minimal",
  "low",
  "medium",
  "high",
]);

/** What a reasoning model takes in its default only. */
const fixed: Readonly<Record<string, number>> = {
  temperature: 1,
  top_p: 1,
  presence_penalty: 0,
  frequency_penalty: 0,
};

/**
 * Sees to it that a request suits its model: reasoning models take other members than the rest.
 *
 * @throws OpenAIError for a member that the model does not take.
 * @see https://learn.microsoft.com/azure/ai-foundry/openai/how-to/reasoning
 */
export function requireSuitableMembers(body: RequestBody, model: string): void {
  if (!isReasoningModel(model)) {
    const { reasoning_effort: effort } = body;
    if (effort === undefined) return;
    return requireKnownMembers({ reasoning_effort: effort }, new Set());
  }
  if ((body["max_tokens"] ?? null) !== null) {
    throw invalidRequest(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      "max_tokens",
      "unsupported_parameter",
    );
  }
  const other = Object.entries(fixed).find(([name, value]) => (body[name] ?? value) !== value);
  if (other) {
    const [name, value] = other;
    throw invalidRequest(
      `Unsupported value: '${name}' does not support ${JSON.stringify(body[name])} with this model. Only the default (${value}) value is supported.`,
      name,
      "unsupported_value",
    );
  }
  if (!reasoningEfforts.has(body["reasoning_effort"] ?? "medium")) {
    throw invalidRequest(
      `Invalid value: ${JSON.stringify(body["reasoning_effort"])}.`,
      "reasoning_effort",
      "invalid_value",
    );
  }
}

/** Whether a model reasons, by the names that such models have: `o3-mini`, `gpt-5`, but not `gpt-5-chat`. */
export function isReasoningModel(model: string): boolean {
  return /^(o\d|gpt-5)/.test(model) && !/^gpt-5(\.\d+)?-chat/.test(model);
}
