import type { Emulator } from "../../emulator.ts";
import { createSearchEmulator, documents } from "../search.test.fixture.ts";

/** A model that no key is needed for. */
export const model = {
  resourceUri: "https://contoso.openai.azure.com",
  deploymentId: "chat",
  modelName: "gpt-4o",
} as const;

/** A local Azure with knowledge bases over the index of documents and an empty one. */
export function createKnowledgeEmulator(): Emulator {
  return createSearchEmulator({
    indexes: [{ definition: { ...documents, name: "other" } }],
    knowledgeSources: [
      {
        name: "company-documents",
        kind: "searchIndex",
        searchIndexParameters: { searchIndexName: "documents" },
      },
      {
        name: "policies",
        kind: "searchIndex",
        searchIndexParameters: {
          searchIndexName: "documents",
          baseFilter: "category eq 'policy'",
          sourceDataFields: [{ name: "id" }, { name: "pages" }],
          searchFields: [{ name: "title" }, { name: "content" }],
          semanticConfigurationName: "default",
        },
      },
      {
        name: "other-documents",
        kind: "searchIndex",
        searchIndexParameters: { searchIndexName: "other" },
      },
    ],
    knowledgeBases: [
      { name: "company", knowledgeSources: [{ name: "company-documents" }] },
      { name: "policies", knowledgeSources: [{ name: "policies" }] },
      {
        name: "two",
        knowledgeSources: [{ name: "company-documents" }, { name: "other-documents" }],
      },
      {
        name: "with-model",
        knowledgeSources: [{ name: "company-documents" }],
        models: [{ kind: "azureOpenAI", azureOpenAIParameters: model }],
        retrievalReasoningEffort: { kind: "low" },
      },
    ],
  });
}
