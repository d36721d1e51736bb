import type { TokenCredential } from "@azure/core-auth";
import { azureCloud, type AzureCloud } from "@entrim/azure-clouds";
import type { ResolveGroupName } from "../access/document-groups.ts";
import { createAzureService, requireOrigin } from "../azure/azure-service.ts";
import { createBlobContainer } from "../azure/blob-container.ts";
import { createEmbedder } from "../azure/embedder.ts";
import { createSearchIndexClient } from "../azure/search-index.ts";
import { chunkDocument } from "../chunk/chunk-document.ts";
import { createDocumentChunker, type DocumentChunkerOptions } from "../chunk/document-chunker.ts";
import { defaultLimits } from "../crack/document-limits.ts";
import { ingestDocuments } from "./ingest-documents.ts";
import { createJobRoutes, type JobManager } from "./job-routes.ts";
import { createJobRunner } from "./job-runner.ts";
import { createJobStore } from "./job-store.ts";
import { requireKeyless } from "./require-keyless.ts";

/** What a service may read and write, and as whom. */
export interface IngestionServiceOptions<P extends JobManager = JobManager> {
  /**
   * The server's own identity. It needs Storage Blob Data Reader on the containers, Search Service Contributor and
   * Search Index Data Contributor on the search service, and Cognitive Services OpenAI User for vectors.
   */
  readonly credential: TokenCredential;
  /** Who may start and see jobs; whoever may, decides who can read what. */
  readonly mayManageJobs: (principal: P) => boolean;
  readonly search: {
    /** As in `https://contoso.search.windows.net`. */
    readonly endpoint: string;
    /** Field for the object ids of who may read a document (`group_ids`). */
    readonly groupField?: string;
    /** Analyzer of titles and texts (`standard.lucene`). */
    readonly analyzer?: string;
    /** Index in which jobs are kept; no job can have its name (`entrim-ingestion-jobs`). */
    readonly jobIndex?: string;
  };
  /** Where jobs may read. */
  readonly storage: readonly IngestionStorage[];
  /** What makes vectors (none are made). */
  readonly openai?: {
    /** As in `https://contoso.openai.azure.com`. */
    readonly endpoint: string;
    /** Deployments that a job may name. */
    readonly embeddingDeployments: readonly string[];
  };
  readonly access?: {
    /** Name of the file in a container that says who may read what (`access.json`). */
    readonly file?: string;
    /** Name of the blobs' metadata that does (`group_ids`). */
    readonly metadata?: string;
    /** Finds the group of a name (names are refused, and only object ids are taken). */
    readonly resolveGroupName?: ResolveGroupName;
  };
  readonly chunks?: {
    /** Where a job does not say (1024). */
    readonly maxTokens?: number;
    /** Tokens that a chunk repeats (0). */
    readonly overlap?: number;
  };
  /** What a document may cost. */
  readonly limits?: DocumentChunkerOptions;
  /** Jobs at a time (2). */
  readonly maxConcurrentJobs?: number;
  /** How often the progress of a job is kept (2000). */
  readonly heartbeatInMs?: number;
  /** How often {@link IngestionService.resume} looks for jobs that are due (60000). */
  readonly sweepIntervalInMs?: number;
  /** Hears why a job failed, with the cause, for the log (nobody does). */
  readonly onError?: (error: unknown, jobId: string) => void;
  /** Which Azure (the public one). */
  readonly cloud?: AzureCloud;
  /** What sends the requests (the global one). */
  readonly fetch?: typeof globalThis.fetch;
  /** How long to wait before a request is repeated first (500). */
  readonly retryDelayInMs?: number;
  /** The time in milliseconds since 1970 (`Date.now`). */
  readonly now?: () => number;
}

/** A storage account that jobs may read. */
export interface IngestionStorage {
  /** As in `https://contoso.blob.core.windows.net`. */
  readonly endpoint: string;
  /** `/subscriptions/…/resourceGroups/…/providers/Microsoft.Storage/storageAccounts/…`. */
  readonly resourceId: string;
  readonly containers: readonly string[];
}

/** The job API, as a handler of requests whose principal is known. */
export interface IngestionService<P extends JobManager = JobManager> {
  (request: Request, context: { readonly principal: P }): Promise<Response>;
  /**
   * Goes on with the jobs that another server left, and from now on begins those that are due. A process that has no
   * other reason to live ends all the same.
   */
  resume(): Promise<void>;
  /** Waits until no job is under way here. */
  idle(): Promise<void>;
  /** Ends the jobs that are under way; the next `resume` goes on with them. */
  close(): Promise<void>;
}

