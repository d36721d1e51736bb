import { beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../emulator.ts";
import { createKnowledgeEmulator, model } from "./knowledge/knowledge.test.fixture.ts";
import { createProtectedEmulator, tokenOf } from "./permissions/permissions.test.fixture.ts";
import {
  ask,
  chatIdentity,
  createSearchEmulator,
  documents,
  search,
} from "./search.test.fixture.ts";

// what LIMITATIONS.md says of AI Search: refused, never accepted and ignored

let azure: Emulator;
beforeAll(() => {
  azure = createSearchEmulator();
});

it.each(["knowledgebases('a')/mcp", "agents"])("%s are not found", async (path) => {
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
    ["a customer-managed key", { encryptionKey: { keyVaultUri: "https://a" } }],
    [
      "another similarity",
      { similarity: { "@odata.type": "#Microsoft.Azure.Search.ClassicSimilarity" } },
    ],
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
});

it.each([
  { debug: "vector" },
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

describe("permission filters", () => {
  beforeAll(() => {
    azure = createProtectedEmulator();
  });
  const version = "2026-10-01";

  it("are no member of a definition in 2026-10-01, and hold for it all the same", async () => {
    const body = { name: "limits", fields: [], permissionFilterOption: "enabled" };
    const made = await ask(azure, "/indexes", { method: "POST", body, version });
    expect(made.body.error.message).toContain("does not exist on type");
    expect((await ask(azure, "/indexes/protected/docs", { version })).body.value).toHaveLength(2);
  });

  it.each(["suggest", "autocomplete", "$count"])("take no user in %s", async (operation) => {
    const headers = {
      "x-ms-query-source-authorization": await tokenOf(azure, "ada@contoso.example"),
    };
    const query = operation === "$count" ? "" : "?search=rep&suggesterName=titles";
    const path = `/indexes/protected/docs/${operation}${query}`;
    const { status, body } = await ask(azure, path, { version, headers });
    expect(status).toBe(400);
    expect(body.error.message).toContain("Invalid header");
  });

  it("know no labels of Purview", async () => {
    const body = { name: "limits", fields: [], purviewEnabled: true };
    const preview = "2026-08-01-preview";
    const made = await ask(azure, "/indexes", { method: "POST", body, version: preview });
    expect(made.body.error.message).toContain("'purviewEnabled' does not exist");
  });
});

it("a synonym map can be named before it is there, and queries fail until it is", async () => {
  azure = createSearchEmulator();
  const fields = documents.fields.map((field) =>
    field.name === "title" ? { ...field, synonymMaps: ["later"] } : field,
  );
  const body = { ...documents, fields };
  expect((await ask(azure, "/indexes/documents", { method: "PUT", body })).status).toBe(204);
  expect((await search(azure, { search: "travel" })).status).toBe(404);
  const map = { name: "later", format: "solr", synonyms: "a, b" };
  await ask(azure, "/synonymmaps", { method: "POST", body: map });
  expect((await search(azure, { search: "travel" })).status).toBe(200);
});

describe("knowledge", () => {
  beforeAll(() => {
    azure = createKnowledgeEmulator();
  });
  const version = "2026-08-01-preview";
  const retrieve = (name: string, body: object, headers: Readonly<Record<string, string>> = {}) =>
    ask(azure, `/knowledgebases('${name}')/retrieve`, { method: "POST", body, version, headers });

  it.each(["azureBlob", "web", "indexedOneLake", "indexedSharePoint", "file"])(
    "does not come from sources of the kind %s",
    async (kind) => {
      const body = { name: "other", kind };
      const made = await ask(azure, "/knowledgesources", { method: "POST", body, version });
      expect(made).toMatchObject({ status: 400, body: { error: { code: "NotEmulated" } } });
    },
  );

  it.each([
    ["answers by a model", { outputMode: "answerSynthesis" }],
    [
      "a model with a key",
      { models: [{ kind: "azureOpenAI", azureOpenAIParameters: { ...model, apiKey: "secret" } }] },
    ],
    ["a model of another kind", { models: [{ kind: "foundry" }] }],
    ["a customer-managed key", { encryptionKey: { keyVaultUri: "https://a" } }],
  ])("has no %s", async (_, part) => {
    const body = { name: "other", knowledgeSources: [{ name: "policies" }], ...part };
    const made = await ask(azure, "/knowledgebases", { method: "POST", body, version });
    expect(made).toMatchObject({ status: 400, body: { error: { code: "NotEmulated" } } });
  });

  const intents = [{ type: "semantic", search: "What is the travel budget, please?" }];

  it.each([
    [{ intents, outputMode: "answerSynthesis" }, {}],
    [{ intents }, { accept: "text/event-stream" }],
    [{ messages: [{ role: "user", content: [{ type: "image", image: { url: "data:" } }] }] }, {}],
  ])("is not retrieved with %j and %j", async (body, headers) => {
    const answer = await retrieve("with-model", body, headers);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: "NotEmulated" } } });
  });

  it("is asked the last question as it stands, by no model", async () => {
    const text = "What is the travel budget, please?";
    const messages = [{ role: "user", content: [{ type: "text", text }] }];
    const asked = { messages, includeActivity: true, retrievalReasoningEffort: { kind: "medium" } };
    const { body } = await retrieve("with-model", asked);
    expect(body["activity"]).toMatchObject([
      { type: "searchIndex", searchIndexArguments: { search: text } },
      { type: "agenticReasoning" },
    ]);
  });

  it("is left out where the stand-in finds too few of the words, until a threshold is given", async () => {
    expect((await retrieve("company", { intents })).body["references"]).toEqual([]);
    const source = { knowledgeSourceName: "company-documents", kind: "searchIndex" };
    const low = { intents, knowledgeSourceParams: [{ ...source, rerankerThreshold: 1 }] };
    expect((await retrieve("company", low)).body["references"]).not.toEqual([]);
  });
});

