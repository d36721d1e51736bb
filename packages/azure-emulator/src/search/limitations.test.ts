import { beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../emulator.ts";
import { ask, createSearchEmulator, search } from "./search.test.fixture.ts";

// what LIMITATIONS.md says of AI Search: refused, never accepted and ignored

let azure: Emulator;
beforeAll(() => {
  azure = createSearchEmulator();
});

it.each([
  "indexers",
  "datasources",
  "skillsets",
  "synonymmaps",
  "aliases",
  "knowledgebases('a')/retrieve",
  "knowledgesources",
])("%s are not found", async (path) => {
  expect((await ask(azure, `/${path}`)).status).toBe(404);
  expect((await ask(azure, `/${path}`, { method: "POST", body: {} })).status).toBe(404);
});

describe("a definition is refused with", () => {
  const id = { name: "id", type: "Edm.String", key: true };
  const vector = {
    name: "v",
    type: "Collection(Edm.Single)",
    dimensions: 2,
    vectorSearchProfile: "p",
  };
  const algorithms = [{ name: "h", kind: "hnsw" }];

  it.each([
    ["custom analyzers", { analyzers: [{ name: "a" }] }],
    ["normalizers", { normalizers: [{ name: "a" }] }],
    ["a normalizer", { fields: [{ ...id, normalizer: "lowercase" }] }],
    ["synonym maps", { fields: [{ ...id, synonymMaps: ["a"] }] }],
    ["a customer-managed key", { encryptionKey: { keyVaultUri: "https://a" } }],
    [
      "another similarity",
      { similarity: { "@odata.type": "#Microsoft.Azure.Search.ClassicSimilarity" } },
    ],
    ["scoring functions", { scoringProfiles: [{ name: "a", functions: [{ type: "freshness" }] }] }],
    [
      "vectorizers of another kind",
      {
        fields: [id, vector],
        vectorSearch: { algorithms, vectorizers: [{ name: "a", kind: "customWebApi" }] },
      },
    ],
    [
      "a vectorizer with a key",
      {
        fields: [id, vector],
        vectorSearch: {
          algorithms,
          vectorizers: [
            { name: "a", kind: "azureOpenAI", azureOpenAIParameters: { apiKey: "secret" } },
          ],
        },
      },
    ],
    [
      "compression",
      {
        fields: [id, vector],
        vectorSearch: { algorithms, profiles: [{ name: "p", algorithm: "h", compression: "c" }] },
      },
    ],
    [
      "another metric",
      {
        fields: [id, vector],
        vectorSearch: {
          algorithms: [{ ...algorithms[0], hnswParameters: { metric: "hamming" } }],
          profiles: [{ name: "p", algorithm: "h" }],
        },
      },
    ],
  ])("%s", async (_, part) => {
    const body = { name: "limits", fields: [id], ...part };
    const answer = await ask(azure, "/indexes", { method: "POST", body });
    expect(answer.status).toBe(400);
    expect(answer.body.error.code).toBe("NotEmulated");
  });

  it.each([
    ["native permissions", { permissionFilterOption: "enabled" }],
    ["a native permission field", { fields: [{ ...id, permissionFilter: "groupIds" }] }],
  ])("%s", async (_, part) => {
    const body = { name: "limits", fields: [id], ...part };
    const answer = await ask(azure, "/indexes", {
      method: "POST",
      body,
      version: "2026-08-01-preview",
    });
    expect(answer.body.error.message).toContain("does not exist on type");
  });
});

it.each([
  { debug: "vector" },
  { scoringParameters: ["a-b"] },
  { facets: ["category,metric:sum"] },
  { vectorQueries: [{ kind: "imageUrl", url: "https://a", fields: "vector" }] },
])("a search is refused with %j", async (body) => {
  const answer = await search(azure, body);
  expect(answer.status).toBe(400);
  expect(answer.body.error.code).toBe("NotEmulated");
});

it("numbers that JavaScript cannot count to are refused", async () => {
  const fields = [
    { name: "id", type: "Edm.String", key: true },
    { name: "size", type: "Edm.Int64" },
  ];
  await ask(azure, "/indexes", { method: "POST", body: { name: "sizes", fields } });
  const put = (size: number) =>
    ask(azure, "/indexes/sizes/docs/index", {
      method: "POST",
      body: { value: [{ id: "1", size }] },
    });
  expect((await put(2 ** 53 - 1)).status).toBe(200);
  expect((await put(2 ** 53)).status).toBe(400);
});
