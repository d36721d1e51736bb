import { IngestionError, isIngestionError } from "../ingestion-error.ts";
import { formatHeaderJob, formatJsonJob, formatJsonRun, type JobEndpoints } from "./format-job.ts";
import type { JobDefinition } from "./job-definition.ts";
import { isEnded, type JobRecord } from "./job-record.ts";
import type { JobRunner } from "./job-runner.ts";
import type { JobStore } from "./job-store.ts";
import { readHeaderJob, readJsonJob, requireJobId, type AllowedJobs } from "./read-job-request.ts";

/** What is looked at of a principal; one of `@entrim/guard` fits. */
export interface JobManager {
  readonly objectId: string;
  readonly roles: readonly string[];
  readonly groups: readonly string[];
}

/** What the routes work with. */
export interface JobRoutesOptions<P> {
  readonly store: JobStore;
  readonly runner: JobRunner;
  readonly mayManageJobs: (principal: P) => boolean;
  readonly allowed: AllowedJobs;
  readonly now: () => number;
}

type Route = (call: JobCall) => Promise<Response>;

interface JobCall {
  readonly request: Request;
  readonly url: URL;
  readonly names: readonly string[];
}

const headerPath = /^\/openai\/extensions\/on-your-data\/ingestion-jobs(?:\/([^/]+))?$/;
const jsonPath = /^\/openai\/ingestion\/jobs(?:\/([^/]+)(\/runs(?:\/([^/]+))?)?)?$/;
const headerVersion = /^2023-(?:09-01|10-01|12-01)-preview$/;
const jsonVersion = /^(?:2024-(?:0[5-9]|1[0-2])|20(?:2[5-9]|[3-9]\d)-\d\d)-\d\d(?:-preview)?$/;
const retentionInMs = 48 * 60 * 60_000;
const maxBodyBytes = 100_000;
const retryAfterInSeconds = "2";

/** What an error of this package is answered with, in the words of the API. */
const answers: Readonly<Partial<Record<string, readonly [status: number, code: string]>>> = {
  INVALID_JOB: [400, "invalidPayload"],
  NOT_ALLOWED: [403, "forbidden"],
  JOB_NOT_FOUND: [404, "notFound"],
  JOB_CONFLICT: [409, "conflict"],
  UPSTREAM_UNAVAILABLE: [503, "serviceUnavailable"],
};

/**
 * Makes the handler of the job API's two forms.
 *
 * @see https://learn.microsoft.com/azure/ai-services/openai/reference-preview
 */
