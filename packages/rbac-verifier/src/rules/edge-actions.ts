const openai = "Microsoft.CognitiveServices/accounts/OpenAI";

/** What AI Search calls its resources. */
export const search = "Microsoft.Search/searchServices";

/** What Storage calls the containers of blobs. */
export const containers = "Microsoft.Storage/storageAccounts/blobServices/containers";

/** Asking a model; the second is that of the retired service. */
export const chat: readonly [string, string] = [
  `${openai}/deployments/chat/completions/action`,
  `${openai}/deployments/extensions/chat/completions/action`,
];

/** Asking for embeddings. */
export const embed: string = `${openai}/deployments/embeddings/action`;

/** Jobs of the retired service. */
export const ingestionJobs: readonly string[] = [
  `${openai}/extensions/on-your-data/ingestion/read`,
  `${openai}/extensions/on-your-data/ingestion/write`,
];
