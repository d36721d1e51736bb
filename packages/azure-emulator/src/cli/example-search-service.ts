import type { SeedSearchService } from "../seed.ts";

/** What the example search service is beside. */
export interface Surroundings {
  /** Id of the resource group. */
  readonly scope: string;
  /** The group that may read of the budget. */
  readonly finance: string;
  /** What the service signs in as elsewhere. */
  readonly principalId: string;
}

/**
 * A search service with some of everything: one index of documents that the seed brings, and one that an
 * indexer fills from blobs, page by page, with the permissions of each blob.
 */
export function exampleSearchService({
  scope,
  finance,
  principalId,
}: Surroundings): SeedSearchService {
  return {
    name: "contoso",
    synonymMaps: [
      { name: "abbreviations", format: "solr", synonyms: "pto, holiday, vacation\nhr => people" },
    ],
    indexes: [
      {
        definition: {
          name: "documents",
          fields: [
            { name: "id", type: "Edm.String", key: true },
            { name: "title", type: "Edm.String", searchable: true },
            {
              name: "content",
              type: "Edm.String",
              analyzer: "en.microsoft",
              synonymMaps: ["abbreviations"],
            },
            { name: "group_ids", type: "Collection(Edm.String)", filterable: true },
          ],
          semantic: {
            configurations: [
              {
                name: "default",
                prioritizedFields: {
                  titleField: { fieldName: "title" },
                  prioritizedContentFields: [{ fieldName: "content" }],
                },
              },
            ],
            defaultConfiguration: "default",
          },
        },
        documents: [
          {
            id: "1",
            title: "Budget",
            content: "The budget for next year is two million.",
            group_ids: [finance],
          },
        ],
      },
      {
        definition: {
          name: "handbook",
          fields: [
            { name: "id", type: "Edm.String", key: true, analyzer: "keyword" },
            { name: "parent_id", type: "Edm.String", filterable: true },
            { name: "title", type: "Edm.String" },
            { name: "content", type: "Edm.String", analyzer: "en.microsoft" },
            { name: "group_ids", type: "Collection(Edm.String)", permissionFilter: "groupIds" },
            {
              name: "vector",
              type: "Collection(Edm.Single)",
              dimensions: 256,
              vectorSearchProfile: "default",
            },
          ],
          permissionFilterOption: "enabled",
          vectorSearch: {
            algorithms: [{ name: "hnsw", kind: "hnsw" }],
            profiles: [{ name: "default", algorithm: "hnsw" }],
          },
        },
      },
    ],
    aliases: [{ name: "company", indexes: ["documents"] }],
    dataSources: [
      {
        name: "handbook",
        type: "azureblob",
        credentials: {
          connectionString: `ResourceId=${scope}/providers/Microsoft.Storage/storageAccounts/contoso;`,
        },
        container: { name: "handbook" },
      },
    ],
    skillsets: [
      {
        name: "pages-with-vectors",
        skills: [
          {
            "@odata.type": "#Microsoft.Skills.Text.SplitSkill",
            context: "/document",
            textSplitMode: "pages",
            maximumPageLength: 2000,
            pageOverlapLength: 200,
            inputs: [{ name: "text", source: "/document/content" }],
            outputs: [{ name: "textItems", targetName: "pages" }],
          },
          {
            "@odata.type": "#Microsoft.Skills.Text.AzureOpenAIEmbeddingSkill",
            context: "/document/pages/*",
            resourceUri: "https://contoso.openai.azure.com",
            deploymentId: "embed",
            modelName: "text-embedding-3-small",
            dimensions: 256,
            inputs: [{ name: "text", source: "/document/pages/*" }],
            outputs: [{ name: "embedding", targetName: "vector" }],
          },
        ],
        indexProjections: {
          selectors: [
            {
              targetIndexName: "handbook",
              parentKeyFieldName: "parent_id",
              sourceContext: "/document/pages/*",
              mappings: [
                { name: "title", source: "/document/metadata_storage_name" },
                { name: "content", source: "/document/pages/*" },
                { name: "vector", source: "/document/pages/*/vector" },
                { name: "group_ids", source: "/document/group_ids" },
              ],
            },
          ],
          parameters: { projectionMode: "skipIndexingParentDocuments" },
        },
      },
    ],
    indexers: [
      {
        name: "handbook",
        dataSourceName: "handbook",
        skillsetName: "pages-with-vectors",
        targetIndexName: "handbook",
        fieldMappings: [
          {
            sourceFieldName: "groups",
            targetFieldName: "group_ids",
            mappingFunction: { name: "jsonArrayToStringCollection" },
          },
        ],
      },
    ],
    knowledgeSources: [
      {
        name: "documents",
        kind: "searchIndex",
        searchIndexParameters: { searchIndexName: "documents" },
      },
    ],
    knowledgeBases: [{ name: "company", knowledgeSources: [{ name: "documents" }] }],
    resource: { identity: { type: "SystemAssigned", principalId } },
  };
}
