import { beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../emulator.ts";
import { ask } from "../search.test.fixture.ts";
import {
  create,
  createIndexingEmulator,
  dataSource,
  documentsOf,
  finished,
  index,
  indexer,
  put,
  run,
  statusOf,
  upload,
} from "./indexing.test.fixture.ts";

let azure: Emulator;

beforeEach(() => {
  azure = createIndexingEmulator({
    blobs: [
      { name: "hr/leave.md", text: "# Leave\n\nThirty days.", metadata: { department: "hr" } },
      { name: "it/vpn.txt", text: "Turn it off and on." },
    ],
  });
});

const names = async (): Promise<readonly string[]> =>
  (await documentsOf(azure))
    .map((document) => String(document["metadata_storage_name"]))
    .toSorted((a, b) => a.localeCompare(b));

describe("a schedule", () => {
  const hour = 3_600_000;
  const schedule = { interval: "PT1H" };

  it("goes by the clock of the local Azure", async () => {
    await index(azure, { indexer: { schedule } });
    await upload(azure, "it/mail.txt", "Send it.");
    azure.advance(hour / 2);
    expect((await statusOf(azure)).executionHistory).toHaveLength(1);
    azure.advance(hour / 2);
    await statusOf(azure);
    expect((await finished(azure)).itemsProcessed).toBe(1);
    // what was missed is not made up for
    azure.advance(5 * hour);
    await statusOf(azure);
    await finished(azure);
    expect((await statusOf(azure)).executionHistory).toHaveLength(3);
  });

  it("can begin later, and ends where somebody has to help", async () => {
    const startTime = new Date(Date.now() + hour).toISOString();
    await create(azure, "datasources", dataSource);
    await create(azure, "indexers", { ...indexer, schedule: { ...schedule, startTime } });
    expect((await statusOf(azure)).lastResult).toBeNull();
    azure.advance(hour);
    await statusOf(azure);
    expect((await finished(azure)).status).toBe("success");

    await ask(azure, "/datasources/docs", { method: "DELETE" });
    azure.advance(hour);
    await statusOf(azure);
    expect(await finished(azure)).toMatchObject({
      status: "persistentFailure",
      errorMessage: "This indexer refers to a data source 'docs' that doesn't exist",
    });
    azure.advance(hour);
    expect(await statusOf(azure)).toMatchObject({ status: "error", executionHistory: [{}, {}] });
  });

  it.each(["PT4M", "P2D", "5 minutes", "PT"])("cannot have the interval %s", async (interval) => {
    await create(azure, "datasources", dataSource);
    expect(await create(azure, "indexers", { ...indexer, schedule: { interval } })).toBe(400);
  });
});

describe("documents that fail", () => {
  beforeEach(async () => {
    for (const name of ["a.png", "b.png"]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await upload(azure, name, Uint8Array.of(0x89, 0x50, 0, 0), {
        "x-ms-blob-content-type": "image/png",
      });
    }
  });

  it("end the run, with the words of the service", async () => {
    const failed = await index(azure);
    expect(failed).toMatchObject({
      status: "transientFailure",
      errorMessage: "Could not extract content or metadata from your document.",
      itemsProcessed: 4,
      itemsFailed: 2,
    });
    expect(failed.errors[0]).toMatchObject({
      key: "https://contoso.blob.core.windows.net/docs/a.png",
      name: "DocumentExtraction.azureblob.docs",
      details: "Document has unsupported content type 'image/png'",
      statusCode: 400,
    });
  });

  it("are borne as far as the indexer says, in all and in a batch", async () => {
    const within = { maxFailedItems: 2, maxFailedItemsPerBatch: 2 };
    expect(await index(azure, { indexer: { parameters: within } })).toMatchObject({
      status: "success",
      itemsFailed: 2,
    });
    expect(await names()).toEqual(["leave.md", "vpn.txt"]);
    for (const parameters of [
      { maxFailedItems: 1, maxFailedItemsPerBatch: -1 },
      { maxFailedItems: -1, maxFailedItemsPerBatch: 1 },
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await put(azure, "indexers", { ...indexer, parameters } as never);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await ask(azure, "/indexers/reader/reset", { method: "POST" });
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect((await run(azure)).status).toBe("transientFailure");
    }
  });

  it("can be indexed by what the storage knows of them", async () => {
    const configuration = { failOnUnsupportedContentType: false };
    const done = await index(azure, { indexer: { parameters: { configuration } } });
    expect(done).toMatchObject({ status: "success", itemsFailed: 0 });
    expect(done.warnings[0]).toMatchObject({
      details: "Document has unsupported content type 'image/png'",
    });
    expect(await names()).toContain("a.png");
  });
});

it("a fault of the storage ends the run, and the next one goes on", async () => {
  await index(azure);
  await upload(azure, "it/mail.txt", "Send it.");
  azure.enqueue({ service: "blob", status: 503 });
  expect(await run(azure)).toMatchObject({
    status: "transientFailure",
    errorMessage: "The storage service answered with the status 503.",
  });
  azure.enqueue({ service: "blob", status: 500, path: /mail/ });
  expect((await run(azure)).errors[0]?.details).toContain("500");
  expect(await run(azure)).toMatchObject({ status: "success", itemsProcessed: 1 });
});
