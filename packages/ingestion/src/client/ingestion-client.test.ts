import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  finance,
  searchEndpoint,
  storageEndpoint,
  storageId,
} from "../local-azure.test.fixture.ts";
import { createWebSite } from "../crawl/web-site.test.fixture.ts";
import { createLocalService, manager, type LocalService } from "../service/service.test.fixture.ts";
import { IngestionClient, type IngestionClientOptions } from "./ingestion-client.ts";
import type { IngestionJob, IngestionJobRequest } from "./ingestion-job.ts";

let local: LocalService;
let requests: Request[];

beforeEach(async () => {
  local = createLocalService();
  await local.put("a.md", "Budget", { group_ids: finance });
  requests = [];
});
afterEach(() => local.service.close());

const job: IngestionJobRequest = {
  storage: { endpoint: storageEndpoint, resourceId: `${storageId}/`, container: "handbook" },
  search: { endpoint: searchEndpoint },
  embeddingDeployment: "embeddings",
  embeddingModel: "text-embedding-3-small",
  maxTokens: 256,
  refreshIntervalInMinutes: 120,
  completionAction: "keepAll",
};

const clientOf = (options: Partial<IngestionClientOptions> = {}): IngestionClient =>
  new IngestionClient({
    endpoint: "https://chat.contoso.example",
    credential: { getToken: () => Promise.resolve({ token: "token", expiresOnTimestamp: 9e15 }) },
    retryDelayInMs: 1,
    fetch: (input, init) => {
      const request = new Request(input, init);
      requests.push(request.clone());
      return local.service(request, { principal: manager });
    },
    ...options,
  });

it("starts a job of pages in the JSON form, and in no other", async () => {
  const web = createWebSite({ "https://docs.contoso.example/": "<h1>Leave</h1>25 days" });
  local = local.restart({ pages: { hosts: "any", delayInMs: 0, fetchPage: web.fetchPage } });
  const pages = { ...job, urls: ["https://docs.contoso.example/"] };
  await expect(
    clientOf({ apiVersion: "2023-10-01-preview" }).startJob("handbook", pages),
  ).rejects.toThrow(/^ingestion: urls/);
  const client = clientOf();
  await client.startJob("handbook", pages);
  expect(await client.waitForJob("handbook", { pollIntervalInMs: 5 })).toMatchObject({
    status: "succeeded",
    warnings: [expect.stringContaining("docs.contoso.example/index.html: NO_GROUPS")],
  });
});

describe.each(["2023-10-01-preview", "2024-05-01-preview", "2025-03-01-preview"])(
  "in the form of %s",
  (apiVersion) => {
    it("starts a job and waits for it, and this package's service understands it", async () => {
      const client = clientOf({ apiVersion });
      const started = await client.startJob("handbook", job);
      expect(started).toMatchObject({ jobId: "handbook", status: "notRunning" });
      const seen: IngestionJob[] = [];
      const done = await client.waitForJob("handbook", {
        runId: started.runId,
        pollIntervalInMs: 5,
        onProgress: (state) => seen.push(state),
      });
      expect(done).toMatchObject({
        jobId: "handbook",
        status: "succeeded",
        warnings: [],
        stages: [
          { name: "Preprocessing", totalItems: 1, processedItems: 1 },
          { name: "Indexing", totalItems: 1, processedItems: 1 },
        ],
      });
      expect(seen.at(-1)).toEqual(done);
      expect(new Set(seen.map((state) => JSON.stringify(state))).size).toBe(seen.length);
      expect(await client.getJob("handbook")).toMatchObject({ status: "succeeded" });
      expect(await client.listJobs()).toMatchObject([{ jobId: "handbook" }]);
      expect(requests.every(({ headers }) => headers.get("authorization") === "Bearer token")).toBe(
        true,
      );
    });

    it("says why a job is refused", async () => {
      const client = clientOf({ apiVersion });
      const other = { ...job, storage: { ...job.storage, container: "payroll" } };
      await expect(client.startJob("handbook", other)).rejects.toMatchObject({
        code: "NOT_ALLOWED",
        message: "The container is none that this server is set up for.",
      });
      await expect(client.getJob("nothing")).rejects.toMatchObject({ code: "JOB_NOT_FOUND" });
      await expect(client.startJob("UPPER", job)).rejects.toMatchObject({ code: "INVALID_JOB" });
    });

    it("stops waiting when it is told to", async () => {
      const client = clientOf({ apiVersion });
      await client.startJob("handbook", job);
      const abort = new AbortController();
      const waiting = client.waitForJob("handbook", {
        abortSignal: abort.signal,
        pollIntervalInMs: 60_000,
        onProgress: () => abort.abort(new Error("enough")),
      });
      await expect(waiting).rejects.toThrow("enough");
    });
  },
);

it("lists the runs of a job, the latest first", async () => {
  const client = clientOf();
  const first = await client.startJob("handbook", job);
  await local.service.idle();
  const second = await client.startJob("handbook", job);
  await local.service.idle();
  const runs = await client.listRuns("handbook");
  expect(runs.map(({ runId }) => runId)).toEqual([second.runId, first.runId]);
  expect(await client.getRun("handbook", first.runId ?? "")).toMatchObject({ status: "succeeded" });
});

it("reads a state in letters of any size", async () => {
  const runs = [
    { runId: "1", status: "Running" },
    { runId: "0", status: "NotRunning" },
  ];
  const answers = [{}, { value: runs, nextLink: "/next" }, { value: [{ status: "SUCCEEDED" }] }];
  const client = clientOf({ fetch: () => Promise.resolve(Response.json(answers.shift())) });
  expect(await client.getJob("handbook")).toMatchObject({ status: "running", runId: "1" });
});

it("[egress/only-known-hosts] follows no link to another server", async () => {
  const asked: string[] = [];
  const client = clientOf({
    fetch: (input) => {
      asked.push(new Request(input).url);
      return Promise.resolve(Response.json({ value: [], nextLink: "https://evil.example/jobs" }));
    },
  });
  await expect(client.listJobs()).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
  expect(asked).toHaveLength(1);
});

it.each([
  { apiKey: "secret" },
  { credential: { key: "secret" } },
  { endpoint: "http://localhost" },
  { apiVersion: "x" },
])("[keys/setting-refused] refuses %o", (options) => {
  const make = (): IngestionClient => clientOf(options as Partial<IngestionClientOptions>);
  expect(make).toThrow(/^ingestion: /);
  expect(make).not.toThrow(/secret/);
});

it("knows no half hours in the JSON form, and no runs in the other", async () => {
  await expect(
    clientOf().startJob("handbook", { ...job, refreshIntervalInMinutes: 90 }),
  ).rejects.toThrow(TypeError);
  await expect(clientOf({ apiVersion: "2023-10-01-preview" }).listRuns("handbook")).rejects.toThrow(
    TypeError,
  );
});
