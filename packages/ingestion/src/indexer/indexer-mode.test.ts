import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { docx, paragraph, pdf, pptx, shape } from "../crack/office.test.fixture.ts";
import {
  finance,
  people,
  principalId,
  searchEndpoint,
  storageId,
} from "../local-azure.test.fixture.ts";
import { type LocalService } from "../service/service.test.fixture.ts";
import {
  askSearch,
  createIndexerService,
  forFinance,
  forGroups,
  forPeople,
  groupsByDocument,
  setMetadata,
  withVectors,
} from "./indexer-mode.test.fixture.ts";

let local: LocalService;
beforeEach(() => {
  local = createIndexerService();
});
afterEach(() => local.service.close());

/** The titles of what a user of some groups finds, as a gateway asks for it. */
async function found(search: string, ...groups: string[]): Promise<unknown[]> {
  const { body } = await askSearch(local, "POST", "indexes('handbook')/docs/search.post.search", {
    filter: `group_ids/any(g: search.in(g, '${groups.join(",")}', ','))`,
    search,
  });
  return (body["value"] as { title: unknown }[]).map(({ title }) => title);
}

describe("an indexer makes an index of a container", () => {
  it("[ingest/indexer-trimmed] whose chunks each reader sees who may, and of those without groups nobody any", async () => {
    await local.put("budget.md", "# Budget\nTwo million.", forFinance);
    await local.put("hr/leave.txt", "Leave of two weeks.", forGroups(people, finance));
    await local.put("nobody.md", "Two secrets.");
    await local.put("none.md", "Two more.", forGroups());
    const job = await local.ingest("handbook", withVectors);
    expect(job).toMatchObject({
      id: "handbook",
      status: "succeeded",
      progress: {
        stageProgress: [
          { name: "Preprocessing", totalItems: 4, processedItems: 4 },
          { name: "Indexing", totalItems: 4, processedItems: 4 },
        ],
      },
    });
    expect(job.warnings?.toSorted()).toEqual([
      "nobody.md: NO_GROUPS: No group may read it, so nobody sees it.",
      "none.md: NO_GROUPS: No group may read it, so nobody sees it.",
    ]);
    expect(new Set(await found("two", finance))).toEqual(new Set(["budget.md", "leave.txt"]));
    expect(await found("two", people)).toEqual(["leave.txt"]);
    expect(await found("two", "null", "", "nobody")).toEqual([]);
    const { body } = await askSearch(local, "GET", "indexes('handbook')");
    expect(body["fields"]).toContainEqual(
      expect.objectContaining({
        name: "group_ids",
        type: "Collection(Edm.String)",
        filterable: true,
        retrievable: true,
      }),
    );
  });

  it("with documents of every kind, in parts that can be cited", async () => {
    await local.put("a.md", "# Travel", forFinance);
    await local.put("b.txt", "Plain. ".repeat(200), forFinance);
    await local.put("c.html", "<p>Web", forFinance);
    await local.put("d.docx", docx(paragraph("Word")), forFinance);
    await local.put("e.pptx", pptx(shape("Slide")), forFinance);
    await local.put("sub folder/f.pdf", pdf([[1, 9, 9, "Printed"]]), forFinance);
    await local.put("g.json", "{}", forFinance);
    const job = await local.ingest("handbook", { body: { chunkSize: 64 } });
    expect(job).toMatchObject({ status: "succeeded", warnings: [] });
    const documents = await local.documents("handbook");
    expect(documents.filter(({ title }) => title === "b.txt").length).toBeGreaterThan(4);
    expect(new Set(documents.map(({ title }) => title))).toEqual(
      new Set(["a.md", "b.txt", "c.html", "d.docx", "e.pptx", "f.pdf"]),
    );
    expect(documents.find(({ title }) => title === "f.pdf")).toMatchObject({
      content: "Printed",
      filepath: "f.pdf",
      url: "https://contoso.blob.core.windows.net/handbook/sub%20folder/f.pdf",
      group_ids: [finance],
    });
  });

  it("with vectors as long as the model makes them, of questions too", async () => {
    await local.put("a.md", "# Travel\nFirst class.", forFinance);
    expect(await local.ingest("handbook", withVectors)).toMatchObject({ status: "succeeded" });
    const { body } = await askSearch(local, "GET", "indexes('handbook')");
    expect(body["fields"]).toContainEqual(
      expect.objectContaining({ name: "contentVector", dimensions: 1536 }),
    );
    const answer = await askSearch(local, "POST", "indexes('handbook')/docs/search.post.search", {
      vectorQueries: [{ kind: "text", text: "first class", fields: "contentVector", k: 3 }],
    });
    expect(answer.body["value"]).toHaveLength(1);
  });

  it("keyless, as the search service itself, for a server that cannot read the container", async () => {
    await local.put("a.md", "Budget", forFinance);
    const scope = storageId.split("/providers")[0] ?? "";
    for (const role of ["Storage Blob Data Contributor", "Cognitive Services OpenAI User"])
      local.azure.roles.revoke({ principalId, role, scope });
    const body = { completionAction: "keepAllAssets" };
    expect(await local.ingest("handbook", { ...withVectors, body })).toMatchObject({
      status: "succeeded",
    });
    const assets = await Promise.all(
      ["datasources", "skillsets", "indexers"].map((kind) =>
        askSearch(local, "GET", `${kind}('handbook-${kind.slice(0, -1)}')`),
      ),
    );
    expect(assets.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(JSON.stringify(assets)).not.toMatch(/apiKey|AccountKey|SharedAccess/);
    // this process looks for an access file if it may, and reads no document
    expect(local.blobRequests).toEqual(["HEAD /handbook/access.json"]);
  });
});

describe("done again, an indexer changes what has changed", () => {
  const kept = { body: { completionAction: "keepAllAssets" } };

  it("and nothing else", async () => {
    await local.put("a.md", "Budget", forFinance);
    await local.ingest("handbook", kept);
    const before = await local.documents("handbook");
    const job = await local.ingest("handbook", kept);
    expect(job).toMatchObject({ status: "succeeded", warnings: [] });
    expect(job.progress?.stageProgress[0]).toMatchObject({ totalItems: 0 });
    expect(await local.documents("handbook")).toEqual(before);
  });

  it("takes up other groups where the content is the same", async () => {
    await local.put("a.md", "Budget", forFinance);
    await local.ingest("handbook", kept);
    local.azure.advance(2_000);
    await setMetadata(local, "a.md", forPeople);
    await local.ingest("handbook", kept);
    expect(await groupsByDocument(local)).toEqual({ "a.md": [people] });
    local.azure.advance(2_000);
    await setMetadata(local, "a.md", {});
    await local.ingest("handbook", kept);
    expect(await groupsByDocument(local)).toEqual({ "a.md": [] });
  });

  it.each([
    ["whether its definitions were kept", kept],
    ["or not", {}],
  ])("[ingest/deleted-disappears] deletes what is gone, %s", async (_, action) => {
    await local.put("a.md", "Budget", forFinance);
    await local.put("b.md", "More", forFinance);
    await local.ingest("handbook", action);
    await local.remove("b.md");
    await local.ingest("handbook", action);
    expect(await groupsByDocument(local)).toEqual({ "a.md": [finance] });
  });

  it("does all anew where chunks are to be of another size", async () => {
    await local.put("a.txt", "This is a sentence. ".repeat(100), forFinance);
    await local.ingest("handbook", kept);
    expect(await local.documents("handbook")).toHaveLength(1);
    await local.ingest("handbook", { body: { ...kept.body, chunkSize: 100 } });
    expect((await local.documents("handbook")).length).toBeGreaterThan(4);
  });

  it("fills an index that somebody has deleted", async () => {
    await local.put("a.md", "Budget", forFinance);
    await local.ingest("handbook", kept);
    await askSearch(local, "DELETE", "indexes('handbook')");
    await local.ingest("handbook", kept);
    expect(await groupsByDocument(local)).toEqual({ "a.md": [finance] });
  });
});

describe("what a job leaves behind", () => {
  const assets = [
    "datasources('handbook-datasource')",
    "skillsets('handbook-skillset')",
    "indexers('handbook-indexer')",
  ];
  const present = async (): Promise<number[]> =>
    Promise.all(assets.map(async (path) => (await askSearch(local, "GET", path)).status));

  it.each([
    [{}, 404],
    [{ completionAction: "cleanUpAssets" }, 404],
    [{ completionAction: "keepAllAssets" }, 200],
    [{ completionAction: "cleanUpAssets", dataRefreshIntervalInMinutes: 60 }, 200],
  ])("is its index, and after %j the rest is answered with %i", async (body, status) => {
    await local.put("a.md", "Budget", forFinance);
    expect(await local.ingest("handbook", { body })).toMatchObject({ status: "succeeded" });
    expect(await present()).toEqual([status, status, status]);
    expect(await local.documents("handbook")).toHaveLength(1);
  });

  it.each([
    [1, "PT5M"],
    [60, "PT60M"],
    [100_000, "PT1440M"],
  ])(
    "is an indexer with a schedule of what AI Search takes: %i minutes are %s",
    async (minutes, interval) => {
      await local.put("a.md", "Budget", forFinance);
      await local.ingest("handbook", { body: { dataRefreshIntervalInMinutes: minutes } });
      const { body } = await askSearch(local, "GET", "indexers('handbook-indexer')");
      expect(body).toMatchObject({ schedule: { interval } });
    },
  );
});

describe("what only the push mode does is refused", () => {
  it.each([
    ["pages", { pages: { hosts: "any" } }],
    ["limits", { limits: { maxBytes: 1 } }],
    ["access.file", { access: { file: "access.json" } }],
    ["access.resolveGroupName", { access: { resolveGroupName: () => Promise.resolve([]) } }],
  ] as const)("among the options: %s", (name, options) => {
    expect(() => createIndexerService(options)).toThrow(
      new RegExp(`^ingestion: ${name} is of no effect .*push mode`),
    );
  });

  it("access lists of a storage account, and an id that is none", () => {
    const account = {
      endpoint: "https://contoso.blob.core.windows.net",
      resourceId: storageId,
      containers: ["handbook"],
    };
    expect(() => createIndexerService({ storage: [{ ...account, accessLists: true }] })).toThrow(
      /^ingestion: storage.accessLists/,
    );
    const resourceId = `${storageId};AccountKey=x`;
    expect(() => createIndexerService({ storage: [{ ...account, resourceId }] })).toThrow(
      /^ingestion: storage.resourceId/,
    );
    expect(() => createIndexerService({ mode: "pull" as "push" })).toThrow(/^ingestion: mode/);
  });

  it("jobs of pages, and of deployments whose model is not known", async () => {
    const jsonPath = "/openai/ingestion/jobs/handbook?api-version=2024-07-01-preview";
    const connection = {
      kind: "EndpointWithManagedIdentity",
      endpoint: "https://contoso.blob.core.windows.net",
    };
    const datasource = { kind: "Storage", connection, containerName: "handbook" };
    const put = async (change: object): Promise<[number, unknown]> => {
      const { status, body } = await local.ask("PUT", jsonPath, {
        body: {
          kind: "SystemCompute",
          searchServiceConnection: { ...connection, endpoint: searchEndpoint },
          datasource: { ...datasource, ...change },
        },
      });
      return [status, body.error?.message];
    };
    const pages = await put({ kind: "Urls", urls: ["https://www.contoso.example/"] });
    expect(pages).toEqual([400, expect.stringContaining("push mode")]);
    const embeddings = [
      {
        connection: { kind: "RelativeConnection" },
        deploymentName: "embeddings",
        modelName: "text-embedding-3-large",
      },
    ];
    expect(await put({ embeddings })).toEqual([400, expect.stringContaining("modelName")]);
    local = local.restart({
      openai: {
        endpoint: "https://contoso.openai.azure.com",
        embeddingDeployments: ["embeddings"],
      },
    });
    const unknown = [{ ...embeddings[0], modelName: "gpt-4o" }];
    expect(await put({ embeddings: unknown })).toEqual([400, expect.stringContaining("model")]);
  });
});
