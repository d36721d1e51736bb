/* oxlint-disable no-await-in-loop -- one job after the other */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { docx, paragraph, pdf, pptx, shape } from "../crack/office.test.fixture.ts";
import {
  finance,
  people,
  principalId,
  searchEndpoint,
  storageId,
} from "../local-azure.test.fixture.ts";
import { createLocalService, type LocalService } from "./service.test.fixture.ts";

let local: LocalService;

beforeEach(() => {
  local = createLocalService();
});
afterEach(() => local.service.close());

const access = (rules: Record<string, string[]>): string =>
  JSON.stringify({ rules: Object.entries(rules).map(([path, groups]) => ({ path, groups })) });

async function groupsByPath(): Promise<Record<string, unknown>> {
  const documents = await local.documents("handbook");
  return Object.fromEntries(documents.map((each) => [each["filepath"], each["group_ids"]]));
}

describe("a job makes an index of a container", () => {
  it("with documents of every kind, in parts that can be cited", async () => {
    await local.put("a.md", "# Travel\n\n## Trains\n\nFirst class.", { group_ids: finance });
    await local.put("b.txt", "Plain", { group_ids: finance });
    await local.put("c.html", "<h1>Page</h1><p>Web", { group_ids: finance });
    await local.put("d.docx", docx(paragraph("Word")), { group_ids: finance });
    await local.put("e.pptx", pptx(shape("Slide")), { group_ids: finance });
    await local.put("sub folder/f.pdf", pdf([[1, 9, 9, "Printed"]]), { group_ids: finance });
    const job = await local.ingest("handbook");
    expect(job).toMatchObject({
      id: "handbook",
      status: "succeeded",
      warnings: [],
      progress: {
        stageProgress: [
          { name: "Preprocessing", totalItems: 6, processedItems: 6 },
          { name: "Indexing", totalItems: 6, processedItems: 6 },
        ],
      },
    });
    const documents = await local.documents("handbook");
    expect(documents.map(({ content }) => content)).toEqual([
      "Travel > Trains\n\nFirst class.",
      "b.txt\n\nPlain",
      "Page\n\nWeb",
      "Travel handbook\n\nWord",
      "All hands > Slide 1\n\nSlide",
      "f.pdf\n\nPrinted",
    ]);
    expect(documents.at(-1)).toMatchObject({
      title: "f.pdf",
      filepath: "sub folder/f.pdf",
      url: "https://contoso.blob.core.windows.net/handbook/sub%20folder/f.pdf#page=1",
      chunk_id: "0",
      group_ids: [finance],
    });
  });

  it("with vectors, where a deployment is named", async () => {
    await local.put("a.md", "# Travel\nFirst class.", { group_ids: finance });
    expect(
      await local.ingest("handbook", { headers: { embeddingDeploymentName: "embeddings" } }),
    ).toMatchObject({
      status: "succeeded",
    });
    const token = await local.credential.getToken("https://search.azure.com/.default");
    const response = await local.fetch(
      `${searchEndpoint}/indexes/handbook?api-version=2024-07-01`,
      {
        headers: { authorization: `Bearer ${token?.token}` },
      },
    );
    const { fields } = (await response.json()) as { fields: { name: string }[] };
    expect(fields.find(({ name }) => name === "contentVector")).toMatchObject({ dimensions: 1536 });
  });

  it("of chunks as large as was asked for", async () => {
    await local.put("a.txt", "This is a sentence. ".repeat(100), { group_ids: finance });
    await local.ingest("handbook", { body: { chunkSize: 64 } });
    expect((await local.documents("handbook")).length).toBeGreaterThan(5);
  });
});

