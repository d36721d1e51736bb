/* oxlint-disable no-await-in-loop -- one after the other */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { finance, people, storageId } from "../local-azure.test.fixture.ts";
import { type LocalService } from "../service/service.test.fixture.ts";
import {
  askSearch,
  createIndexerService,
  forFinance,
  groupsByDocument,
  jobPath,
  setMetadata,
  statusOfIndexer,
} from "./indexer-mode.test.fixture.ts";

let local: LocalService;
beforeEach(() => {
  local = createIndexerService();
});
afterEach(() => local.service.close());

describe("whoever may read a document must be certain", () => {
  const kept = { body: { completionAction: "keepAllAssets" } };

  it.each([
    ["a list without JSON", `${finance},${people}`],
    ["one id", finance],
    ["JSON that is cut", `["${finance}","00000`],
    ["JSON of something else", `[{"id":"${finance}"}]`],
  ])(
    "[ingest/groups-certain] grants nothing by %s, and takes back what it had",
    async (_, list) => {
      await local.put("a.md", "Budget", forFinance);
      await local.put("b.md", "More", forFinance);
      await local.ingest("handbook", kept);
      local.azure.advance(2_000);
      await setMetadata(local, "a.md", { group_ids: list });
      const job = await local.ingest("handbook", kept);
      expect(job).toMatchObject({
        status: "succeeded",
        warnings: [
          'a.md: GROUPS_UNREADABLE: Its metadata must list groups as JSON, as in ["object id","object id"].',
        ],
      });
      expect(await groupsByDocument(local)).toEqual({ "b.md": [finance] });
    },
  );

  it("[ingest/groups-certain] takes back, too, what the indexer could not read by itself", async () => {
    const refreshed = { body: { dataRefreshIntervalInMinutes: 60 } };
    await local.put("a.md", "Budget", forFinance);
    await local.put("b.md", "More", forFinance);
    await local.ingest("handbook", refreshed);
    await setMetadata(local, "a.md", { group_ids: "Finance" });
    local.azure.advance(60 * 60_000);
    await statusOfIndexer(local);
    expect(await statusOfIndexer(local)).toMatchObject({ lastResult: { itemsFailed: 1 } });
    const due = local.restart({ now: () => Date.now() + 60 * 60_000 });
    await due.service.resume();
    await due.service.idle();
    expect(await groupsByDocument(local)).toEqual({ "b.md": [finance] });
    expect((await due.ask("GET", jobPath)).body.warnings).toEqual([
      expect.stringContaining("a.md: GROUPS_UNREADABLE"),
    ]);
    await due.service.close();
  });

  it("an access file, which an indexer does not heed, is refused", async () => {
    await local.put("access.json", '{"rules":[]}');
    await local.put("a.md", "Budget", forFinance);
    expect(await local.ingest("handbook")).toMatchObject({
      status: "failed",
      error: { code: "ACCESS_FILE_INVALID", message: expect.stringContaining("push mode") },
    });
    expect((await askSearch(local, "GET", "indexes('handbook')")).status).toBe(404);
  });

  it("[ingest/security-field] an index that lacks the security field is not written to", async () => {
    await local.put("a.md", "Budget", forFinance);
    await local.ingest("handbook");
    const { body } = await askSearch(local, "GET", "indexes('handbook')");
    const fields = body["fields"] as { name: string }[];
    const bare = fields.filter(({ name }) => name !== "group_ids");
    const hidden = fields.map((field) =>
      Object.assign({}, field, field.name === "group_ids" && { filterable: false }),
    );
    for (const [name, wrong] of Object.entries({ bare, hidden })) {
      const made = await askSearch(local, "POST", "indexes", { ...body, name, fields: wrong });
      expect(made.status).toBe(201);
      expect(await local.ingest(name)).toMatchObject({
        status: "failed",
        error: { code: "INDEX_INCOMPATIBLE", message: expect.stringContaining("group_ids") },
      });
      expect(await local.documents(name)).toEqual([]);
    }
  });

  it("[ingest/security-field] an index of the other mode is left to that, and the other way round", async () => {
    await local.put("a.md", "Budget", forFinance);
    const push = local.restart({ mode: "push" });
    await push.ingest("handbook");
    expect(await local.ingest("handbook")).toMatchObject({ error: { code: "INDEX_INCOMPATIBLE" } });
    await local.ingest("other");
    expect(await push.ingest("other")).toMatchObject({ error: { code: "INDEX_INCOMPATIBLE" } });
    await push.service.close();
  });

  it("an indexer of the job's name that is somebody else's is left alone", async () => {
    await askSearch(local, "PUT", "datasources('handbook-datasource')", {
      name: "handbook-datasource",
      type: "azureblob",
      credentials: { connectionString: `ResourceId=${storageId};` },
      container: { name: "locks" },
    });
    expect(await local.ingest("handbook")).toMatchObject({
      status: "failed",
      error: { code: "INDEX_INCOMPATIBLE" },
    });
    const { body } = await askSearch(local, "GET", "datasources('handbook-datasource')");
    expect(body).toMatchObject({ container: { name: "locks" } });
  });
});