it("no quota is enforced", async () => {
  azure = createSearchEmulator();
  const names = Array.from({ length: 7 }, (_, n) => `map-${n}`);
  const statuses = await Promise.all(
    names.map(async (name) => {
      const body = { name, format: "solr", synonyms: "a, b" };
      return (await ask(azure, "/synonymmaps", { method: "POST", body })).status;
    }),
  );
  expect(new Set(statuses)).toEqual(new Set([201]));
});

it("API versions are not told apart but where it is said", async () => {
  azure = createSearchEmulator();
  const answers = await Promise.all(
    ["2023-11-01", "2024-07-01", "2026-10-01"].map((version) =>
      ask(azure, "/indexes/documents/docs?search=travel", { version }),
    ),
  );
  for (const { body } of answers) expect(body).toEqual(answers[0]?.body);
  const unknown = { hybridSearch: {}, queryLanguage: "en-us", queryRewrites: "none" };
  for (const [member, value] of Object.entries(unknown)) {
    const options = { method: "POST", body: { [member]: value }, version: "2026-08-01-preview" };
    // oxlint-disable-next-line no-await-in-loop -- a few requests
    const { body } = await ask(azure, "/indexes/documents/docs/search", options);
    expect(body.error.message).toContain(`'${member}' does not exist on type`);
  }
});

const analyzed = async (analyzer: string, text: string): Promise<unknown> => {
  const options = { method: "POST", body: { text, analyzer } };
  return (await ask(azure, "/indexes/documents/analyze", options)).body["tokens"];
};

it("languages other than English are not stemmed", async () => {
  expect(await analyzed("de.lucene", "Häuser")).toMatchObject([{ token: "häuser" }]);
  expect(await analyzed("en.lucene", "houses")).toMatchObject([{ token: "hous" }]);
  expect(await analyzed("ja.lucene", "出張")).toMatchObject([{ token: "出" }, { token: "張" }]);
});

it("semantic ranking counts words, and knows no meaning", async () => {
  const semantic = { queryType: "semantic", captions: "extractive" };
  const [same] = (await search(azure, { search: "flights approval", ...semantic })).body.value;
  expect(same).toMatchObject({ id: "travel", "@search.rerankerScore": 3 });
  expect((await search(azure, { search: "aeroplanes", ...semantic })).body.value).toEqual([]);
});

it("what only concerns a service of several machines has no effect", async () => {
  const plain = (await search(azure, { search: "travel" })).body.value;
  const given = { sessionId: "a", scoringStatistics: "global", semanticErrorHandling: "fail" };
  expect((await search(azure, { search: "travel", ...given })).body.value).toEqual(plain);
  const { body } = await search(azure, { search: "travel", minimumCoverage: 50 });
  expect(body).toMatchObject({ "@search.coverage": 100, value: plain });
});

it("vectors are compared exactly, whatever is said of it", async () => {
  const query = { kind: "vector", vector: [0.4, 1], fields: "vector", k: 3 };
  const ids = async (more: object): Promise<readonly unknown[]> =>
    (await search(azure, { vectorQueries: [{ ...query, ...more }] })).body.value.map(
      ({ id }) => id,
    );
  expect(await ids({})).toEqual(["budget", "travel", "salaries"]);
  expect(await ids({ exhaustive: true, oversampling: 20 })).toEqual(await ids({}));
});

it("vectors of texts are made without asking the deployment", async () => {
  const fields = [
    { name: "id", type: "Edm.String", key: true },
    { name: "v", type: "Collection(Edm.Single)", dimensions: 8, vectorSearchProfile: "p" },
  ];
  const nowhere = { resourceUri: "https://nowhere.openai.azure.com", deploymentId: "none" };
  const vectorSearch = {
    algorithms: [{ name: "h", kind: "hnsw" }],
    profiles: [{ name: "p", algorithm: "h", vectorizer: "a" }],
    vectorizers: [
      {
        name: "a",
        kind: "azureOpenAI",
        azureOpenAIParameters: { ...nowhere, modelName: "text-embedding-3-small" },
      },
    ],
  };
  const body = { name: "vectorized", fields, vectorSearch };
  expect((await ask(azure, "/indexes", { method: "POST", body })).status).toBe(201);
  const found = await ask(azure, "/indexes/vectorized/docs/search", {
    method: "POST",
    body: { vectorQueries: [{ kind: "text", text: "a", fields: "v" }] },
  });
  expect(found.status).toBe(200);
});

it("browsers are sent no CORS headers", async () => {
  const corsOptions = { allowedOrigins: ["*"], maxAgeInSeconds: 60 };
  const body = { ...documents, corsOptions };
  await ask(azure, "/indexes/documents", { method: "PUT", body });
  const headers = { origin: "https://contoso.example" };
  const answer = await ask(azure, "/indexes/documents", { headers });
  expect(answer.body).toMatchObject({ corsOptions });
  expect(answer.headers.get("access-control-allow-origin")).toBeNull();
});

it("a refusal has words of the emulator's, and a challenge", async () => {
  const { status, headers, body } = await ask(azure, "/indexes", {
    headers: { authorization: "Bearer none" },
  });
  expect(status).toBe(401);
  expect(headers.get("www-authenticate")).toContain("authorization_uri=");
  expect(body.error.message).toContain("token is not accepted");
  azure.roles.revoke({ principalId: chatIdentity.principalId });
  const forbidden = await ask(azure, "/indexes");
  expect(forbidden.body.error.message).toContain("does not have authorization to perform action");
});
