import { azureCloud } from "@entrim/azure-clouds";
import { createAzureService, requireOrigin, type AzureService } from "../azure/azure-service.ts";
import { requiredRoles, type RequiredRoles } from "../azure/required-roles.ts";
import { createSearchIndexClient } from "../azure/search-index.ts";
import { chunkDocument } from "../chunk/chunk-document.ts";
import { createIndexerMode, requireIndexerOptions } from "../indexer/indexer-mode.ts";
import type { IngestionServiceOptions } from "./ingestion-service-options.ts";
import { createJobRoutes, type JobManager } from "./job-routes.ts";
import { createJobRunner } from "./job-runner.ts";
import { createBlobJobLock, soleServerLock, type JobLock } from "./job-lock.ts";
import { createJobStore } from "./job-store.ts";
import { createPushMode } from "./push-mode.ts";
import { requireKeyless } from "./require-keyless.ts";

/** A job whose server has not been heard of for so many heartbeats, and this long, is nobody's. */
const staleHeartbeats = 6;
const minLifetimeInMs = 5_000;

/** The job API, as a handler of requests whose principal is known. */
export interface IngestionService<P extends JobManager = JobManager> {
  (request: Request, context: { readonly principal: P }): Promise<Response>;
  /**
   * Goes on with the jobs that another server left, and from now on begins those that are due. A process that has no
   * other reason to live ends all the same.
   *
   * @throws IngestionError when Azure cannot be asked now, which `onError` hears too; it is asked again at each interval.
   */
  resume(): Promise<void>;
  /** Waits until no job is under way here. */
  idle(): Promise<void>;
  /** Ends the jobs that are under way; the next `resume` goes on with them. */
  close(): Promise<void>;
}

/**
 * Makes the ingestion API of Azure OpenAI On Your Data, in both its forms. This process reads the container, parts its
 * documents and pushes the parts to AI Search, each with who may read it; or AI Search does so by itself.
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
    mode = "push",
    mayManageJobs,
    search: {
      groupField = "group_ids",
      analyzer = "standard.lucene",
      jobIndex = "entrim-ingestion-jobs",
    },
    storage,
    openai,
    pages,
    access: { file = "access.json", metadata = "group_ids", resolveGroupName } = {},
    chunks: { maxTokens = 1024, overlap = 0 } = {},
    limits,
    skill,
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
  if (mode !== "push" && mode !== "indexer") {
    throw new TypeError('ingestion: mode must be "push" or "indexer"');
  }
  if (mode === "indexer") requireIndexerOptions(options);
  else if (skill !== undefined) {
    throw new TypeError(
      'ingestion: skill is of no effect where this process reads the documents; leave it out, or say mode: "indexer"',
    );
  }
  const common = { credential, fetch, retryDelayInMs };
  const search = createAzureService({
    ...common,
    endpoint: options.search.endpoint,
    scope: scopeOf(cloud.search),
    needs: requiredRoles.search,
  });
  const blobServiceAt = (
    endpoint: string,
    needs: RequiredRoles = requiredRoles.readBlobs,
  ): AzureService => createAzureService({ ...common, endpoint, scope: scopeOf(cloud.blob), needs });
  const accounts = new Map(
    storage.map(({ endpoint, resourceId, accessLists = false }) => {
      const { origin } = requireOrigin(endpoint);
      const dfs = accessLists ? blobServiceAt(dfsOrigin(origin)) : undefined;
      const id = resourceId.replace(/\/+$/, "");
      return [origin, { blob: blobServiceAt(origin), dfs, resourceId: id }];
    }),
  );
  const models =
    openai &&
    createAzureService({
      ...common,
      endpoint: openai.endpoint,
      scope: scopeOf(cloud.openai),
      needs: requiredRoles.openai,
    });
  const lifetimeInMs = Math.max(staleHeartbeats * heartbeatInMs, minLifetimeInMs);
  const store = createJobStore(createSearchIndexClient(search, jobIndex));
  const isPageHost = pageHostCheck(pages?.hosts);
  const services = { search, models, accounts };
  const access = { file, metadata, resolveGroupName };

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
    const blobs = blobServiceAt(endpoint, requiredRoles.writeBlobs);
    return createBlobJobLock(blobs, { container, lifetimeInMs });
  }

  const runner = createJobRunner({
    store,
    lock: jobLock(),
    lifetimeInMs,
    maxConcurrentJobs,
    heartbeatInMs,
    onError,
    now,
    run: (mode === "indexer" ? createIndexerMode : createPushMode)(services, {
      groupField,
      analyzer,
      overlap,
      access,
      pages,
      limits,
      skill,
      isPageHost,
      heartbeatInMs,
    }),
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
      isIndexer: mode === "indexer",
      embeddingModels: openai?.embeddingModels ?? {},
      defaultMaxTokens: maxTokens,
      reservedNames: [jobIndex],
    },
  });

  let sweeps: NodeJS.Timeout | undefined;
  return Object.assign(handle, {
    async resume() {
      // first of all, so that a service that does not answer now is asked again
      sweeps ??= setInterval(() => {
        runner.sweep().catch((error: unknown) => onError(error, ""));
      }, sweepIntervalInMs).unref();
      try {
        await runner.sweep();
      } catch (error) {
        onError(error, "");
        throw error;
      }
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

function scopeOf({ audience }: { readonly audience: string }): string {
  return `${audience}/.default`;
}
