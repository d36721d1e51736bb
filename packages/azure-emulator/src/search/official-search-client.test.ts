import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { odata, type SearchIndex, type SearchOptions } from "@azure/search-documents";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../emulator.ts";
import { chatIdentity, createSearchEmulator, otherIdentity } from "./search.test.fixture.ts";
import { connectSearchSdk, type SearchSdk } from "./search-sdk.test.fixture.ts";

interface Passage {
  id: string;
  title?: string | null;
  content?: string | null;
  group_ids?: string[];
  vector?: number[];
}

let azure: Emulator;
let sdk: SearchSdk;

beforeAll(async () => {
  azure = createSearchEmulator();
  sdk = await connectSearchSdk(azure);
});
afterAll(() => azure.close());

const searchClient = (index?: string, identity?: string) =>
  sdk.searchClient<Passage>(index, identity);
const indexClient = () => sdk.indexClient();

async function idsOf(text: string, request: SearchOptions<Passage> = {}): Promise<string[]> {
  const ids: string[] = [];
  const { results } = await searchClient().search(text, request);
  for await (const { document } of results) ids.push(document.id);
  return ids;
}

const passages: SearchIndex = {
  name: "passages",
  fields: [
    { name: "id", type: "Edm.String", key: true, filterable: true },
    { name: "title", type: "Edm.String", searchable: true, analyzerName: "en.lucene" },
    { name: "group_ids", type: "Collection(Edm.String)", filterable: true },
    {
      name: "vector",
      type: "Collection(Edm.Single)",
      searchable: true,
      vectorSearchDimensions: 2,
      vectorSearchProfileName: "p",
    },
  ],
  vectorSearch: {
    algorithms: [{ name: "h", kind: "hnsw" }],
    profiles: [{ name: "p", algorithmConfigurationName: "h" }],
  },
};

