import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openaiEndpoint, searchEndpoint } from "../azure.test.fixture.ts";
import { createOpenAIEmbedder, createOpenAIGenerator, createSearchRetriever } from "../azure.ts";
import type { SearchQuery } from "../retrieve.ts";
import { bodyOf, finance, startServer, type LocalServer } from "../server.test.fixture.ts";

let server: LocalServer;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.azure.close());

describe("createSearchRetriever", () => {
  const query: SearchQuery = {
    source: { endpoint: searchEndpoint, indexName: "documents", groupField: "group_ids" },
    text: "leave",
    filter: "group_ids/any(g: search.in(g, 'x', ','))",
    queryType: "simple",
    semanticConfiguration: undefined,
    embedding: undefined,
    fields: { contentFields: ["content"] },
    showsReaders: true,
    top: 5,
  };

  const sent = async (changes: Partial<SearchQuery>): Promise<Record<string, unknown>> => {
    const { credential, httpClient } = server.azure;
    const retrieve = createSearchRetriever({
      endpoint: searchEndpoint,
      credential,
      httpClient,
      embed: createOpenAIEmbedder({ endpoint: openaiEndpoint, credential, httpClient }),
    });
    await retrieve({ ...query, ...changes }, { abortSignal: new AbortController().signal });
    return JSON.parse(server.azure.of("search").at(-1)?.body ?? "") as Record<string, unknown>;
  };

  const embedding = { type: "deployment_name", deploymentName: "ada", dimensions: 2 } as const;
  const words = { search: "leave" };
  const ranked = { queryType: "semantic", semanticConfiguration: "default" };
  const vectors = {
    vectorFilterMode: "preFilter",
    vectorQueries: [{ kind: "vector", vector: [0.1, 0.2], fields: "contentVector", k: 5 }],
  };

  it.each([
    ["simple", { queryType: "simple", ...words }],
    ["semantic", { ...ranked, ...words }],
    ["vector", { queryType: "simple", ...vectors }],
    ["vector_simple_hybrid", { queryType: "simple", ...words, ...vectors }],
    ["vector_semantic_hybrid", { ...ranked, ...words, ...vectors }],
  ] as const)("sends the filter with a %s query", async (queryType, wire) => {
    const {
      searchMode: _,
      semanticErrorHandling: __,
      ...body
    } = await sent({ queryType, embedding, semanticConfiguration: "default" });
    const select = "content,group_ids";
    expect(body).toEqual({ ...wire, filter: query.filter, top: 5, select });
  });

  it("asks a deployment for the vector of the question", async () => {
    await sent({ queryType: "vector", embedding });
    expect(server.azure.of("openai")).toMatchObject([
      {
        path: "/openai/deployments/ada/embeddings?api-version=2024-10-21",
        body: '{"input":["leave"],"dimensions":2}',
      },
    ]);
  });

  it("lets the index make the vector where it can", async () => {
    const body = await sent({ queryType: "vector", embedding: { type: "integrated" } });
    expect(body["vectorQueries"]).toEqual([
      { kind: "text", text: "leave", fields: "contentVector", k: 5 },
    ]);
    expect(server.azure.of("openai")).toEqual([]);
  });

  it("asks for the mapped fields, and for who may read", async () => {
    const fields = { contentFields: ["body", "notes"], titleField: "name", urlField: "link" };
    expect(await sent({ fields })).toHaveProperty("select", "body,notes,name,link,group_ids");
    expect(await sent({ fields: {} })).not.toHaveProperty("select");
  });

  it.each([
    ["group_ids:*", "group_ids:*", "group_ids:"],
    ["a phrase", '"a" +b -c | (d)', String.raw`\"a\" \+b c \| \(d\)`],
    ["a prefix and a slip", "lea* leav~2 leave~", "lea leav~2 leave"],
    ["a word with a hyphen", "carry-over", "carry-over"],
  ])("searches for what people type as words: %s", async (_, text, search) => {
    expect(await sent({ text })).toMatchObject({ search, queryType: "simple" });
  });

  it.each(["", "  "])(
    "[trim/never-unfiltered] sends nothing without a filter (%j)",
    async (filter) => {
      await expect(sent({ filter })).rejects.toThrow(TypeError);
      expect(server.azure.requests).toEqual([]);
    },
  );

  it("[pin/endpoint-and-index] sends nothing for a source of another service", async () => {
    const source = { ...query.source, endpoint: "https://other.search.windows.net" };
    await expect(sent({ source })).rejects.toThrow(TypeError);
    expect(server.azure.requests).toEqual([]);
  });
});

describe("a setting", () => {
  const credential = { getToken: async () => null };

  it.each([createSearchRetriever, createOpenAIGenerator, createOpenAIEmbedder])(
    "[keys/setting-refused] of a key is refused by %o, and the keyless way named",
    (create) => {
      for (const setting of [
        { apiKey: "canary" },
        { key: "canary" },
        { credential: { key: "canary" } },
        { credential: "canary" },
        { credential: undefined },
      ]) {
        const make = (): unknown =>
          create({ endpoint: searchEndpoint, credential, ...setting } as never);
        expect(make).toThrow(/TokenCredential/);
        expect(make).not.toThrow(/canary/);
      }
    },
  );

  it.each(["http://contoso.search.windows.net", "contoso", "https://contoso.search.windows.net/x"])(
    "of the endpoint %s is refused",
    (endpoint) => {
      expect(() => createSearchRetriever({ endpoint, credential })).toThrow(/https origin/);
    },
  );
});

it("[trim/security-field-stripped] the field is not read by a usual name that it happens to have", async () => {
  const source = { endpoint: searchEndpoint, indexName: "documents", groupField: "source" };
  const other = await startServer({ dataSources: [source] });
  other.azure.losesFilter = true;
  other.azure.documents = [{ content: "25 days", source: [finance] }];
  const text = await (await other.ask(bodyOf())).text();
  expect(text).toContain("25 days");
  expect(text).not.toContain(finance);
  await other.azure.close();
});

it("a document of any other shape is read by the usual names", async () => {
  server.azure.documents = [
    { chunk: "25 days", name: "Leave", source: "a.md", group_ids: [finance] },
  ];
  expect(await (await server.ask(bodyOf())).json()).toMatchObject({
    choices: [
      {
        message: {
          context: {
            citations: [{ content: "25 days", title: "Leave", filepath: "a.md", url: null }],
          },
        },
      },
    ],
  });
});
