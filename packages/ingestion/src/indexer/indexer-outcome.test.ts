import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { finance, openaiId, searchPrincipalId, storageId } from "../local-azure.test.fixture.ts";
import { jobHeaders, type LocalService } from "../service/service.test.fixture.ts";
import {
  createIndexerService,
  forFinance,
  groupsByDocument,
  jobPath,
  statusOfIndexer,
  withVectors,
} from "./indexer-mode.test.fixture.ts";

let local: LocalService;
beforeEach(() => {
  local = createIndexerService();
});
afterEach(() => local.service.close());

describe("a job ends in the state that the API promises", () => {
  it("succeeded, with a warning for each document that is left out", async () => {
    await local.put("a.md", "Budget", forFinance);
    await local.put("b.pdf", "no pdf", forFinance);
    await local.put("c.md", "", forFinance);
    const job = await local.ingest("handbook");
    expect(job.status).toBe("succeeded");
    expect(job.warnings?.toSorted()).toEqual([
      "b.pdf: DOCUMENT_MALFORMED: AI Search cannot read the document.",
      "c.md: DOCUMENT_EMPTY: There is no text in the document.",
    ]);
  });

  it("failed, when there is nothing but such documents", async () => {
    await local.put("b.pdf", "no pdf", forFinance);
    expect(await local.ingest("handbook")).toMatchObject({
      status: "failed",
      error: { code: "BadRequest" },
    });
  });

  it("failed, when the search service may not read the container, with the role that it lacks", async () => {
    await local.put("a.md", "Budget", forFinance);
    local.azure.roles.revoke({ principalId: searchPrincipalId, scope: storageId });
    expect(await local.ingest("handbook")).toMatchObject({
      status: "failed",
      error: {
        code: "UPSTREAM_REFUSED",
        message: expect.stringContaining("Storage Blob Data Reader"),
      },
    });
    const role = "Storage Blob Data Reader";
    local.azure.roles.grant({ principalId: searchPrincipalId, role, scope: storageId });
    expect(await local.ingest("handbook")).toMatchObject({ status: "succeeded" });
  });

  it("failed, when the role is lost while the indexer is there", async () => {
    const kept = { body: { completionAction: "keepAllAssets" } };
    await local.put("a.md", "Budget", forFinance);
    await local.ingest("handbook", kept);
    const role = "Storage Blob Data Reader";
    local.azure.roles.revoke({ principalId: searchPrincipalId, scope: storageId });
    expect(await local.ingest("handbook", kept)).toMatchObject({
      error: { code: "UPSTREAM_REFUSED", message: expect.stringContaining(role) },
    });
    expect(await groupsByDocument(local)).toEqual({ "a.md": [finance] });
  });

  it("failed, when the search service may not use the deployment; with the role, all is done", async () => {
    await local.put("a.md", "Budget", forFinance);
    local.azure.roles.revoke({ principalId: searchPrincipalId, scope: openaiId });
    const keeping = { ...withVectors, body: { completionAction: "keepAllAssets" } };
    const failed = await local.ingest("handbook", keeping);
    expect(failed).toMatchObject({
      status: "failed",
      error: {
        code: "UPSTREAM_REFUSED",
        message: expect.stringContaining("Cognitive Services OpenAI User"),
      },
    });
    expect(JSON.stringify(failed)).not.toContain("PermissionDenied");
    const role = "Cognitive Services OpenAI User";
    local.azure.roles.grant({ principalId: searchPrincipalId, role, scope: openaiId });
    expect(await local.ingest("handbook", keeping)).toMatchObject({ status: "succeeded" });
    expect(await groupsByDocument(local)).toEqual({ "a.md": [finance] });
  });

  it("succeeded, when the embedding deployment fails for a while", async () => {
    await local.put("a.md", "Budget", forFinance);
    local.azure.enqueue({ service: "openai", status: 429, times: 3 });
    expect(await local.ingest("handbook", withVectors)).toMatchObject({
      status: "succeeded",
      warnings: [],
    });
    expect(await groupsByDocument(local)).toEqual({ "a.md": [finance] });
  });

  it("failed, when it goes on failing; done again, it does what was left", async () => {
    const keeping = { ...withVectors, body: { completionAction: "keepAllAssets" } };
    await local.put("a.md", "Budget", forFinance);
    await local.ingest("handbook", keeping);
    local.azure.advance(2_000);
    await local.put("b.md", "More", forFinance);
    local.azure.enqueue({ service: "openai", status: 503, times: 9 });
    const failed = await local.ingest("handbook", keeping);
    expect(failed).toMatchObject({ status: "failed", error: { code: "UPSTREAM_UNAVAILABLE" } });
    expect(await groupsByDocument(local)).toEqual({ "a.md": [finance] });
    expect(await local.ingest("handbook", keeping)).toMatchObject({ status: "succeeded" });
    expect(await groupsByDocument(local)).toEqual({ "a.md": [finance], "b.md": [finance] });
  });

  it("succeeded, when the storage account fails for a while", async () => {
    const kept = { body: { completionAction: "keepAllAssets" } };
    await local.put("a.md", "Budget", forFinance);
    await local.ingest("handbook", kept);
    await local.put("b.md", "More", forFinance);
    // first the listing, then a document
    let runs = 0;
    local = local.restart({
      fetch: (input, init) => {
        const isRun = new Request(input).url.includes("search.run") && runs++ === 0;
        if (isRun) local.azure.enqueue({ service: "blob", path: "/handbook", status: 503 });
        return local.fetch(input, init);
      },
    });
    local.azure.enqueue({ service: "blob", path: "/handbook/b.md", status: 503 });
    expect(await local.ingest("handbook", kept)).toMatchObject({
      status: "succeeded",
      warnings: [],
    });
    expect(runs).toBe(2);
    expect(await local.documents("handbook")).toHaveLength(2);
  });

  it("failed, when the container is not there", async () => {
    const resourceId = storageId;
    const endpoint = "https://contoso.blob.core.windows.net";
    local = local.restart({ storage: [{ endpoint, resourceId, containers: ["gone"] }] });
    const headers = { storageContainer: "gone" };
    expect(await local.ingest("handbook", { headers })).toMatchObject({
      status: "failed",
      error: { code: "UPSTREAM_FAILED", message: expect.stringContaining("not there") },
    });
  });

  it("failed, when there is no such deployment", async () => {
    local = local.restart({
      openai: {
        endpoint: "https://contoso.openai.azure.com",
        embeddingDeployments: ["none"],
        embeddingModels: { none: "text-embedding-3-large" },
      },
    });
    await local.put("a.md", "Budget", forFinance);
    const headers = { embeddingDeploymentName: "none" };
    expect(await local.ingest("handbook", { headers })).toMatchObject({
      status: "failed",
      error: { code: "UPSTREAM_FAILED", message: expect.stringContaining("deployment") },
    });
  });
});

