import { beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../emulator.ts";
import { textVector } from "../../openai/text-vector.ts";
import {
  ask,
  createSearchEmulator,
  idsOf,
  search,
  sortedIdsOf,
  statusesOf,
} from "../search.test.fixture.ts";

let azure: Emulator;
beforeAll(() => {
  azure = createSearchEmulator();
});

const vectorQueries = [{ kind: "vector", vector: [1, 0], fields: "vector", k: 3 }];

describe("full text", () => {
  it.each([
    ["reimbursement", ["travel"]],
    ["TRAVELS", ["budget", "travel"]],
    ["the", []],
    ["交通費", ["expenses"]],
    ["経費", ["expenses"]],
    ["領収書 申請", ["expenses"]],
    ['"費通交"', []],
    ["trav*", ["budget", "travel"]],
    ['"two million"', ["budget"]],
    ['"million two"', []],
    ["train + reimbursed", ["travel"]],
    ["train + finance", []],
    ["train | finance", ["budget", "travel"]],
    ["finance + (million | train)", ["budget"]],
    ["travel + -train", ["budget"]],
    ["", ["budget", "expenses", "salaries", "travel"]],
    ["*", ["budget", "expenses", "salaries", "travel"]],
    ["walrus", ["travel"]],
  ])("finds %j", async (text, ids) => {
    expect(await sortedIdsOf(azure, { search: text })).toEqual(ids);
  });

  it("demands every word in the mode all", async () => {
    const text = { search: "travel budget million" };
    expect(await idsOf(azure, { ...text, searchMode: "all" })).toEqual(["budget"]);
    expect(await idsOf(azure, text)).toEqual(["budget", "travel"]);
  });

  it("takes a minus for OR NOT in the mode any", async () => {
    expect(await sortedIdsOf(azure, { search: "train -budget" })).toEqual([
      "expenses",
      "salaries",
      "travel",
    ]);
  });

  it("looks into the fields that are named", async () => {
    expect(await idsOf(azure, { search: "budget", searchFields: "title" })).toEqual(["budget"]);
    expect(await idsOf(azure, { search: "train", searchFields: "title" })).toEqual([]);
    expect((await search(azure, { search: "a", searchFields: "category" })).status).toBe(400);
  });

  it.each([
    ["title:budget", ["budget"]],
    ["content:(train AND approval)", ["travel"]],
    ["train OR finance", ["budget", "travel"]],
    ["travel NOT train", ["budget"]],
    ["+travel -train", ["budget"]],
    ["bugdet~", ["budget"]],
    ["tra?n", ["travel"]],
    ["/mill.*/", ["budget"]],
    ['"travelling train"~2', ["travel"]],
    ['"employees train"~1', []],
    ["train^3 finance", ["travel", "budget"]],
    ["train finance^3", ["budget", "travel"]],
  ])("reads Lucene's syntax: %s", async (text, ids) => {
    expect(await idsOf(azure, { search: text, queryType: "full" })).toEqual(ids);
  });

  it.each(["(", "AND", "a AND", 'title:"', "secrets:a", "category:a", "/[/"])(
    "refuses what is not in Lucene's syntax: %s",
    async (text) => {
      expect((await search(azure, { search: text, queryType: "full" })).status).toBe(400);
    },
  );

  it("scores as BM25 does, and counts fields as the profile has it", async () => {
    const request = { search: "budget", searchFields: "content", select: "id" };
    const { body } = await search(azure, request);
    const length = 7;
    const averageLength = (11 + 7 + 4) / 3;
    const rarity = Math.log(1 + (3 - 1 + 0.5) / (1 + 0.5));
    const norm = 1.2 * (1 - 0.75 + (0.75 * length) / averageLength);
    expect(body.value).toEqual([
      { "@search.score": expect.closeTo((rarity * 2.2) / (1 + norm), 10), id: "budget" },
    ]);
    const scoreWith = async (profile: object) => {
      const answer = await search(azure, { search: "policy", ...profile });
      return Number(answer.body.value[0]?.["@search.score"]);
    };
    const plain = await scoreWith({});
    expect(await scoreWith({ scoringProfile: "titles-first" })).toBeCloseTo(50 * plain, 10);
    expect((await search(azure, { scoringProfile: "nothing" })).status).toBe(400);
  });
});

const inOrder = (orderby: string) => idsOf(azure, { orderby, filter: "pages ne 3" });

describe("what is answered", () => {
  it("is never what is not retrievable", async () => {
    const { body } = await search(azure, { search: "train", select: "*" });
    expect(JSON.stringify(body)).not.toMatch(/walrus|ada@contoso|"vector"/);
    expect(body.value).toMatchObject([{ id: "travel", author: { name: "Ada" } }]);
    const hidden = ["secret", "vector", "author/mail", "id,nothing"].map((select) => ({ select }));
    expect(await statusesOf(azure, ...hidden)).toEqual([400, 400, 400, 400]);
    const lookedUp = await ask(azure, "/indexes/documents/docs/travel");
    expect(JSON.stringify(lookedUp.body)).not.toMatch(/walrus|ada@contoso|"vector"/);
    expect((await ask(azure, "/indexes/documents/docs/travel?$select=secret")).status).toBe(400);
  });

  it("is what is selected", async () => {
    const { body } = await search(azure, { search: "train", select: "id, author/name" });
    expect(body.value).toEqual([
      { "@search.score": expect.any(Number), id: "travel", author: { name: "Ada" } },
    ]);
  });

  it("comes in the order that is asked for, what has no value first", async () => {
    expect(await inOrder("pages")).toEqual(["expenses", "travel", "budget"]);
    expect(await inOrder("pages desc")).toEqual(["budget", "travel", "expenses"]);
    expect(await inOrder("category desc, id")).toEqual(["expenses", "travel", "budget"]);
    expect(await inOrder("geo.distance(place, geography'POINT(2 48)')")).toEqual([
      "expenses",
      "budget",
      "travel",
    ]);
    const wrong = ["group_ids", "nothing", "pages up", "pages asc,", "place"];
    expect(await statusesOf(azure, ...wrong.map((orderby) => ({ orderby })))).toEqual(
      wrong.map(() => 400),
    );
  });

  it("is paged, and counted without the pages", async () => {
    const { body } = await search(azure, { orderby: "id", top: 2, skip: 1, count: true });
    expect(body).toMatchObject({
      "@odata.count": 4,
      value: [{ id: "expenses" }, { id: "salaries" }],
    });
    expect(body).not.toHaveProperty("@odata.nextLink");
    const wrong = [{ top: -1 }, { top: "2" }, { skip: 100_001 }, { skip: 0.5 }];
    expect(await statusesOf(azure, ...wrong)).toEqual([400, 400, 400, 400]);
  });

  it.each([
    [
      "category",
      [
        { count: 2, value: "finance" },
        { count: 2, value: "policy" },
      ],
    ],
    ["group_ids,count:1", [{ count: 2, value: "board" }]],
    [
      "category,sort:-value",
      [
        { count: 2, value: "policy" },
        { count: 2, value: "finance" },
      ],
    ],
    [
      "pages,interval:10",
      [
        { count: 1, value: 0 },
        { count: 1, value: 10 },
        { count: 1, value: 40 },
      ],
    ],
    [
      "pages,values:5|20",
      [
        { count: 1, to: 5 },
        { count: 1, from: 5, to: 20 },
        { count: 1, from: 20 },
      ],
    ],
    [
      "published,interval:year",
      [
        { count: 1, value: "2025-01-01T00:00:00Z" },
        { count: 1, value: "2026-01-01T00:00:00Z" },
      ],
    ],
  ])("has facets: %s", async (facet, buckets) => {
    const { body } = await search(azure, { facets: [facet], top: 0 });
    expect(Object.values(body["@search.facets"] as object)).toEqual([buckets]);
  });

  it("has facets of what passes the filter only", async () => {
    const { body } = await search(azure, { facets: ["category"], filter: "pages gt 10" });
    expect(body["@search.facets"]).toEqual({
      category: [
        { count: 1, value: "finance" },
        { count: 1, value: "policy" },
      ],
    });
    const wrong = ["place", "nothing", "category,sort:up", "category,what:1"];
    expect(await statusesOf(azure, ...wrong.map((facet) => ({ facets: [facet] })))).toEqual(
      wrong.map(() => 400),
    );
  });

  it("shows where the words are", async () => {
    const { body } = await search(azure, {
      search: "train 領収書",
      highlight: "content-1,text_ja",
      highlightPreTag: "[",
      highlightPostTag: "]",
    });
    expect(body.value.map((hit) => hit["@search.highlights"])).toEqual(
      expect.arrayContaining([
        { content: ["Employees are reimbursed for travelling by [train]."] },
        { text_ja: ["[領収書]が必要です。"] },
      ]),
    );
    expect((await search(azure, { search: "a", highlight: "category" })).status).toBe(400);
  });
});

describe("vectors", () => {
  it("are compared exactly, the nearest first", async () => {
    const { body } = await search(azure, { vectorQueries, select: "id" });
    expect(body.value).toEqual([
      { "@search.score": 1, id: "travel" },
      { "@search.score": 0.5, id: "budget" },
      { "@search.score": 1 / 3, id: "salaries" },
    ]);
  });

  it("are fused with text by rank", async () => {
    const { body } = await search(azure, { vectorQueries, search: "million", select: "id" });
    expect(body.value).toEqual([
      { "@search.score": expect.closeTo(1 / 61 + 1 / 60, 10), id: "budget" },
      { "@search.score": expect.closeTo(1 / 60, 10), id: "travel" },
      { "@search.score": expect.closeTo(1 / 62, 10), id: "salaries" },
    ]);
    const [query] = vectorQueries;
    const weighted = await search(azure, {
      vectorQueries: [{ ...query, weight: 3 }],
      search: "million",
      filter: "id eq 'travel'",
    });
    expect(weighted.body.value).toMatchObject([{ "@search.score": expect.closeTo(3 / 60, 10) }]);
  });

  it("of another length, field or kind are refused", async () => {
    const [query] = vectorQueries;
    const wrong = [
      { vector: [1] },
      { fields: "title" },
      { fields: "nothing" },
      { k: 0 },
      { kind: "text", text: "train" },
      { vector: ["1", "0"] },
    ].map((change) => ({ vectorQueries: [Object.assign({}, query, change)] }));
    expect(await statusesOf(azure, ...wrong)).toEqual(wrong.map(() => 400));
  });
});

describe("vectors of texts", () => {
  it("are made by the index, as an emulated deployment makes them", async () => {
    const definition = {
      name: "vectorized",
      fields: [
        { name: "id", type: "Edm.String", key: true },
        {
          name: "vector",
          type: "Collection(Edm.Single)",
          dimensions: 64,
          vectorSearchProfile: "p",
        },
      ],
      vectorSearch: {
        algorithms: [{ name: "h", kind: "exhaustiveKnn" }],
        vectorizers: [
          {
            name: "v",
            kind: "azureOpenAI",
            azureOpenAIParameters: {
              resourceUri: "https://contoso.openai.azure.com",
              deploymentId: "embedding",
              modelName: "text-embedding-3-small",
            },
          },
        ],
        profiles: [{ name: "p", algorithm: "h", vectorizer: "v" }],
      },
    };
    await ask(azure, "/indexes", { method: "POST", body: definition });
    const texts = { train: "reimbursed by train", board: "salaries of the board" };
    const value = Object.entries(texts).map(([id, text]) => ({
      id,
      vector: [...textVector(text, 64)],
    }));
    await ask(azure, "/indexes/vectorized/docs/index", { method: "POST", body: { value } });
    const query = { kind: "text", text: "reimbursed by train", fields: "vector", k: 1 };
    const { body } = await ask(azure, "/indexes/vectorized/docs/search", {
      method: "POST",
      body: { vectorQueries: [query] },
    });
    expect(body.value).toMatchObject([{ id: "train", "@search.score": expect.closeTo(1, 5) }]);
  });
});

describe("semantic ranking", () => {
  it("needs a configuration, and no order", async () => {
    const semantic = { queryType: "semantic", search: "train" };
    expect((await search(azure, semantic)).status).toBe(200);
    expect((await search(azure, { ...semantic, semanticConfiguration: "x" })).status).toBe(400);
    expect((await search(azure, { ...semantic, orderby: "id" })).status).toBe(400);
  });

  it("leaves a search for everything as it is", async () => {
    const { body } = await search(azure, { queryType: "semantic", search: "*" });
    expect(body.value[0]).not.toHaveProperty("@search.rerankerScore");
  });

  it("answers in captions without marks when asked to", async () => {
    const { body } = await search(azure, {
      queryType: "semantic",
      search: "who needs an approval for flights",
      captions: "extractive|highlight-false",
      answers: "extractive|count-1,threshold-0.3",
    });
    expect(body.value[0]).toMatchObject({
      id: "travel",
      "@search.captions": [{ text: "Flights need an approval.", highlights: "" }],
    });
    expect(body["@search.answers"]).toMatchObject([
      { key: "travel", text: "Flights need an approval." },
    ]);
  });
});

it.each([
  { seach: "typo" },
  { debug: "everything" },
  { debug: "vector,semantic" },
  { vectorQueries: [{ kind: "vector", vector: [1, 0], fields: "vector", oversampling: 2 }] },
  { queryType: "fancy" },
  { count: "yes" },
  { facets: "category" },
  { minimumCoverage: 101 },
  { answers: "extractive|many" },
  { vectorFilterMode: "noFilter" },
  { queryLanguage: "en-us" },
])("refuses what it does not know: %j", async (body) => {
  expect((await search(azure, body)).status).toBe(400);
});
