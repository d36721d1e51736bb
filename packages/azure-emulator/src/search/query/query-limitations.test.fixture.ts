import { expect } from "vitest";
import type { Emulator } from "../../emulator.ts";
import { inTurn, type LimitationCheck } from "../../limitations.test.fixture.ts";
import { ask, createSearchEmulator, documents, idsOf, search } from "../search.test.fixture.ts";

/** What a magnitude function multiplies the scores of documents by: the budget has 40 pages. */
async function boostsOf(
  azure: Emulator,
  functions: readonly object[],
): Promise<Readonly<Record<string, number>>> {
  const functionsOf = functions.map((each) => ({
    type: "magnitude",
    fieldName: "pages",
    magnitude: { boostingRangeStart: 0, boostingRangeEnd: 50 },
    ...each,
  }));
  const scoringProfiles = [{ name: "long", functionAggregation: "sum", functions: functionsOf }];
  await ask(azure, "/indexes/documents", {
    method: "PUT",
    body: { ...documents, scoringProfiles },
  });
  const body = { search: "*", filter: "pages ge 0", scoringProfile: "long" };
  const { value } = (await search(azure, body)).body;
  return Object.fromEntries(value.map((hit) => [String(hit["id"]), Number(hit["@search.score"])]));
}

/** What LIMITATIONS.md says of searches. */
export const queryLimitations: Readonly<Record<string, LimitationCheck>> = {
  "Scoring functions multiply a score": async () => {
    const azure = createSearchEmulator();
    const constant = { interpolation: "constant", boost: 3 };
    expect(await boostsOf(azure, [constant])).toEqual({ travel: 3, budget: 3, salaries: 3 });
    expect(await boostsOf(azure, [constant, constant])).toMatchObject({ budget: 5 });
    await inTurn(["quadratic", "logarithmic"], async (interpolation) => {
      const { budget = 0, salaries = 0 } = await boostsOf(azure, [{ interpolation, boost: 3 }]);
      expect(budget).toBeLessThan(3);
      expect(budget).toBeGreaterThan(salaries);
      expect(salaries).toBeGreaterThanOrEqual(1);
    });
  },
  "Vectors are compared exactly": async () => {
    const azure = createSearchEmulator();
    const query = { kind: "vector", vector: [0.4, 1], fields: "vector", k: 3 };
    const ids = (more: object) => idsOf(azure, { vectorQueries: [{ ...query, ...more }] });
    const exact = ["budget", "travel", "salaries"];
    expect(await ids({})).toEqual(exact);
    expect(await ids({ exhaustive: true })).toEqual(exact);
    const compressions = [{ name: "c", kind: "binaryQuantization", truncationDimension: 1 }];
    const profiles = [{ name: "profile", algorithm: "hnsw", compression: "c" }];
    const vectorSearch = { ...documents["vectorSearch"]!, profiles, compressions };
    const body = { ...documents, vectorSearch };
    expect((await ask(azure, "/indexes/documents", { method: "PUT", body })).status).toBe(204);
    expect(await ids({ oversampling: 20 })).toEqual(exact);
  },
  "`debug` tells of vectors": async () => {
    const azure = createSearchEmulator();
    const semantic = { queryType: "semantic", search: "salaries" };
    await inTurn(["2024-07-01", "2026-04-01"], async (version) => {
      const options = { method: "POST", body: { ...semantic, debug: "all" }, version };
      const { body } = await ask(azure, "/indexes/documents/docs/search", options);
      const info = body.value[0]?.["@search.documentDebugInfo"] as object;
      expect(Object.keys(info)).toEqual(["semantic", "vectors"]);
      expect(info).toMatchObject({
        semantic: { rerankerInput: { title: "Salaries of the board" } },
        vectors: { subscores: { documentBoost: 1 } },
      });
    });
    await inTurn(["queryRewrites", "innerHits"], async (debug) => {
      const { body } = await search(azure, { ...semantic, debug });
      expect(body.error.code).toBe("NotEmulated");
    });
  },
  "Semantic ranking knows no meaning": async () => {
    const azure = createSearchEmulator();
    const semantic = { queryType: "semantic", captions: "extractive" };
    const [same] = (await search(azure, { search: "flights approval", ...semantic })).body.value;
    expect(same).toMatchObject({
      id: "travel",
      "@search.rerankerScore": 3,
      "@search.captions": [{ text: "Flights need an approval." }],
    });
    expect((await search(azure, { search: "aeroplanes", ...semantic })).body.value).toEqual([]);
  },
};