describe("who may read a document comes with it", () => {
  it("[ingest/no-groups-nobody] by metadata, by an access file, and by name where names can be looked up", async () => {
    const ids: Record<string, string[]> = {
      "People Ops": [people.toUpperCase()],
      Finance: [finance],
    };
    let asked = 0;
    local = createLocalService({
      access: {
        resolveGroupName: (name) => {
          asked++;
          return Promise.resolve(ids[name] ?? []);
        },
      },
    });
    await local.put(
      "access.json",
      access({ "hr/*.md": ["People Ops"], "hr/pay.md": ["Finance", finance] }),
    );
    await local.put("hr/leave.md", "Leave");
    await local.put("hr/pay.md", "Pay");
    await local.put("hr/deep/secret.md", "Secret");
    await local.put("a.md", "Budget", { Group_Ids: `${finance.toUpperCase()}; People Ops` });
    await local.put("b.md", "More", { group_ids: `["${finance}", "People Ops"]` });
    const job = await local.ingest("handbook");
    expect(await groupsByPath()).toEqual({
      "a.md": [finance, people],
      "b.md": [finance, people],
      "hr/deep/secret.md": [],
      "hr/leave.md": [people],
      "hr/pay.md": [finance, people],
    });
    expect(asked).toBe(2);
    expect(job.warnings).toEqual([
      "hr/deep/secret.md: NO_GROUPS: No group may read it, so nobody sees it.",
    ]);
  });

  it.each([
    ["an unknown name", { group_ids: "Nobody" }, "GROUP_NOT_FOUND"],
    ["a name of two groups", { group_ids: "Twice" }, "GROUP_AMBIGUOUS"],
    ["a list in JSON that is cut", { group_ids: `["${finance}","` }, "GROUPS_TOO_MANY"],
    ["a list in JSON of something else", { group_ids: `[["${finance}"]]` }, "GROUPS_TOO_MANY"],
    ["a list that ends in a comma", { group_ids: `${finance},` }, "GROUPS_TOO_MANY"],
    [
      "metadata that are full",
      { group_ids: `${finance},`.repeat(250) + finance },
      "GROUPS_TOO_MANY",
    ],
    ["metadata besides a rule", { group_ids: finance }, "ACCESS_CONFLICT"],
  ])("[ingest/groups-certain] is an error and grants nothing: %s", async (_, metadata, code) => {
    local = createLocalService({
      access: {
        resolveGroupName: (name) => Promise.resolve(name === "Twice" ? [finance, people] : []),
      },
    });
    if (code === "ACCESS_CONFLICT") await local.put("access.json", access({ "a.md": [people] }));
    await local.put("a.md", "Budget", metadata);
    await local.put("b.md", "More", { group_ids: finance });
    const job = await local.ingest("handbook");
    expect(job.status).toBe("succeeded");
    expect(job.warnings).toEqual([expect.stringContaining(`a.md: ${code}: `)]);
    expect(await groupsByPath()).toEqual({ "b.md": [finance] });
  });

  it("takes what can no longer be judged out of the index", async () => {
    await local.put("a.md", "Budget", { group_ids: finance });
    await local.put("b.md", "More", { group_ids: finance });
    await local.ingest("handbook");
    await local.put("a.md", "Budget", { group_ids: "Board" });
    await local.ingest("handbook");
    expect(await groupsByPath()).toEqual({ "b.md": [finance] });
  });

  it("[ingest/content-matches-groups] never keeps a chunk of the new content for readers of the old", async () => {
    await local.put("a.md", "Harmless", { group_ids: finance });
    await local.put("b.md", "More", { group_ids: finance });
    local.onBlobRequest = async (request) => {
      // between the listing and the reading
      if (new URL(request.url).pathname.endsWith("/a.md"))
        await local.put("a.md", "Secret", { group_ids: people });
      return undefined;
    };
    expect((await local.ingest("handbook")).warnings?.[0]).toContain("DOCUMENT_CHANGED");
    expect(await groupsByPath()).toEqual({ "b.md": [finance] });
    local.onBlobRequest = () => undefined;
    await local.ingest("handbook");
    expect(await groupsByPath()).toEqual({ "a.md": [people], "b.md": [finance] });
  });

  it("ends the job when groups cannot be looked up, and leaves the index as it is", async () => {
    await local.put("a.md", "Budget", { group_ids: finance });
    await local.ingest("handbook");
    const { service } = local;
    local = local.restart({
      access: { resolveGroupName: () => Promise.reject(new Error("no Graph")) },
    });
    await local.put("b.md", "Pay", { group_ids: "People Ops" });
    expect(await local.ingest("handbook")).toMatchObject({
      status: "failed",
      error: { code: "UPSTREAM_UNAVAILABLE", message: "Groups cannot be looked up." },
    });
    expect(await groupsByPath()).toEqual({ "a.md": [finance] });
    await service.close();
  });

  it.each([
    "no JSON",
    "[]",
    "{}",
    '{"rules":[{"path":"a.md"}]}',
    '{"rules":[{"path":"/a.md","groups":[]}]}',
    '{"rules":[{"path":"a.md","groups":[""]}]}',
    '{"rules":[{"path":"a.md","groups":[],"deny":["x"]}]}',
    '{"rules":[],"deny":[]}',
  ])("grants nothing by an access file that it does not understand: %s", async (file) => {
    await local.put("access.json", file);
    await local.put("a.md", "Budget", { group_ids: finance });
    expect(await local.ingest("handbook")).toMatchObject({
      status: "failed",
      error: { code: "ACCESS_FILE_INVALID" },
    });
    expect(await groupsByPath()).toEqual({});
  });
});

