/* oxlint-disable no-await-in-loop -- each page names the next one, and waiting is one look after the other */
import { setTimeout as sleep } from "node:timers/promises";
import type { TokenCredential } from "@azure/core-auth";
import { azureCloud } from "@entrim/azure-clouds";
import { createAzureService, type AzureService } from "../azure/azure-service.ts";
import { IngestionError } from "../ingestion-error.ts";
import { requireKeyless } from "../service/require-keyless.ts";
import { formatHeaderRequest, formatJsonRequest } from "./format-job-request.ts";
import { parseIngestionJob, type IngestionJob, type IngestionJobRequest } from "./ingestion-job.ts";

/** Where jobs are run, and who asks. */
export interface IngestionClientOptions {
  /** An https origin: an Azure OpenAI resource, or a server that has the service of this package. */
  readonly endpoint: string;
  readonly credential: TokenCredential;
  /** What the token is for (Azure OpenAI's own); for a server of yours as in `api://<client id>/.default`. */
  readonly scope?: string;
  /** `2023-10-01-preview` is the form by headers, `2024-05-01-preview` and later that by JSON (`2024-05-01-preview`). */
  readonly apiVersion?: string;
  /** What sends the requests (the global one). */
  readonly fetch?: typeof globalThis.fetch;
  /** How long to wait before a request is repeated first (500). */
  readonly retryDelayInMs?: number;
}

/** How to wait for a job. */
export interface WaitForJobOptions extends CallOptions {
  /** Which run, in the JSON form (the latest). */
  readonly runId?: string | undefined;
  /** Hears of each state that differs from the one before. */
  readonly onProgress?: (job: IngestionJob) => void;
  /** How often to look, where the service does not say (2000). */
  readonly pollIntervalInMs?: number;
}

/** What any call may be told. */
export interface CallOptions {
  readonly abortSignal?: AbortSignal | undefined;
}

const maxPages = 1_000;

/**
 * Asks the ingestion API of Azure OpenAI On Your Data, of Microsoft's or of one's own, in either of its forms.
 *
 * @see https://learn.microsoft.com/azure/ai-services/openai/reference-preview
 */
export class IngestionClient {
  readonly #service: AzureService;
  readonly #isHeaderForm: boolean;
  readonly #jobs: string;
  readonly #version: string;

