import { expect } from "vitest";
import { inTurn, type LimitationCheck } from "../../limitations.test.fixture.ts";
import { ask, createSearchEmulator, refusalOf, search } from "../search.test.fixture.ts";

const id = { name: "id", type: "Edm.String", key: true };
const vector = {
  name: "v",
  type: "Collection(Edm.Single)",
  dimensions: 8,
  vectorSearchProfile: "p",
};
const algorithms = [{ name: "h", kind: "hnsw" }];
const profiles = [{ name: "p", algorithm: "h", vectorizer: "a" }];
const deployment = { resourceUri: "https://nowhere.openai.azure.com", deploymentId: "none" };

const index = (...changes: readonly object[]): object =>
  Object.assign({ name: "limits", fields: [id] }, ...changes) as object;
const withVectorizer = (vectorizer: object): object =>
  index({
    fields: [id, vector],
    vectorSearch: { algorithms, profiles, vectorizers: [{ name: "a", ...vectorizer }] },
  });

/** What LIMITATIONS.md says of what an index can be. */
export const definitionLimitations: Readonly<Record<string, LimitationCheck>> = {
  "Customer-managed keys, encodings of vectors": async () => {
    const azure = createSearchEmulator();
    const definitions = [
      index({ encryptionKey: { keyVaultUri: "https://a" } }),
      index({ fields: [id, { ...vector, vectorEncoding: "packedBit" }] }),
      index({
        fields: [id, { ...vector, vectorSearchProfile: "b" }],
        vectorSearch: {
          algorithms: [{ ...algorithms[0], hnswParameters: { metric: "hamming" } }],
          profiles: [{ name: "b", algorithm: "h" }],
        },
      }),
      index({ similarity: { "@odata.type": "#Microsoft.Azure.Search.ClassicSimilarity" } }),
    ];
    await inTurn(definitions, async (definition) => {
      expect(await refusalOf(azure, "/indexes", definition)).toBe("NotEmulated");
    });
    const searches = [
      { facets: ["category,metric:sum"] },
      { vectorQueries: [{ kind: "imageUrl", url: "https://a", fields: "vector" }] },
      { vectorQueries: [{ kind: "imageBinary", base64Image: "AA==", fields: "vector" }] },
    ];
    await inTurn(searches, async (body) => {
      expect((await search(azure, body)).body.error.code).toBe("NotEmulated");
    });
  },
  "Vectorizers are of the kind": async () => {
    const azure = createSearchEmulator();
    const refused = [
      { kind: "customWebApi" },
      { kind: "azureOpenAI", azureOpenAIParameters: { ...deployment, apiKey: "secret" } },
    ];
    await inTurn(refused, async (vectorizer) => {
      expect(await refusalOf(azure, "/indexes", withVectorizer(vectorizer))).toBe("NotEmulated");
    });
    const azureOpenAIParameters = { ...deployment, modelName: "text-embedding-3-small" };
    const taken = withVectorizer({ kind: "azureOpenAI", azureOpenAIParameters });
    expect(await refusalOf(azure, "/indexes", taken)).toBe("");
    const vectorQueries = [{ kind: "text", text: "a", fields: "v" }];
    expect(await refusalOf(azure, "/indexes/limits/docs/search", { vectorQueries })).toBe("");
    expect(azure.requests.filter(({ service }) => service === "openai")).toEqual([]);
  },
  "`Edm.Int64` is taken as far": async () => {
    const azure = createSearchEmulator();
    const fields = [id, { name: "size", type: "Edm.Int64" }];
    await ask(azure, "/indexes", { method: "POST", body: { name: "sizes", fields } });
    const put = (size: number) =>
      refusalOf(azure, "/indexes/sizes/docs/index", { value: [{ id: "1", size }] });
    expect(await put(2 ** 53 - 1)).toBe("");
    const { body } = await ask(azure, "/indexes/sizes/stats");
    const document = JSON.stringify({ id: "1", size: 2 ** 53 - 1 });
    expect(body).toMatchObject({ documentCount: 1, storageSize: document.length });
    const tooLarge = { value: [{ id: "1", size: 2 ** 53 }] };
    const path = "/indexes/sizes/docs/index";
    expect((await ask(azure, path, { method: "POST", body: tooLarge })).status).toBe(400);
    // a small service would have three of them
    await inTurn(["a", "b", "c", "d", "e"], async (name) => {
      const map = { name, format: "solr", synonyms: "a, b" };
      expect(await refusalOf(azure, "/synonymmaps", map)).toBe("");
    });
  },
};