describe("done again, a job changes what has changed", () => {
  it("reads no document a second time", async () => {
    for (const name of ["a.md", "b.md", "c.md", "d.md"])
      await local.put(name, name, { group_ids: finance });
    await local.ingest("handbook");
    const before = await local.documents("handbook");
    local.blobRequests.length = 0;
    const job = await local.ingest("handbook");
    expect(local.blobRequests).toEqual(["GET /handbook", "GET /handbook"]);
    expect(job.progress?.stageProgress).toEqual([
      { name: "Preprocessing", totalItems: 4, processedItems: 4 },
      { name: "Indexing", totalItems: 0, processedItems: 0 },
    ]);
    expect(await local.documents("handbook")).toEqual(before);
  });

  it("takes up other groups where the content is the same", async () => {
    await local.put("access.json", access({ "a.md": [finance] }));
    await local.put("a.md", "Budget");
    await local.ingest("handbook");
    await local.put("access.json", access({ "a.md": [people] }));
    await local.ingest("handbook");
    expect(await groupsByPath()).toEqual({ "a.md": [people] });
  });

  it("[ingest/deleted-disappears] deletes the chunks of what is shorter, gone or unreadable", async () => {
    const long = "This is a sentence. ".repeat(200);
    for (const name of ["a.txt", "b.txt", "c.txt"])
      await local.put(name, long, { group_ids: finance });
    await local.ingest("handbook", { body: { chunkSize: 64 } });
    expect((await local.documents("handbook")).length).toBeGreaterThan(30);
    await local.put("a.txt", "Short", { group_ids: finance });
    await local.remove("b.txt");
    await local.put("c.txt", "\0", { group_ids: finance });
    const job = await local.ingest("handbook", { body: { chunkSize: 64 } });
    expect(job.warnings).toEqual([expect.stringContaining("c.txt: DOCUMENT_MALFORMED")]);
    expect((await local.documents("handbook")).map(({ content }) => content)).toEqual([
      "a.txt\n\nShort",
    ]);
  });

  it("[ingest/deleted-disappears] deletes nothing when the listing is not whole", async () => {
    await local.put("a.md", "Budget", { group_ids: finance });
    await local.ingest("handbook");
    for (const answer of ["", "<EnumerationResults><Blobs>", "<html></html>"]) {
      local.onBlobRequest = () => new Response(answer);
      expect(await local.ingest("handbook")).toMatchObject({ status: "failed" });
    }
    expect(await groupsByPath()).toEqual({ "a.md": [finance] });
  });
});

describe("a job ends in the state that the API promises", () => {
  it("succeeded, with a warning for each document that is left out", async () => {
    await local.put("a.md", "Budget", { group_ids: finance });
    await local.put("b.pdf", "no pdf", { group_ids: finance });
    await local.put("c.exe", "MZ", { group_ids: finance });
    await local.put("d.md", "x".repeat(2_000), { group_ids: finance });
    local = local.restart({ limits: { maxBytes: 1_000 } });
    const job = await local.ingest("handbook");
    expect(job.status).toBe("succeeded");
    expect(job.warnings?.toSorted()).toEqual([
      "b.pdf: DOCUMENT_MALFORMED: The document is no readable PDF.",
      "c.exe: DOCUMENT_UNSUPPORTED: Files of this kind are not read.",
      "d.md: DOCUMENT_TOO_LARGE: The document has too many bytes.",
    ]);
  });

  it("failed, when there is nothing but such documents", async () => {
    await local.put("b.pdf", "no pdf", { group_ids: finance });
    expect(await local.ingest("handbook")).toMatchObject({
      status: "failed",
      error: { code: "BadRequest" },
    });
  });

  it("failed, when the embedding deployment fails; done again, it goes on", async () => {
    const headers = { embeddingDeploymentName: "embeddings" };
    await local.put("a.md", "Budget", { group_ids: finance });
    local.azure.enqueue({ service: "openai", status: 503, times: 5 });
    const failed = await local.ingest("handbook", { headers });
    expect(failed).toMatchObject({ status: "failed", error: { code: "UPSTREAM_UNAVAILABLE" } });
    expect(JSON.stringify(failed)).not.toContain("HTTP");
    expect(await local.ingest("handbook", { headers })).toMatchObject({ status: "succeeded" });
  });

  it("failed, when a role is lost", async () => {
    await local.put("a.md", "Budget", { group_ids: finance });
    local.onBlobRequest = () => new Response("secret detail", { status: 403 });
    const failed = await local.ingest("handbook");
    expect(failed).toMatchObject({
      status: "failed",
      error: {
        code: "UPSTREAM_REFUSED",
        message: expect.stringContaining("the role Storage Blob Data Reader"),
      },
    });
    expect(JSON.stringify(failed)).not.toContain("secret");
    expect(local.errors).toEqual([expect.objectContaining({ code: "UPSTREAM_REFUSED" })]);
  });

  it("waits for a service that is busy", async () => {
    await local.put("a.md", "Budget", { group_ids: finance });
    let turns = 0;
    local.onBlobRequest = () =>
      turns++ < 3 ? new Response("", { status: 503, headers: { "retry-after": "0" } }) : undefined;
    expect(await local.ingest("handbook")).toMatchObject({ status: "succeeded" });
  });
});

