import { isCompletionModel } from "./completions.ts";
import { isEmbeddingModel } from "./embeddings.ts";
import { OpenAIError } from "./openai-error.ts";
import type { OpenAIRoute } from "./openai-route.ts";

/**
 * Sees to it that a model can do what is asked.
 *
 * @throws OpenAIError if it is of another kind.
 */
export function requireOperation({ operation }: OpenAIRoute, model: string): void {
  const wanted = kinds[operation] ?? "chatCompletion";
  const isOf = isEmbeddingModel(model)
    ? "embeddings"
    : isCompletionModel(model)
      ? "completion"
      : "chatCompletion";
  if (wanted === isOf) return;
  const name = operation === "responses/create" ? "responses" : wanted;
  throw new OpenAIError(
    400,
    "OperationNotSupported",
    `The ${name} operation does not work with the specified model, ${model}. Please choose different model and try again. You can learn more about which models can be used with each operation here: https://go.microsoft.com/fwlink/?linkid=2197993.`,
  );
}

/** What a model has to be good for, where that is no chat. */
const kinds: Partial<Record<OpenAIRoute["operation"], "embeddings" | "completion">> = {
  embeddings: "embeddings",
  completions: "completion",
};