export function createJobRoutes<P>({
  store,
  runner,
  mayManageJobs,
  allowed,
  now,
}: JobRoutesOptions<P>): (
  request: Request,
  context: { readonly principal: P },
) => Promise<Response> {
  const endpoints: JobEndpoints = {
    search: allowed.searchEndpoint,
    resourceIdOf: (storageEndpoint) =>
      allowed.storage.find(({ endpoint }) => endpoint === storageEndpoint)?.resourceId,
  };

  async function recordOf(jobId: string): Promise<JobRecord> {
    const record = await store.read(requireJobId(jobId, allowed.reservedNames));
    if (record !== undefined && !isForgotten(record)) return record;
    throw new IngestionError("JOB_NOT_FOUND", "There is no job of that name.");
  }

  /** The state of a job is known for 48 hours after its end; one with a schedule has none. */
  function isForgotten({ definition, runs: [latest] }: JobRecord): boolean {
    const isOnce = definition.refreshIntervalInMinutes === 0;
    return isOnce && isEnded(latest) && now() - (latest.endedAt ?? 0) > retentionInMs;
  }

  async function listJobs(format: (record: JobRecord) => object): Promise<Response> {
    const records = await store.list();
    const forgotten = records.filter(isForgotten);
    await Promise.all(forgotten.map(({ definition }) => store.remove(definition.jobId)));
    return Response.json({ value: records.filter((record) => !isForgotten(record)).map(format) });
  }

  async function start(definition: JobDefinition): Promise<JobRecord> {
    const record = await runner.start(definition);
    if (record !== undefined) return record;
    throw new IngestionError("JOB_CONFLICT", "Another job of that name is under way.");
  }

  const headerRoutes: Readonly<Record<string, Route>> = {
    "GET 0": () => listJobs(formatHeaderJob),
    "GET 1": async ({ names: [jobId = ""] }) =>
      Response.json(formatHeaderJob(await recordOf(jobId)), {
        headers: { "retry-after": retryAfterInSeconds },
      }),
    async "PUT 1"({ request, names: [name = ""] }) {
      const jobId = requireJobId(name, allowed.reservedNames);
      const definition = readHeaderJob(jobId, request.headers, await readBody(request), allowed);
      return Response.json(formatHeaderJob(await start(definition)));
    },
  };

  const jsonRoutes: Readonly<Record<string, Route>> = {
    "GET 0": () => listJobs((record) => formatJsonJob(record, endpoints)),
    "GET 1": async ({ names: [jobId = ""] }) =>
      Response.json(formatJsonJob(await recordOf(jobId), endpoints)),
    async "PUT 1"({ request, url, names: [name = ""] }) {
      const jobId = requireJobId(name, allowed.reservedNames);
      const definition = readJsonJob(jobId, await readBody(request), allowed);
      const record = await start(definition);
      const location = `${url.origin}/openai/ingestion/jobs/${jobId}/runs/${record.runs[0].runId}${url.search}`;
      return Response.json(formatJsonJob(record, endpoints), {
        headers: { "operation-location": location },
      });
    },
    async "GET 1 runs"({ names: [jobId = ""] }) {
      const { runs } = await recordOf(jobId);
      return Response.json({ value: runs.map((run) => formatJsonRun(jobId, run)) });
    },
    async "GET 2"({ names: [jobId = "", runId = ""] }) {
      const { runs } = await recordOf(jobId);
      const run = runs.find((each) => each.runId === runId);
      if (run === undefined)
        throw new IngestionError("JOB_NOT_FOUND", "There is no such run of the job.");
      return Response.json(formatJsonRun(jobId, run), {
        headers: { "retry-after": retryAfterInSeconds },
      });
    },
  };

  function routeOf(
    method: string,
    url: URL,
  ): { readonly route: Route; readonly names: readonly string[] } {
    const version = url.searchParams.get("api-version") ?? "";
    const [, headerJob] = headerPath.exec(url.pathname) ?? [];
    const isHeaderForm = headerPath.test(url.pathname);
    const [, jsonJob, runs, runId] = jsonPath.exec(url.pathname) ?? [];
    if (!isHeaderForm && !jsonPath.test(url.pathname)) throw notFound();
    if (!(isHeaderForm ? headerVersion : jsonVersion).test(version)) {
      throw new IngestionError(
        "INVALID_JOB",
        `api-version must be ${isHeaderForm ? "2023-10-01-preview" : "2024-05-01-preview or later"}.`,
      );
    }
    const names = [headerJob ?? jsonJob, runId].filter((name) => name !== undefined);
    const suffix = runs === "/runs" ? " runs" : "";
    const route = (isHeaderForm ? headerRoutes : jsonRoutes)[`${method} ${names.length}${suffix}`];
    if (route === undefined) throw notFound();
    return { route, names };
  }

  return async function handleJobs(request, { principal }) {
    try {
      if (!mayManageJobs(principal)) {
        throw new IngestionError("NOT_ALLOWED", "You may not manage ingestion jobs.");
      }
      const url = new URL(request.url);
      const { route, names } = routeOf(request.method, url);
      const response = await route({ request, url, names });
      response.headers.set("cache-control", "no-store");
      return response;
    } catch (error) {
      if (!isIngestionError(error)) throw error;
      return errorResponse(error);
    }
  };
}

async function readBody(request: Request): Promise<Readonly<Record<string, unknown>>> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const piece of request.body ?? []) {
    text += decoder.decode(piece, { stream: true });
    if (text.length > maxBodyBytes)
      throw new IngestionError("INVALID_JOB", "The body is too long.");
  }
  if (text.trim() === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new IngestionError("INVALID_JOB", "The body is no JSON.", { cause });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw new IngestionError("INVALID_JOB", "The body must be an object.");
}

function notFound(): IngestionError {
  return new IngestionError("JOB_NOT_FOUND", "There is nothing at that address.");
}

function errorResponse({ code, message }: IngestionError): Response {
  const [status, wireCode] = answers[code] ?? [502, "internalFailure"];
  const headers = { "cache-control": "no-store", ...(status === 503 && { "retry-after": "5" }) };
  return Response.json({ error: { code: wireCode, message } }, { status, headers });
}
