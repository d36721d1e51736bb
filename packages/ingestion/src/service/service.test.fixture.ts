import {
  createLocalAzure,
  openaiEndpoint,
  searchEndpoint,
  storageEndpoint,
  storageId,
  type LocalAzure,
} from "../local-azure.test.fixture.ts";
import { createIngestionService, type IngestionService } from "./ingestion-service.ts";
import type { IngestionServiceOptions } from "./ingestion-service-options.ts";
import type { JobManager } from "./job-routes.ts";

export const manager: JobManager = { objectId: "ada", roles: ["Ingestion.Manage"], groups: [] };

/** The headers of a job that reads the container and makes no vectors. */
export const jobHeaders: Readonly<Record<string, string>> = {
  storageEndpoint,
  storageConnectionString: `ResourceId=${storageId};`,
  storageContainer: "handbook",
  searchServiceEndpoint: searchEndpoint,
};

/** A service in front of a local Azure. */
export interface LocalService extends LocalAzure {
  readonly service: IngestionService;
  readonly errors: unknown[];
  ask(
    method: string,
    path: string,
    init?: AskOptions,
  ): Promise<{ status: number; headers: Headers; body: JobAnswer }>;
  /** Runs a job of the header form to its end. */
  ingest(jobId: string, init?: AskOptions): Promise<JobAnswer>;
  /** Another server on the same Azure. */
  restart(options?: Partial<IngestionServiceOptions>): LocalService;
}

interface AskOptions {
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly as?: JobManager;
}

/** Whatever the API says. */
interface JobAnswer {
  readonly status?: string;
  readonly warnings?: readonly string[];
  readonly error?: { readonly code: string; readonly message: string };
  readonly progress?: { readonly stageProgress: readonly object[] };
  readonly value?: readonly JobAnswer[];
  readonly [member: string]: unknown;
}

export function createLocalService(
  options: Partial<IngestionServiceOptions> = {},
  local: LocalAzure = createLocalAzure(),
): LocalService {
  const errors: unknown[] = [];
  const service = createIngestionService({
    credential: local.credential,
    mayManageJobs: ({ roles }) => roles.includes("Ingestion.Manage"),
    search: { endpoint: searchEndpoint },
    storage: [{ endpoint: storageEndpoint, resourceId: storageId, containers: ["handbook"] }],
    openai: { endpoint: openaiEndpoint, embeddingDeployments: ["embeddings"] },
    onError: (error) => errors.push(error),
    fetch: (input, init) => local.fetch(input, init),
    heartbeatInMs: 50,
    retryDelayInMs: 1,
    ...options,
  });
  const all: LocalService = Object.assign(local, {
    service,
    errors,
    async ask(method: string, path: string, { headers = {}, body, as = manager }: AskOptions = {}) {
      const request = new Request(`https://chat.contoso.example${path}`, {
        method,
        headers: { "content-type": "application/json", ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const response = await service(request, { principal: as });
      const answer = (await response.json()) as JobAnswer;
      return { status: response.status, headers: response.headers, body: answer };
    },
    async ingest(jobId: string, init: AskOptions = {}) {
      const started = await all.ask("PUT", headerPath(jobId), {
        body: { dataRefreshIntervalInMinutes: 0 },
        ...init,
        headers: { ...jobHeaders, ...init.headers },
      });
      if (started.status !== 200) return started.body;
      await service.idle();
      return (await all.ask("GET", headerPath(jobId))).body;
    },
    restart: (more: Partial<IngestionServiceOptions> = {}) =>
      createLocalService({ ...options, ...more }, { ...local }),
  });
  return all;
}

function headerPath(jobId: string): string {
  return `/openai/extensions/on-your-data/ingestion-jobs/${jobId}?api-version=2023-10-01-preview`;
}
