import { createBlobContainer } from "../azure/blob-container.ts";
import { createSearchIndexClient } from "../azure/search-index.ts";
import { createSearchIndexerClient } from "../azure/search-indexer.ts";
import { IngestionError } from "../ingestion-error.ts";
import type { IngestionServiceOptions } from "../service/ingestion-service-options.ts";
import type { JobDefinition } from "../service/job-definition.ts";
import type { RunJob } from "../service/job-runner.ts";
import { accountOf, type JobServices, type ModeOptions } from "../service/push-mode.ts";
import { isEmbeddingModel } from "./embedding-model.ts";
import { ingestByIndexer } from "./ingest-by-indexer.ts";
import type { EmbeddingDeployment } from "./indexer-definitions.ts";
import { indexerNames } from "./indexer-names.ts";

/** Does jobs by indexers of AI Search, which reads, parts and makes vectors itself, as its own identity. */
export function createIndexerMode(services: JobServices, options: ModeOptions): RunJob {
  const { search, models } = services;
  const { groupField, analyzer, overlap, access, skill, heartbeatInMs } = options;

  return async function watchIndexer(definition, { after, since, onProgress, abortSignal }) {
    const { jobId, container, maxTokens, refreshIntervalInMinutes, completionAction } = definition;
    const account = accountOf(services, definition.storageEndpoint);
    return ingestByIndexer({
      settings: {
        jobId,
        resourceId: account.resourceId,
        container,
        embedding: embeddingOf(definition, models?.endpoint),
        chunking: skill === undefined ? { by: "tokens" } : { by: "skill", ...skill },
        maxTokens,
        overlap,
        groupField,
        groupMetadata: access.metadata,
        refreshIntervalInMinutes,
      },
      analyzer,
      indexer: createSearchIndexerClient(search, indexerNames(jobId)),
      index: createSearchIndexClient(search, jobId),
      container: createBlobContainer(account.blob, container),
      accessFile: access.file,
      // what refreshes an index is not done with
      cleansUp: completionAction.startsWith("cleanUp") && refreshIntervalInMinutes === 0,
      after,
      since,
      pollIntervalInMs: heartbeatInMs,
      onProgress,
      abortSignal,
    });
  };
}

/** @throws IngestionError for a job that was kept by a server in the push mode. */
function embeddingOf(
  { embedding, pages }: JobDefinition,
  endpoint: string | undefined,
): EmbeddingDeployment | undefined {
  if (embedding === undefined && pages === undefined) return undefined;
  const model = embedding?.model ?? "";
  if (embedding !== undefined && endpoint !== undefined && isEmbeddingModel(model)) {
    return { endpoint, deployment: embedding.deployment, model };
  }
  throw new IngestionError(
    "INVALID_JOB",
    "The job was begun in the push mode, and the indexer mode cannot go on with it; start it anew.",
  );
}

/** What AI Search cannot do by itself. */
const pushOnly: readonly (readonly [
  string,
  (options: IngestionServiceOptions<never>) => unknown,
])[] = [
  ["pages", ({ pages }) => pages],
  ["limits", ({ limits }) => limits],
  ["access.file", ({ access }) => access?.file],
  ["access.resolveGroupName", ({ access }) => access?.resolveGroupName],
  ["storage.accessLists", ({ storage }) => storage.some(({ accessLists }) => accessLists)],
];
const resourceIdPattern =
  /^\/subscriptions\/[^/;]+\/resourceGroups\/[^/;]+\/providers\/Microsoft\.Storage\/storageAccounts\/[^/;]+\/*$/i;

/** @throws TypeError for options that only the push mode heeds, and what AI Search could not be told. */
export function requireIndexerOptions(options: IngestionServiceOptions<never>): void {
  const wrong = pushOnly.find(([, valueOf]) => Boolean(valueOf(options)));
  if (wrong !== undefined) {
    throw new TypeError(
      `ingestion: ${wrong[0]} is of no effect where an indexer reads the documents; leave it out, or leave out mode for the push mode`,
    );
  }
  const { skill } = options;
  if (skill !== undefined && !(isSkillAddress(skill.uri) && isResource(skill.authResourceId))) {
    throw new TypeError(
      "ingestion: skill must have a uri as https://chat.contoso.example/skill, without a key or a user in it, and an authResourceId as api://<client id>",
    );
  }
  if (!options.storage.every(({ resourceId }) => resourceIdPattern.test(resourceId))) {
    throw new TypeError(
      "ingestion: storage.resourceId must be as /subscriptions/…/resourceGroups/…/providers/Microsoft.Storage/storageAccounts/…",
    );
  }
}

/** AI Search wants TLS; a local Azure on this machine does not. */
function isSkillAddress(uri: string): boolean {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  if (url === undefined || url.username !== "" || url.password !== "" || url.search !== "") {
    return false;
  }
  const isHere = url.hostname === "localhost" || url.hostname === "127.0.0.1";
  return url.protocol === "https:" || (url.protocol === "http:" && isHere);
}

function isResource(id: string): boolean {
  return /^(?:api:\/\/)?[\w.-]+(?:\/[\w.-]+)*$/.test(id);
}