/**
 * Makes the ingestion API of Azure OpenAI On Your Data, in both its forms. This process reads the container, parts its
 * documents and pushes the parts to AI Search, each with who may read it.
 *
 * @throws TypeError for options that are wrong or carry a key.
 * @see https://learn.microsoft.com/azure/ai-services/openai/how-to/on-your-data-configuration
 */
export function createIngestionService<P extends JobManager>(
  options: IngestionServiceOptions<P>,
): IngestionService<P> {
  requireKeyless(options);
  const {
    credential,
    mayManageJobs,
    search: {
      groupField = "group_ids",
      analyzer = "standard.lucene",
      jobIndex = "entrim-ingestion-jobs",
    },
    storage,
    openai,
    access: { file: accessFile = "access.json", metadata = "group_ids", resolveGroupName } = {},
    chunks: { maxTokens = 1024, overlap = 0 } = {},
    limits = {},
    maxConcurrentJobs = 2,
    heartbeatInMs = 2_000,
    sweepIntervalInMs = 60_000,
    onError = () => undefined,
    cloud = azureCloud(),
    fetch,
    retryDelayInMs,
    now = Date.now,
  } = options;
  // finds out now what is wrong with them
  chunkDocument({ blocks: [] }, { maxTokens, overlap });
  if (typeof mayManageJobs !== "function") {
    throw new TypeError("ingestion: mayManageJobs must say who may start jobs");
  }
  const common = { credential, fetch, retryDelayInMs };
  const search = createAzureService({
    ...common,
    endpoint: options.search.endpoint,
    scope: scopeOf(cloud.search),
  });
  const accounts = new Map(
    storage.map(({ endpoint }) => {
      const { origin } = requireOrigin(endpoint);
      return [origin, createAzureService({ ...common, endpoint, scope: scopeOf(cloud.blob) })];
    }),
  );
  const models =
    openai &&
    createAzureService({ ...common, endpoint: openai.endpoint, scope: scopeOf(cloud.openai) });
  const store = createJobStore(createSearchIndexClient(search, jobIndex));
  const maxDocumentBytes = limits.maxBytes ?? defaultLimits.maxBytes;

  const runner = createJobRunner({
    store,
    maxConcurrentJobs,
    heartbeatInMs,
    onError,
    now,
    async run(definition, { onProgress, abortSignal }) {
      const { jobId, container, storageEndpoint, embedding } = definition;
      const account = accounts.get(storageEndpoint);
      // a job that was kept by a server that was set up otherwise
      if (account === undefined)
        throw new TypeError("ingestion: the storage account is no longer set up");
      await using chunker = disposable(createDocumentChunker(limits));
      return await ingestDocuments({
        jobId,
        source: createBlobContainer(account, container),
        index: createSearchIndexClient(search, jobId),
        chunker,
        embed: embedding && models && createEmbedder(models, embedding.deployment),
        embeddingName: embedding?.deployment,
        maxTokens: definition.maxTokens,
        overlap: Math.min(overlap, Math.floor(definition.maxTokens / 2)),
        groupField,
        analyzer,
        accessFile,
        groupMetadata: metadata.toLowerCase(),
        resolveGroupName,
        maxDocumentBytes,
        onProgress,
        abortSignal,
      });
    },
  });

  const handle = createJobRoutes<P>({
    store,
    runner,
    mayManageJobs,
    now,
    allowed: {
      cloud,
      searchEndpoint: search.endpoint,
      storage: storage.map(({ endpoint, resourceId, containers }) => ({
        endpoint: requireOrigin(endpoint).origin,
        resourceId: resourceId.replace(/\/+$/, ""),
        containers,
      })),
      embeddingDeployments: openai?.embeddingDeployments ?? [],
      defaultMaxTokens: maxTokens,
      reservedNames: [jobIndex],
    },
  });

  let sweeps: NodeJS.Timeout | undefined;
  return Object.assign(handle, {
    async resume() {
      await runner.sweep();
      sweeps ??= setInterval(() => {
        runner.sweep().catch((error: unknown) => onError(error, ""));
      }, sweepIntervalInMs).unref();
    },
    idle: () => runner.idle(),
    async close() {
      clearInterval(sweeps);
      await runner.close();
    },
  });
}

function disposable<T extends { close(): Promise<void> }>(resource: T): T & AsyncDisposable {
  return Object.assign(resource, { [Symbol.asyncDispose]: () => resource.close() });
}

function scopeOf({ audience }: { readonly audience: string }): string {
  return `${audience}/.default`;
}