  /** @throws TypeError for options that are wrong or carry a key. */
  constructor(options: IngestionClientOptions) {
    requireKeyless(options);
    const {
      endpoint,
      credential,
      scope = `${azureCloud().openai.audience}/.default`,
      apiVersion = "2024-05-01-preview",
      fetch,
      retryDelayInMs,
    } = options;
    if (!/^20\d\d-\d\d-\d\d(?:-preview)?$/.test(apiVersion)) {
      throw new TypeError("ingestion: apiVersion must be a date, as in 2024-05-01-preview");
    }
    const needs = { roles: "the right to manage ingestion jobs" };
    this.#service = createAzureService({
      endpoint,
      credential,
      scope,
      needs,
      fetch,
      retryDelayInMs,
    });
    this.#isHeaderForm = apiVersion < "2024";
    this.#jobs = this.#isHeaderForm
      ? "/openai/extensions/on-your-data/ingestion-jobs"
      : "/openai/ingestion/jobs";
    this.#version = `?api-version=${apiVersion}`;
  }

  /**
   * Starts a job. Asked again for one that is under way, nothing happens.
   *
   * @param jobId Also the name of the index.
   * @throws IngestionError
   */
  async startJob(
    jobId: string,
    job: IngestionJobRequest,
    { abortSignal }: CallOptions = {},
  ): Promise<IngestionJob> {
    const { headers, body } = this.#isHeaderForm
      ? formatHeaderRequest(job)
      : formatJsonRequest(jobId, job);
    const response = await this.#send(this.#pathOf(jobId), {
      method: "PUT",
      headers,
      body,
      abortSignal,
    });
    const started = parseIngestionJob(await response.json(), jobId);
    const location = response.headers.get("operation-location") ?? "";
    return { ...started, runId: started.runId ?? /\/runs\/([\w-]+)/.exec(location)?.[1] };
  }

  /**
   * Where a job is; in the JSON form, where its latest run is.
   *
   * @throws IngestionError
   */
  async getJob(jobId: string, { abortSignal }: CallOptions = {}): Promise<IngestionJob> {
    const response = await this.#send(this.#pathOf(jobId), { abortSignal });
    const job = parseIngestionJob(await response.json(), jobId);
    if (this.#isHeaderForm) return job;
    const [latest] = await this.listRuns(jobId, { abortSignal });
    return latest ?? job;
  }

  /**
   * All jobs that the service knows of. The JSON form lists no states: those are `notRunning` here.
   *
   * @throws IngestionError
   */
  async listJobs({ abortSignal }: CallOptions = {}): Promise<readonly IngestionJob[]> {
    return this.#list(`${this.#jobs}${this.#version}`, "", abortSignal);
  }

  /**
   * The runs of a job, which only the JSON form has.
   *
   * @throws IngestionError
   */
  async listRuns(
    jobId: string,
    { abortSignal }: CallOptions = {},
  ): Promise<readonly IngestionJob[]> {
    this.#requireJsonForm();
    return this.#list(this.#pathOf(jobId, "/runs"), jobId, abortSignal);
  }

  /**
   * One run of a job, which only the JSON form has.
   *
   * @throws IngestionError
   */
  async getRun(
    jobId: string,
    runId: string,
    { abortSignal }: CallOptions = {},
  ): Promise<IngestionJob> {
    this.#requireJsonForm();
    const response = await this.#send(this.#pathOf(jobId, `/runs/${encodeURIComponent(runId)}`), {
      abortSignal,
    });
    return parseIngestionJob(await response.json(), jobId);
  }

  /**
   * Waits until a job has succeeded or failed; which of both is in what it returns.
   *
   * @throws IngestionError; the signal's reason if it aborts.
   */
  async waitForJob(jobId: string, options: WaitForJobOptions = {}): Promise<IngestionJob> {
    const { runId, onProgress, pollIntervalInMs = 2_000, abortSignal } = options;
    let before = "";
    for (;;) {
      const job =
        runId === undefined || this.#isHeaderForm
          ? await this.getJob(jobId, { abortSignal })
          : await this.getRun(jobId, runId, { abortSignal });
      const state = JSON.stringify(job);
      if (state !== before) onProgress?.(job);
      before = state;
      if (job.status === "succeeded" || job.status === "failed") return job;
      await sleep(pollIntervalInMs, undefined, {
        ...(abortSignal && { signal: abortSignal }),
      }).catch((error: unknown) => {
        abortSignal?.throwIfAborted();
        throw error;
      });
    }
  }

  async #send(path: string, call: Parameters<AzureService["send"]>[1]): Promise<Response> {
    const response = await this.#service.send(path, { ...call, accept: [400, 403, 404, 409] });
    if (response.ok) return response;
    throw refusalOf(response.status, await response.json().catch(() => undefined));
  }

  async #list(
    first: string,
    jobId: string,
    abortSignal: AbortSignal | undefined,
  ): Promise<IngestionJob[]> {
    const jobs: IngestionJob[] = [];
    let path: string | undefined = first;
    for (let page = 0; path !== undefined && page < maxPages; page++) {
      const response = await this.#send(path, { abortSignal });
      const body = (await response.json()) as { value?: unknown; nextLink?: unknown };
      const value = Array.isArray(body.value) ? (body.value as unknown[]) : [];
      jobs.push(...value.map((entry) => parseIngestionJob(entry, jobId)));
      path = this.#ownPath(body.nextLink);
    }
    return jobs;
  }

  /** A link to the next page is followed on the same server only. */
  #ownPath(link: unknown): string | undefined {
    if (typeof link !== "string" || link === "") return undefined;
    const url = URL.canParse(link, this.#service.endpoint)
      ? new URL(link, this.#service.endpoint)
      : undefined;
    if (url?.origin === this.#service.endpoint) return `${url.pathname}${url.search}`;
    throw new IngestionError("UPSTREAM_FAILED", "The next page is said to be on another server.");
  }

  #pathOf(jobId: string, rest = ""): string {
    return `${this.#jobs}/${encodeURIComponent(jobId)}${rest}${this.#version}`;
  }

  #requireJsonForm(): void {
    if (!this.#isHeaderForm) return;
    throw new TypeError("ingestion: runs are known from apiVersion 2024-05-01-preview on");
  }
}

/** The service's own words, which are about the request. */
function refusalOf(status: number, body: unknown): IngestionError {
  const said = (body as { error?: { message?: unknown } } | undefined)?.error?.message;
  const message =
    typeof said === "string" ? said.slice(0, 1_000) : `The service answered with ${status}.`;
  const codes = { 403: "NOT_ALLOWED", 404: "JOB_NOT_FOUND", 409: "JOB_CONFLICT" } as const;
  return new IngestionError(codes[status as keyof typeof codes] ?? "INVALID_JOB", message);
}
