/** A model of Azure OpenAI that AI Search makes vectors with. */
export type EmbeddingModel = keyof typeof models;

const models = {
  "text-embedding-ada-002": { dimensions: 1_536, isAdjustable: false },
  "text-embedding-3-small": { dimensions: 1_536, isAdjustable: true },
  "text-embedding-3-large": { dimensions: 3_072, isAdjustable: true },
} as const;

/** Whether AI Search makes vectors with a model of that name. */
export function isEmbeddingModel(name: string): name is EmbeddingModel {
  return Object.hasOwn(models, name);
}

/** The names of all of them. */
export const embeddingModelNames: readonly string[] = Object.keys(models);

/**
 * How many numbers the vectors of a model have, and whether that can be asked for.
 *
 * @see https://learn.microsoft.com/azure/search/cognitive-search-skill-azure-openai-embedding#supported-dimensions-by-modelname
 */
export function vectorsOf(model: EmbeddingModel): {
  readonly dimensions: number;
  readonly isAdjustable: boolean;
} {
  return models[model];
}
