import { describe, expect, it } from "vitest";
import { searchEndpoint } from "../azure.test.fixture.ts";
import { emulateAzure, type EmulatedAzure } from "../emulated-azure.test.fixture.ts";
import type { Retrieve, SearchQuery } from "../retrieve.ts";
import { finance } from "../server.test.fixture.ts";
import { createSearchRetriever, type SearchRetrieverOptions } from "./search-retriever.ts";

const wiki: SearchQuery = {
  source: { endpoint: searchEndpoint, indexName: "wiki", groupField: "group_ids" },
  text: "leave",
  filter: `group_ids/any(g: search.in(g, '${finance}', ','))`,
  queryType: "simple",
  semanticConfiguration: undefined,
  embedding: undefined,
  fields: {},
  showsReaders: true,
  top: 5,
};

const readsDefinitions = ["Search Index Data Reader", "Search Service Contributor"];

/** An emulated Azure, and a retriever in front of it that reads definitions. */
function start(
  roles: readonly string[] = readsDefinitions,
  options: Partial<SearchRetrieverOptions> = {},
): EmulatedAzure & { search(changes?: Partial<SearchQuery>): ReturnType<Retrieve> } {
  const emulated = emulateAzure(roles);
  const { credential, httpClient } = emulated;
  const retrieve = createSearchRetriever({
    endpoint: searchEndpoint,
    credential,
    httpClient,
    fieldsFrom: "index",
    ...options,
  });
  return {
    ...emulated,
    search: (changes = {}) =>
      retrieve({ ...wiki, ...changes }, { abortSignal: new AbortController().signal }),
  };
}

function asked({ of }: EmulatedAzure): string[] {
  return of("search").map(({ method, url }) => `${method} ${new URL(url).pathname}`);
}

function selected({ of }: EmulatedAzure): unknown {
  return (JSON.parse(of("search").at(-1)?.body ?? "") as { select?: string }).select;
}

const definition = "GET /indexes/wiki";
const search = "POST /indexes/wiki/docs/search";

describe("fields that nobody has mapped", () => {
  it("are read from the index: what its semantic ranker reads, and no vector or hidden field", async () => {
    const azure = start();
    expect(await azure.search()).toMatchObject([
      { title: "Leave of parents", content: "Parents get 16 weeks of paid leave.", url: null },
    ]);
    expect(selected(azure)).toBe("body,headline,group_ids");
  });

  it("are those of the usual names where the index has them", async () => {
    const azure = start();
    const source = { ...wiki.source, indexName: "documents" };
    expect(await azure.search({ source })).toMatchObject([{ title: "Leave policy", chunkId: "0" }]);
    expect(selected(azure)).toBe("content,title,url,filepath,chunk_id,group_ids");
  });

  it("are asked for once for many who ask at the same time, and again when that was long ago", async () => {
    let time = 0;
    const azure = start(readsDefinitions, { definitionMaxAgeInMs: 1_000, now: () => time });
    await Promise.all([azure.search(), azure.search(), azure.search()]);
    time = 999;
    await azure.search();
    expect(asked(azure).filter((each) => each === definition)).toHaveLength(1);
    time = 1_000;
    await azure.search();
    expect(asked(azure).filter((each) => each === definition)).toHaveLength(2);
  });

  it("are not taken from a failure, which is not kept", async () => {
    const azure = start();
    azure.azure.enqueue({ service: "search", status: 500 });
    await expect(azure.search()).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
    expect(await azure.search()).toHaveLength(1);
  });

  it("need a role to read the index", async () => {
    const azure = start(["Search Index Data Reader"]);
    await expect(azure.search()).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
    expect(asked(azure)).toEqual([definition]);
  });
});

describe("fields that are mapped", () => {
  it("need no role but to read documents, and no definition", async () => {
    const azure = start(["Search Index Data Reader"], { fieldsFrom: "names" });
    const fields = { contentFields: ["body"], titleField: "headline" };
    expect(await azure.search({ fields })).toMatchObject([{ title: "Leave of parents" }]);
    expect(asked(azure)).toEqual([search]);
  });

  it("are kept beside what the definition adds", async () => {
    const azure = start();
    await azure.search({ fields: { titleField: "body" } });
    expect(selected(azure)).toBe("body,group_ids");
  });
});

it("does not ask who may read where that is not to be seen", async () => {
  const azure = start();
  await azure.search({ showsReaders: false });
  expect(selected(azure)).toBe("body,headline");
});

describe("a service that is busy", () => {
  it("is asked again after the time that it names", async () => {
    const azure = start(readsDefinitions, { fieldsFrom: "names" });
    azure.azure.enqueue({ service: "search", status: 503, headers: { "retry-after": "0" } });
    azure.azure.enqueue({ service: "search", status: 429, headers: { "retry-after-ms": "20" } });
    expect(await azure.search()).toHaveLength(1);
    expect(azure.of("search").map(({ status }) => status)).toEqual([503, 429, 200]);
  });

  it.each<[string, number, Record<string, string>, number]>([
    ["three times at most", 503, { "retry-after": "0" }, 3],
    ["once, if it does not say when", 503, {}, 1],
    ["once, if it wants more time than there is", 429, { "retry-after": "6" }, 1],
    ["once, if it is not busy", 500, { "retry-after": "0" }, 1],
    ["once, if it refuses", 403, { "retry-after": "0" }, 1],
  ])("is asked %s", async (_, status, headers, count) => {
    const azure = start(readsDefinitions, { fieldsFrom: "names" });
    azure.azure.enqueue({ service: "search", status, headers, times: 9 });
    await expect(azure.search()).rejects.toMatchObject({ service: "search" });
    expect(azure.of("search")).toHaveLength(count);
  });

  it("is not waited for beyond the time for an answer", async () => {
    const azure = start(readsDefinitions, { fieldsFrom: "names", timeoutInMs: 3_000 });
    azure.azure.enqueue({ service: "search", status: 503, headers: { "retry-after": "4" } });
    await expect(azure.search()).rejects.toMatchObject({ retryAfterInSeconds: 4 });
  });

  it("is not waited for by somebody who leaves", async () => {
    const azure = start();
    const { credential, httpClient } = azure;
    const retrieve = createSearchRetriever({ endpoint: searchEndpoint, credential, httpClient });
    azure.azure.enqueue({ service: "search", status: 503, headers: { "retry-after": "4" } });
    const leaves = new AbortController();
    const found = retrieve(wiki, { abortSignal: leaves.signal });
    await expect.poll(() => azure.of("search")[0]?.status).toBe(503);
    leaves.abort("left");
    await expect(found).rejects.toBe("left");
    expect(azure.of("search")).toHaveLength(1);
  });
});

it.each([
  { fieldsFrom: "guess" },
  { definitionMaxAgeInMs: 0 },
  { timeoutInMs: 0 },
  { maxRetryWaitInMs: -1 },
])("refuses the setting %j", (setting) => {
  expect(() => start(readsDefinitions, setting as Partial<SearchRetrieverOptions>)).toThrow(
    /^on-your-data: /,
  );
});
