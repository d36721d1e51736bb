export { createKnowledgeBaseRetriever } from "./azure/knowledge-base-retriever.ts";
export { createOpenAIEmbedder } from "./azure/openai-embedder.ts";
export { createOpenAIGenerator } from "./azure/openai-generator.ts";
export { createSearchRetriever } from "./azure/search-retriever.ts";

export type { KnowledgeBaseRetrieverOptions } from "./azure/knowledge-base-retriever.ts";
export type { Embed, OpenAIEmbedderOptions } from "./azure/openai-embedder.ts";
export type { OpenAIGeneratorOptions } from "./azure/openai-generator.ts";
export type { SearchRetrieverOptions } from "./azure/search-retriever.ts";
