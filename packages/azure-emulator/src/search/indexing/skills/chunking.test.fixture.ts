import type { Emulator } from "../../../emulator.ts";
import type { SeedBlob } from "../../../seed.ts";
import { createIndexingEmulator } from "../indexing.test.fixture.ts";

/** As much of a skill as the tests change. */
interface Skill {
  readonly inputs: readonly object[];
  readonly [member: string]: unknown;
}

export const split: Skill = {
  "@odata.type": "#Microsoft.Skills.Text.SplitSkill",
  context: "/document",
  textSplitMode: "pages",
  maximumPageLength: 300,
  inputs: [{ name: "text", source: "/document/content" }],
  outputs: [{ name: "textItems", targetName: "pages" }],
};

export const embed: Skill = {
  "@odata.type": "#Microsoft.Skills.Text.AzureOpenAIEmbeddingSkill",
  name: "embed",
  context: "/document/pages/*",
  resourceUri: "https://contoso.openai.azure.com",
  deploymentId: "embed",
  modelName: "text-embedding-3-small",
  dimensions: 64,
  inputs: [{ name: "text", source: "/document/pages/*" }],
  outputs: [{ name: "embedding", targetName: "vector" }],
};

export const selector: Readonly<Record<string, unknown>> = {
  targetIndexName: "pages",
  parentKeyFieldName: "parent_id",
  sourceContext: "/document/pages/*",
  mappings: [
    { name: "chunk", source: "/document/pages/*" },
    { name: "vector", source: "/document/pages/*/vector" },
    { name: "title", source: "/document/metadata_storage_name" },
    { name: "group_ids", source: "/document/group_ids" },
  ],
};

const skip = { projectionMode: "skipIndexingParentDocuments" };

/** A skillset that makes pages with vectors of a document. */
export const chunking: Readonly<Record<string, unknown>> = {
  name: "chunking",
  // skills come in the order of what they need, wherever they stand
  skills: [embed, split],
  indexProjections: { selectors: [selector], parameters: skip },
};

/** What an indexer has beside it. */
export const mapped: Readonly<Record<string, unknown>> = {
  skillsetName: "chunking",
  fieldMappings: [
    {
      sourceFieldName: "groups",
      targetFieldName: "group_ids",
      mappingFunction: { name: "jsonArrayToStringCollection" },
    },
  ],
};

export const sentence = "Employees are reimbursed for travelling by train. ";

/** One document of two pages. */
const twoPages: SeedBlob = {
  name: "a.txt",
  text: sentence.repeat(10),
  metadata: { groups: '["hr"]' },
};

/** A local Azure whose search service may read the blobs (one of two pages). */
export const createChunkingEmulator = (...blobs: readonly SeedBlob[]): Emulator =>
  createIndexingEmulator({ blobs: blobs.length > 0 ? blobs : [twoPages] });
