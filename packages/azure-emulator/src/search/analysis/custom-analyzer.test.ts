import { beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../emulator.ts";
import { ask, createSearchEmulator } from "../search.test.fixture.ts";
import { component, defineAgain, defineAnalysis, termsOf } from "./analysis.test.fixture.ts";

let azure: Emulator;

const lists = {
  analyzers: [
    component(
      "CustomAnalyzer",
      { tokenizer: "standard_v2", tokenFilters: ["lowercase", "beginnings"] },
      "prefixes",
    ),
    component("CustomAnalyzer", { tokenizer: "keyword_v2", tokenFilters: ["lowercase"] }, "whole"),
    component(
      "CustomAnalyzer",
      {
        tokenizer: "standard_v2",
        tokenFilters: ["lowercase", "same"],
        charFilters: ["html_strip"],
      },
      "countries",
    ),
  ],
  tokenFilters: [
    component("EdgeNGramTokenFilterV2", { minGram: 2, maxGram: 10 }, "beginnings"),
    component("SynonymTokenFilter", { synonyms: ["usa, united states"] }, "same"),
  ],
};
const key = { name: "id", type: "Edm.String", key: true };
const definition = {
  name: "parts",
  fields: [
    key,
    {
      name: "title",
      type: "Edm.String",
      indexAnalyzer: "prefixes",
      searchAnalyzer: "standard.lucene",
    },
    { name: "number", type: "Edm.String", analyzer: "whole" },
    { name: "country", type: "Edm.String", analyzer: "countries" },
  ],
  ...lists,
};
const found = async (body: object): Promise<readonly unknown[]> => {
  const path = "/indexes/parts/docs/search";
  const answer = await ask(azure, path, { method: "POST", body });
  return answer.body.value.map(({ id }) => id);
};

beforeAll(async () => {
  azure = createSearchEmulator();
  await ask(azure, "/indexes", { method: "POST", body: definition });
  const value = [
    { id: "1", title: "Travelling by train", number: "AB-12 x", country: "<b>USA</b>" },
    { id: "2", title: "Budget of the board", number: "AB-13", country: "the united states today" },
  ];
  await ask(azure, "/indexes/parts/docs/index", { method: "POST", body: { value } });
});

describe("an index with analyzers of its own", () => {
  it.each<readonly [string, object, readonly string[]]>([
    ["the beginning of a word", { search: "trav", searchFields: "title" }, ["1"]],
    ["the whole of a value, in any case", { search: '"ab-12 X"', searchFields: "number" }, ["1"]],
    ["the beginning of a value", { search: "Ab-1*", searchFields: "number" }, ["1", "2"]],
    ["one word for several", { search: "usa", searchFields: "country" }, ["1", "2"]],
    ["several words for one", { search: '"united states"', searchFields: "country" }, ["1", "2"]],
    ["nothing else", { search: "rave", searchFields: "title" }, []],
  ])("is searched for %s", async (_, body, ids) => {
    expect(await found({ ...body, orderby: "id" })).toEqual(ids);
  });

  it("marks in an answer what the analyzer took the words from", async () => {
    const body = {
      search: "usa",
      highlight: "country",
      searchFields: "country",
      filter: "id eq '2'",
    };
    const answer = await ask(azure, "/indexes/parts/docs/search", { method: "POST", body });
    expect(answer.body.value[0]).toMatchObject({
      "@search.highlights": { country: ["the <em>united states</em> today"] },
    });
  });

  it("is answered with them, and with what they have by default", async () => {
    const { body } = await ask(azure, "/indexes/parts");
    expect(body).toMatchObject({
      analyzers: [
        {
          "@odata.type": "#Microsoft.Azure.Search.CustomAnalyzer",
          name: "prefixes",
          tokenizer: "standard_v2",
          charFilters: [],
        },
        { name: "whole" },
        { name: "countries" },
      ],
      tokenFilters: [
        { name: "beginnings", side: "front" },
        { name: "same", expand: true },
      ],
    });
    const again = await ask(azure, "/indexes/parts", { method: "PUT", body });
    expect(again.status).toBe(204);
  });
});

const put = (change: object, query = "") =>
  ask(azure, `/indexes/parts${query}`, { method: "PUT", body: { ...definition, ...change } });

describe("analyzers of an index that is there", () => {
  const added = {
    analyzers: [...lists.analyzers, component("StopAnalyzer", {}, "stopping")],
  };

  it("are added to only when the index may be out of reach meanwhile", async () => {
    const { status, body } = await put(added);
    expect(status).toBe(400);
    expect(body.error.message).toContain("it would cause downtime");
    expect(body.error.message).toContain("'allowIndexDowntime'");
    expect((await put(added, "?allowIndexDowntime=true")).status).toBe(204);
  });

  it.each<readonly [string, object]>([
    [
      "changed",
      {
        ...added,
        tokenFilters: [
          component("EdgeNGramTokenFilterV2", {}, "beginnings"),
          lists.tokenFilters[1],
        ],
      },
    ],
    ["deleted", {}],
  ])("cannot be %s", async (what, change) => {
    const { status, body } = await put(change, "?allowIndexDowntime=true");
    expect(status).toBe(400);
    expect(body.error.message).toContain(`cannot be ${what}`);
  });

  it("and how well texts match are changed in the same way", async () => {
    const similarity = { "@odata.type": "#Microsoft.Azure.Search.BM25Similarity", k1: 1, b: 0.5 };
    expect((await put({ ...added, similarity })).status).toBe(400);
    expect((await put({ ...added, similarity }, "?allowIndexDowntime=true")).status).toBe(204);
  });
});

describe("an analyzer", () => {
  it.each<readonly [string, object, string, readonly string[]]>([
    [
      "PatternAnalyzer",
      { pattern: ",", lowercase: false, stopwords: ["B"] },
      "A,B,C",
      ["A@0", "C@2"],
    ],
    ["PatternAnalyzer", {}, "A-B", ["a@0", "b@1"]],
    ["StandardAnalyzer", { maxTokenLength: 3, stopwords: ["a"] }, "A Word", ["wor@1", "d@2"]],
    ["StopAnalyzer", {}, "The Fox", ["fox@1"]],
    ["StopAnalyzer", { stopwords: ["fox"] }, "The Fox", ["the@0"]],
  ])("of the type %s with %j", async (type, options, text, terms) => {
    await defineAnalysis(azure, { analyzers: [component(type, options)] });
    expect(await defineAgain(azure)).toBe(204);
    expect(await termsOf(azure, { analyzer: "own", text })).toEqual(terms);
  });

  const custom = { tokenizer: "letter" };
  it.each<readonly [string, readonly object[], string]>([
    ["without a tokenizer", [component("CustomAnalyzer")], "'tokenizer'"],
    [
      "of a tokenizer that is not there",
      [component("CustomAnalyzer", { tokenizer: "x" })],
      "tokenizer 'x'",
    ],
    [
      "of a filter that is not there",
      [component("CustomAnalyzer", { ...custom, tokenFilters: ["x"] })],
      "token filter 'x'",
    ],
    [
      "of a character filter that is not there",
      [component("CustomAnalyzer", { ...custom, charFilters: ["x"] })],
      "char filter 'x'",
    ],
    ["of an unknown type", [component("BestAnalyzer")], "BestAnalyzer"],
    [
      "with an unknown member",
      [component("StopAnalyzer", { words: [] })],
      "'words' does not exist",
    ],
    ["by the name of a built-in one", [component("StopAnalyzer", {}, "Keyword")], "predefined"],
    ["by a name that is none", [component("StopAnalyzer", {}, "-a")], "Invalid name '-a'"],
    [
      "by a name that is taken",
      [component("StopAnalyzer"), component("StopAnalyzer")],
      "Duplicate name",
    ],
  ])("is refused %s", async (_, analyzers, message) => {
    const { status, body } = await defineAnalysis(azure, { analyzers });
    expect(status).toBe(400);
    expect(body.error.message).toContain(message);
  });

  it("is refused in what is no list", async () => {
    expect((await defineAnalysis(azure, { analyzers: {} })).status).toBe(400);
  });
});
