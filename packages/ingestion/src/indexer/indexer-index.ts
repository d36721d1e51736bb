import type { IndexDefinition } from "../azure/search-index.ts";
import { buildChunkIndex } from "../service/chunk-index.ts";
import { vectorsOf } from "./embedding-model.ts";
import type { IndexerSettings } from "./indexer-definitions.ts";

/**
 * What an index looks like that an indexer fills: its key can be that of an index projection, and the words of a query
 * become a vector in AI Search itself.
 */
export function buildIndexerIndex(
  { jobId, embedding, groupField }: IndexerSettings,
  analyzer: string,
): IndexDefinition {
  return buildChunkIndex(jobId, {
    groupField,
    analyzer,
    dimensions: embedding && vectorsOf(embedding.model).dimensions,
    keyAnalyzer: "keyword",
    vectorizer: embedding && {
      resourceUri: embedding.endpoint,
      deploymentId: embedding.deployment,
      modelName: embedding.model,
    },
    own: [
      { name: "pass", type: "Edm.String" },
      { name: "last_modified", type: "Edm.DateTimeOffset" },
    ],
  });
}