describe("SearchIndexClient", () => {
  it("creates, reads, changes, lists and deletes an index", async () => {
    const client = indexClient();
    const created = await client.createIndex(passages);
    expect(created).toMatchObject({ name: "passages", eTag: expect.stringMatching(/^"0x8/) });
    expect(created.fields[2]).toMatchObject({ name: "group_ids", filterable: true, hidden: false });

    const wider: SearchIndex = {
      ...passages,
      fields: [...passages.fields, { name: "note", type: "Edm.String", filterable: true }],
    };
    const changed = await client.createOrUpdateIndex(wider);
    expect(changed.fields.map(({ name }) => name)).toContain("note");
    expect(Reflect.get(changed, "eTag")).not.toBe(Reflect.get(created, "eTag"));

    await expect(
      client.createOrUpdateIndex({
        ...wider,
        fields: wider.fields.filter(({ name }) => name !== "group_ids"),
      }),
    ).rejects.toMatchObject({
      statusCode: 400,
      message: expect.stringContaining("Existing field 'group_ids' cannot be deleted."),
    });

    const names: string[] = [];
    for await (const { name } of client.listIndexes()) names.push(name);
    expect(names).toEqual(["documents", "passages"]);
    await expect(client.getIndexStatistics("documents")).resolves.toMatchObject({
      documentCount: 4,
    });
    await expect(client.getServiceStatistics()).resolves.toMatchObject({
      counters: { indexCounter: { usage: 2 } },
    });

    await client.deleteIndex("passages");
    await expect(client.getIndex("passages")).rejects.toMatchObject({
      statusCode: 404,
      message: expect.stringContaining("The index 'passages' for service 'contoso' was not found."),
    });
  });

  it("analyzes a text", async () => {
    const { tokens } = await indexClient().analyzeText("documents", {
      text: "Reimbursed travellers",
      analyzerName: "en.lucene",
    });
    expect(tokens.map(({ token }) => token)).toEqual(["reimburs", "travel"]);
  });
});

describe("SearchClient", () => {
  it("tells how the parts of a hybrid query scored, when it is to debug", async () => {
    const { results } = await searchClient().search("travel", {
      top: 1,
      vectorSearchOptions: {
        queries: [
          { kind: "vector", vector: [0, 1], fields: ["vector"], kNearestNeighborsCount: 1 },
        ],
      },
      semanticSearchOptions: { debugMode: "vector" },
    });
    for await (const { document, documentDebugInfo } of results) {
      expect(document.id).toBe("budget");
      expect(documentDebugInfo?.vectors?.subscores).toMatchObject({
        text: { searchScore: expect.any(Number) },
        vectors: [{ vector: { searchScore: 1, vectorSimilarity: 1 } }],
        documentBoost: 1,
      });
    }
    expect.assertions(2);
  });

  it("finds, filters, orders and pages", async () => {
    expect(await idsOf("travel")).toEqual(["travel", "budget"]);
    const groups = ["board"].join("|");
    const filter = odata`group_ids/any(g: search.in(g, ${groups}, '|'))`;
    expect(await idsOf("travel", { filter })).toEqual(["budget"]);
    expect(await idsOf("*", { orderBy: ["pages desc"], top: 2 })).toEqual(["budget", "travel"]);
    expect(await idsOf("*", { orderBy: ["pages desc"], skip: 1, top: 1 })).toEqual(["travel"]);
    const { count, facets } = await searchClient().search("*", {
      includeTotalCount: true,
      facets: ["category"],
      top: 0,
    });
    expect(count).toBe(4);
    expect(facets?.["category"]).toMatchObject([
      { count: 2, value: "finance" },
      { count: 2, value: "policy" },
    ]);
  });

  it("searches by vector, and by text and vector", async () => {
    const vectorSearchOptions = {
      queries: [
        {
          kind: "vector" as const,
          vector: [0, 1],
          fields: ["vector" as const],
          kNearestNeighborsCount: 2,
        },
      ],
    };
    const { results } = await searchClient().search(undefined, { vectorSearchOptions });
    const found = [];
    for await (const { score, document } of results) found.push([document.id, score]);
    expect(found).toEqual([
      ["budget", 1],
      ["salaries", 0.5],
    ]);
    expect(await idsOf("train", { vectorSearchOptions })).toEqual(["budget", "travel", "salaries"]);
  });

  it("ranks semantically, with captions and answers", async () => {
    const answer = await searchClient().search("travel budget", {
      queryType: "semantic",
      semanticSearchOptions: {
        configurationName: "default",
        captions: { captionType: "extractive" },
        answers: { answerType: "extractive", count: 1, threshold: 0.5 },
      },
    });
    const hits = [];
    for await (const hit of answer.results) hits.push(hit);
    expect(hits[0]).toMatchObject({
      document: { id: "budget" },
      captions: [
        {
          text: "The travel budget of the finance department is two million euros.",
          highlights:
            "The <em>travel</em> <em>budget</em> of the finance department is two million euros.",
        },
      ],
    });
    expect(hits[0]?.rerankerScore).toBeGreaterThan(hits[1]?.rerankerScore ?? 4);
    expect(answer.answers).toMatchObject([{ key: "budget" }]);
  });

  it("uploads, merges, looks up, counts and deletes documents", async () => {
    await indexClient().createIndex(passages);
    const client = searchClient("passages");
    await client.uploadDocuments([{ id: "1", title: "One", group_ids: ["a"], vector: [1, 0] }]);
    const { results } = await client.mergeDocuments([
      { id: "1", group_ids: ["b"] },
      { id: "2", title: "Two" },
    ]);
    expect(results).toMatchObject([
      { key: "1", succeeded: true, statusCode: 200 },
      { key: "2", succeeded: false, statusCode: 404 },
    ]);
    await expect(client.getDocument("1")).resolves.toMatchObject({
      id: "1",
      title: "One",
      group_ids: ["b"],
    });
    await expect(client.getDocument("2")).rejects.toMatchObject({ statusCode: 404 });
    await client.mergeOrUploadDocuments([{ id: "2", title: "Two" }]);
    await expect(client.getDocumentsCount()).resolves.toBe(2);
    await client.deleteDocuments([{ id: "1" }]);
    await expect(client.getDocumentsCount()).resolves.toBe(1);
    await indexClient().deleteIndex("passages");
  });

  it("walks over more documents than one page holds", async () => {
    await indexClient().createIndex(passages);
    const client = searchClient("passages");
    await client.uploadDocuments(Array.from({ length: 120 }, (_, id) => ({ id: String(id) })));
    const { results } = await client.search("*");
    const ids = new Set<string>();
    for await (const { document } of results) ids.add(document.id);
    expect(ids.size).toBe(120);
    await indexClient().deleteIndex("passages");
  });

  it("suggests and completes", async () => {
    const { results } = await searchClient().suggest("pol", "titles", { select: ["id"] });
    expect(results).toMatchObject([{ text: "Travel policy", document: { id: "travel" } }]);
    const completed = await searchClient().autocomplete("bud", "titles");
    expect(completed.results).toMatchObject([{ text: "budget", queryPlusText: "budget" }]);
  });

  it("[emulator/filter-never-ignored] is told that a filter is none", async () => {
    await expect(searchClient().search("*", { filter: "group_ids eq 'a'" })).rejects.toMatchObject({
      statusCode: 400,
      message: expect.stringMatching(/^Invalid expression: .*Parameter name: \$filter/s),
    });
  });

  it("[emulator/roles-enforced] is refused without a role", async () => {
    await expect(searchClient("documents", otherIdentity.name).search("*")).rejects.toMatchObject({
      statusCode: 403,
    });
  });
});

async function run(environment: Readonly<Record<string, string>>): Promise<unknown> {
  const { NODE_ENV: _, VITEST: __, ...base } = process.env;
  const client = fileURLToPath(new URL("search.test.client.ts", import.meta.url));
  const env = { ...base, ...azure.env(base), ...environment };
  const { stdout } = await promisify(execFile)(process.execPath, [client], { env });
  return JSON.parse(stdout);
}

describe("a process with production configuration", { timeout: 60_000 }, () => {
  it("searches through the proxy, and sends the filter that it was given", async () => {
    const filter = "group_ids/any(g: search.in(g, 'everyone|hr', '|'))";
    const environment = { MANAGED_IDENTITY_CLIENT_ID: chatIdentity.clientId };
    expect(await run({ ...environment, SEARCH_FILTER: filter })).toEqual({ ids: ["travel"] });
    expect(await run({ ...environment, SEARCH_FILTER: "nonsense" })).toEqual({ status: 400 });
    const { url, body } = azure.requests.findLast(({ body: sent }) => sent.includes("everyone"))!;
    expect(url).toMatch(/^https:..contoso.search.windows.net(:443)?.indexes\('documents'\)/);
    expect(JSON.parse(body)).toMatchObject({ filter, search: "travel" });
  });

  it("[emulator/roles-enforced] is refused as an identity without a role", async () => {
    const environment = { MANAGED_IDENTITY_CLIENT_ID: otherIdentity.clientId };
    expect(await run({ ...environment, SEARCH_FILTER: "true" })).toEqual({ status: 403 });
  });
});