describe("a server that ends loses no job", () => {
  it("a schedule goes on without it", async () => {
    await local.put("a.md", "Budget", forFinance);
    await local.ingest("handbook", { body: { dataRefreshIntervalInMinutes: 60 } });
    await local.service.close();
    await local.put("b.md", "More", forFinance);
    local.azure.advance(60 * 60_000);
    await statusOfIndexer(local);
    await expect
      .poll(() => groupsByDocument(local))
      .toEqual({ "a.md": [finance], "b.md": [finance] });
  });

  it("the next one goes on with the indexer that is under way", async () => {
    await local.put("a.md", "Budget", forFinance);
    await local.put("b.md", "More", forFinance);
    local.azure.enqueue({ service: "blob", path: "/handbook/b.md", delayInMs: 3_000 });
    await local.ask("PUT", jobPath, { headers: jobHeaders, body: {} });
    const isRead = (): boolean =>
      local.azure.requests.some(
        ({ method, url }) => method === "GET" && url.endsWith("/handbook/b.md"),
      );
    await expect.poll(isRead, { timeout: 10_000 }).toBe(true);
    const runs = jobPath
      .replace(/extensions.*jobs/, "ingestion/jobs")
      .replace(/\?.*/, "/runs?api-version=2024-07-01-preview");
    // it is not known how many there are
    await expect
      .poll(async () => (await local.ask("GET", runs)).body.value?.[0]?.progress?.stageProgress)
      .toMatchObject([{ state: "running" }, { state: "running" }]);
    await local.service.close();
    expect(await statusOfIndexer(local)).toMatchObject({ lastResult: { status: "inProgress" } });

    const next = local.restart({ now: () => Date.now() + 60_000 });
    next.sent.length = 0;
    await next.service.resume();
    await next.service.idle();
    expect((await next.ask("GET", jobPath)).body).toMatchObject({
      status: "succeeded",
      progress: { stageProgress: [{ processedItems: 2 }, { processedItems: 2 }] },
    });
    // it was not started anew, only cleaned up
    expect(next.sent.filter((line) => /search\.run|^DELETE .*indexers/.test(line))).toEqual([
      expect.stringMatching(/^DELETE /),
    ]);
    expect(await local.documents("handbook")).toHaveLength(2);
    await next.service.close();
  });
});
