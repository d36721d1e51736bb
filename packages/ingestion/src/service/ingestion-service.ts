import { azureCloud } from "@entrim/azure-clouds";
import { createPathAccess } from "../access/path-access.ts";
import { createAzureService, requireOrigin, type AzureService } from "../azure/azure-service.ts";
import { createBlobContainer } from "../azure/blob-container.ts";
import { createEmbedder } from "../azure/embedder.ts";
import { createSearchIndexClient } from "../azure/search-index.ts";
import { createPageFetcher } from "../crawl/page-fetcher.ts";
import { createUrlSource } from "../crawl/url-source.ts";
import { chunkDocument } from "../chunk/chunk-document.ts";
import { createDocumentChunker } from "../chunk/document-chunker.ts";
import { defaultLimits } from "../crack/document-limits.ts";
import { ingestDocuments } from "./ingest-documents.ts";
import type { IngestionServiceOptions } from "./ingestion-service-options.ts";
import { createJobRoutes, type JobManager } from "./job-routes.ts";
import { createJobRunner } from "./job-runner.ts";
import { createBlobJobLock, soleServerLock, type JobLock } from "./job-lock.ts";
import { createJobStore } from "./job-store.ts";
import { requireKeyless } from "./require-keyless.ts";

/** A job whose server has not been heard of for so many heartbeats, and this long, is nobody's. */
const staleHeartbeats = 6;
const minLifetimeInMs = 5_000;
/** All pages of one job, which are in memory until they are read. */
const maxPagesBytes = 256 * 2 ** 20;

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
    pages,
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
  const blobServiceAt = (endpoint: string): AzureService =>
    createAzureService({ ...common, endpoint, scope: scopeOf(cloud.blob) });
  const accounts = new Map(
    storage.map(({ endpoint, accessLists = false }) => {
      const { origin } = requireOrigin(endpoint);
      const dfs = accessLists ? blobServiceAt(dfsOrigin(origin)) : undefined;
      return [origin, { blob: blobServiceAt(origin), dfs }];
    }),
  );
  const models =
    openai &&
    createAzureService({ ...common, endpoint: openai.endpoint, scope: scopeOf(cloud.openai) });
  const lifetimeInMs = Math.max(staleHeartbeats * heartbeatInMs, minLifetimeInMs);
  const store = createJobStore(createSearchIndexClient(search, jobIndex));
  const isPageHost = pageHostCheck(pages?.hosts);
  const fetchPage = pages?.fetchPage ?? createPageFetcher();
  const maxDocumentBytes = limits.maxBytes ?? defaultLimits.maxBytes;

  function jobLock(): JobLock {
    if (options.lock === undefined) return soleServerLock;
    const { endpoint, container } = options.lock;
    const isSource = storage.some(
      (each) =>
        requireOrigin(each.endpoint).origin === requireOrigin(endpoint).origin &&
        each.containers.includes(container),
    );
    if (isSource) {
      throw new TypeError("ingestion: lock.container must be one that no job reads");
    }
    return createBlobJobLock(blobServiceAt(endpoint), { container, lifetimeInMs });
  }

  const runner = createJobRunner({
    store,
    lock: jobLock(),
    lifetimeInMs,
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
      const blobs = createBlobContainer(account.blob, container);
      // of pages, lists say nothing
      const dfs = definition.pages === undefined ? account.dfs : undefined;
      await using chunker = disposable(createDocumentChunker(limits));
      return await ingestDocuments({
        jobId,
        source:
          definition.pages === undefined
            ? blobs
            : createUrlSource({
                crawl: {
                  ...definition.pages,
                  fetchPage,
                  isHostAllowed: isPageHost,
                  delayInMs: pages?.delayInMs ?? 250,
                },
                container: blobs,
                accessFile,
                maxBytes: maxPagesBytes,
              }),
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
        pathAccess: dfs && createPathAccess(dfs, container),
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
      isPageHost,
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

/** @throws TypeError for an endpoint that is none of blobs. */
function dfsOrigin(origin: string): string {
  const other = origin.replace(".blob.", ".dfs.");
  if (other !== origin) return other;
  throw new TypeError(
    "ingestion: accessLists needs an endpoint as https://contoso.blob.core.windows.net",
  );
}

/** @throws TypeError for hosts that are none. */
function pageHostCheck(hosts: readonly string[] | "any" = []): (host: string) => boolean {
  if (hosts === "any") return () => true;
  const isList = Array.isArray(hosts) && hosts.every((host) => /^[a-z0-9.-]+$/.test(String(host)));
  if (!isList) {
    throw new TypeError(
      'ingestion: pages.hosts must be host names in small letters, as www.contoso.example, or "any"',
    );
  }
  return (host) => hosts.includes(host);
}

function disposable<T extends { close(): Promise<void> }>(resource: T): T & AsyncDisposable {
  return Object.assign(resource, { [Symbol.asyncDispose]: () => resource.close() });
}

function scopeOf({ audience }: { readonly audience: string }): string {
  return `${audience}/.default`;
}
