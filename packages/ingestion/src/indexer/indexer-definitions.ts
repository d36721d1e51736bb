import { createHash } from "node:crypto";
import type { IndexerPart } from "../azure/search-indexer.ts";
import { buildChunkSkill, type Chunking } from "./chunk-skill.ts";
import { vectorsOf, type EmbeddingModel } from "./embedding-model.ts";
import { indexerNames } from "./indexer-names.ts";

/** What an indexer reads, and into what. */
export interface IndexerSettings {
  /** Also the name of the index. */
  readonly jobId: string;
  /** Of the storage account. */
  readonly resourceId: string;
  readonly container: string;
  /** Makes vectors; none are made without. */
  readonly embedding: EmbeddingDeployment | undefined;
  readonly chunking: Chunking;
  readonly maxTokens: number;
  readonly overlap: number;
  readonly groupField: string;
  /** The name of the blobs' metadata that says who may read them. */
  readonly groupMetadata: string;
  /** 0: by no schedule. */
  readonly refreshIntervalInMinutes: number;
}

/** What makes vectors of chunks, and of the words of queries. */
export interface EmbeddingDeployment {
  /** As in `https://contoso.openai.azure.com`. */
  readonly endpoint: string;
  readonly deployment: string;
  readonly model: EmbeddingModel;
}

/** The kinds of files that the push mode reads, too. */
const extensions = ".txt,.md,.markdown,.html,.htm,.docx,.pptx,.pdf";
/** What AI Search takes as an interval. */
const interval = { min: 5, max: 24 * 60 };
const prefix = "#Microsoft.Skills";

/**
 * What AI Search has to be told for a job. Who may read a document comes from the metadata of its blob, made a list by a
 * function of the indexer's field mappings, and goes to each chunk by a mapping of the skillset's index projection.
 *
 * @param pass The pass over all documents, which each chunk tells, so that what an earlier one left is known.
 * @see https://learn.microsoft.com/azure/search/search-indexer-field-mappings#advanced-field-mapping-scenarios
 * @see https://learn.microsoft.com/azure/search/search-how-to-define-index-projections
 */
export function buildIndexerDefinitions(
  settings: IndexerSettings,
  pass: string,
): Readonly<Record<IndexerPart, object>> {
  const { jobId, resourceId, container, groupField, groupMetadata, refreshIntervalInMinutes } =
    settings;
  const names = indexerNames(jobId);
  const minutes = Math.min(Math.max(refreshIntervalInMinutes, interval.min), interval.max);
  return {
    datasources: {
      description: madeFor(jobId),
      type: "azureblob",
      credentials: { connectionString: `ResourceId=${resourceId};` },
      container: { name: container },
      dataDeletionDetectionPolicy: {
        "@odata.type": "#Microsoft.Azure.Search.NativeBlobSoftDeleteDeletionDetectionPolicy",
      },
    },
    skillsets: {
      description: madeFor(jobId),
      skills: skillsOf(settings, pass),
      indexProjections: projectionsOf(settings),
    },
    indexers: {
      description: formatPassMark(jobId, { pass, digest: digestOf(settings) }),
      dataSourceName: names.datasources,
      skillsetName: names.skillsets,
      targetIndexName: jobId,
      ...(refreshIntervalInMinutes > 0 && { schedule: { interval: `PT${minutes}M` } }),
      parameters: {
        // one document that cannot be read keeps no other from being read
        maxFailedItems: -1,
        maxFailedItemsPerBatch: -1,
        configuration: {
          parsingMode: "default",
          dataToExtract: "contentAndMetadata",
          indexedFileNameExtensions: extensions,
          ...(settings.chunking.by === "skill" && { allowSkillsetToReadFileData: true }),
        },
      },
      fieldMappings: [
        {
          // whatever metadata a blob has, its address is its key
          sourceFieldName: "metadata_storage_path",
          targetFieldName: "id",
          mappingFunction: { name: "base64Encode" },
        },
        {
          sourceFieldName: groupMetadata,
          targetFieldName: groupField,
          mappingFunction: { name: "jsonArrayToStringCollection" },
        },
      ],
    },
  };
}

function skillsOf(settings: IndexerSettings, pass: string): object[] {
  const { embedding } = settings;
  const chunk = buildChunkSkill(settings.chunking, settings);
  const mark = {
    "@odata.type": `${prefix}.Util.ShaperSkill`,
    name: "pass",
    context: "/document",
    inputs: [{ name: "pass", source: `='${pass}'` }],
    outputs: [{ name: "output", targetName: "entrim" }],
  };
  if (embedding === undefined) return [chunk.definition, mark];
  const { dimensions, isAdjustable } = vectorsOf(embedding.model);
  const embed = {
    "@odata.type": `${prefix}.Text.AzureOpenAIEmbeddingSkill`,
    name: "vectors",
    context: chunk.path,
    resourceUri: embedding.endpoint,
    deploymentId: embedding.deployment,
    modelName: embedding.model,
    ...(isAdjustable && { dimensions }),
    inputs: [{ name: "text", source: chunk.content }],
    outputs: [{ name: "embedding", targetName: "vector" }],
  };
  return [chunk.definition, embed, mark];
}

function projectionsOf(settings: IndexerSettings): object {
  const { jobId, groupField, embedding } = settings;
  const { path, content, title } = buildChunkSkill(settings.chunking, settings);
  const sources: Readonly<Record<string, string>> = {
    content,
    title,
    filepath: "/document/metadata_storage_name",
    url: "/document/metadata_storage_path",
    last_modified: "/document/metadata_storage_last_modified",
    pass: "/document/entrim/pass",
    [groupField]: `/document/${groupField}`,
    ...(embedding && { contentVector: `${path}/vector` }),
  };
  return {
    selectors: [
      {
        targetIndexName: jobId,
        parentKeyFieldName: "parent_id",
        sourceContext: path,
        mappings: Object.entries(sources).map(([name, source]) => ({ name, source })),
      },
    ],
    parameters: { projectionMode: "skipIndexingParentDocuments" },
  };
}

/** What the description of an indexer tells of the last pass over all documents. */
export interface PassMark {
  readonly pass: string;
  /** Of what was to be done: with another one, all documents are done anew. */
  readonly digest: string;
}

/** How what this server made for a job says so. */
export function madeFor(jobId: string): string {
  return `Made by entrim for the job ${jobId}`;
}

/** The mark in the description of a job's indexer, if it has one. */
export function parsePassMark(description: string): PassMark | undefined {
  const [, pass, digest] = / \(pass ([0-9a-f]+) of ([0-9a-f]+)\)$/.exec(description) ?? [];
  return pass === undefined || digest === undefined ? undefined : { pass, digest };
}

function formatPassMark(jobId: string, { pass, digest }: PassMark): string {
  return `${madeFor(jobId)} (pass ${pass} of ${digest})`;
}

/** Of all that makes a chunk what it is; how often it is looked for changes is no part of that. */
export function digestOf(settings: IndexerSettings): string {
  const { resourceId, container, groupMetadata } = settings;
  const parts = [
    resourceId,
    container,
    groupMetadata,
    skillsOf(settings, ""),
    projectionsOf(settings),
  ];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}