describe("a server that ends loses no job", () => {
  it("the next one goes on, and reads only what is missing", async () => {
    for (const name of ["a.md", "b.md", "c.md", "d.md", "e.md", "f.md"]) {
      await local.put(name, name, { group_ids: finance });
    }
    let reach: (() => void) | undefined;
    const reached = new Promise<void>((resolve) => (reach = resolve));
    let reads = 0;
    const { service } = local;
    local.onBlobRequest = async (request) => {
      if (new URL(request.url).pathname.endsWith(".md") && ++reads === 5) reach?.();
      return undefined;
    };
    void local.ingest("handbook");
    await reached;
    await service.close();
    const written = (await local.documents("handbook")).length;
    expect(written).toBeLessThan(6);

    const next = local.restart({ now: () => Date.now() + 60_000 });
    next.blobRequests.length = 0;
    await next.service.resume();
    await next.service.idle();
    expect(next.blobRequests.filter((line) => line.endsWith(".md"))).toHaveLength(6 - written);
    expect(await local.documents("handbook")).toHaveLength(6);
    const path =
      "/openai/extensions/on-your-data/ingestion-jobs/handbook?api-version=2023-10-01-preview";
    expect((await next.ask("GET", path)).body).toMatchObject({ status: "succeeded" });
    await next.service.close();
  });

  it("a schedule goes on", async () => {
    await local.put("a.md", "Budget", { group_ids: finance });
    await local.ingest("handbook", { body: { dataRefreshIntervalInMinutes: 60 } });
    await local.put("b.md", "More", { group_ids: finance });
    const early = local.restart({ now: () => Date.now() + 59 * 60_000 });
    await early.service.resume();
    await early.service.idle();
    expect(await local.documents("handbook")).toHaveLength(1);
    const due = local.restart({ now: () => Date.now() + 61 * 60_000 });
    await due.service.resume();
    await due.service.idle();
    expect(await local.documents("handbook")).toHaveLength(2);
    await Promise.all([early.service.close(), due.service.close()]);
  });
});

describe("an index", () => {
  it("[ingest/security-field] is never without its security field: one that is there and lacks it is not written to", async () => {
    const token = await local.credential.getToken("https://search.azure.com/.default");
    const create = async (name: string, fields: object[]): Promise<void> => {
      await local.fetch(`${searchEndpoint}/indexes?api-version=2024-07-01`, {
        method: "POST",
        headers: { authorization: `Bearer ${token?.token}`, "content-type": "application/json" },
        body: JSON.stringify({
          name,
          fields: [{ name: "id", type: "Edm.String", key: true }, ...fields],
        }),
      });
    };
    const text = [
      "content",
      "title",
      "filepath",
      "url",
      "chunk_id",
      "parent_id",
      "job_id",
      "version",
    ];
    const fields = text.map((name) => ({ name, type: "Edm.String" }));
    await create("bare", fields);
    await create("single", [...fields, { name: "group_ids", type: "Edm.String" }]);
    await create("hidden", [
      ...fields,
      { name: "group_ids", type: "Collection(Edm.String)", filterable: false },
    ]);
    await local.put("a.md", "Budget", { group_ids: finance });
    for (const name of ["bare", "single", "hidden"]) {
      expect(await local.ingest(name)).toMatchObject({
        status: "failed",
        error: { code: "INDEX_INCOMPATIBLE", message: expect.stringContaining("group_ids") },
      });
      expect(await local.documents(name)).toEqual([]);
    }
  });

  it("is not made while the identity lacks the role", async () => {
    await local.put("a.md", "Budget", { group_ids: finance });
    await local.ingest("first");
    revoke("Search Service Contributor");
    expect(await local.ingest("second")).toMatchObject({
      status: "failed",
      error: {
        code: "UPSTREAM_REFUSED",
        message: expect.stringContaining("the roles Search Service Contributor"),
      },
    });
  });
});

function revoke(role: string): void {
  local.azure.roles.revoke({ principalId, role, scope: storageId.split("/providers")[0] ?? "" });
}
