import { beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../emulator.ts";
import { ask, createSearchEmulator, statusesOf } from "../search.test.fixture.ts";

let azure: Emulator;
beforeAll(() => {
  azure = createSearchEmulator();
});

const vectorQuery = { kind: "vector", vector: [1, 0], fields: "vector" };

describe("a search is refused", () => {
  it("but not what the refused ones are made of", async () => {
    const semantic = { queryType: "semantic", captions: "extractive|highlight-false" };
    const vectorQueries = [{ ...vectorQuery, weight: 0.5 }];
    const facets = ["pages,values:10|20", "pages,interval:10"];
    const full = { queryType: "full", search: "(a b) AND c" };
    const bodies = [semantic, { vectorQueries }, { facets }, full, { search: "a - b" }];
    expect(await statusesOf(azure, ...bodies.map((body) => ({ search: "*", ...body })))).toEqual(
      bodies.map(() => 200),
    );
  });

  it.each<readonly [string, Readonly<Record<string, unknown>>]>([
    ["with a text that is too long", { search: "x".repeat(100_001) }],
    ["with captions that there are not", { queryType: "semantic", captions: "abstractive" }],
    ["with too many vectors", { vectorQueries: Array.from({ length: 11 }, () => vectorQuery) }],
    ["with a vector of no field", { vectorQueries: [{ ...vectorQuery, fields: "" }] }],
    ["with a vector of no weight", { vectorQueries: [{ ...vectorQuery, weight: 0 }] }],
    ["with ranges and an interval at once", { facets: ["pages,values:1|2,interval:3"] }],
    ["with an open bracket in the full syntax", { queryType: "full", search: "(travel" }],
    ["with a closing bracket too many", { queryType: "full", search: "travel)" }],
  ])("%s", async (_, body) => {
    expect(await statusesOf(azure, body)).toEqual([400]);
  });
});

describe("a suggestion is refused", () => {
  it.each<readonly [string, unknown]>([
    ["without an object", ["tra"]],
    ["with a text for a flag", { search: "tra", suggesterName: "titles", fuzzy: "yes" }],
  ])("%s", async (_, body) => {
    const path = "/indexes/documents/docs/suggest";
    expect((await ask(azure, path, { method: "POST", body })).status).toBe(400);
  });
});

describe("an analysis is refused", () => {
  it.each<readonly [string, unknown]>([
    ["without an object", ["a"]],
    ["without a text", { analyzer: "keyword" }],
    ["without an analyzer", { text: "a" }],
    ["with an analyzer that does not exist", { text: "a", analyzer: "mine" }],
    ["with an analyzer and a tokenizer", { text: "a", analyzer: "keyword", tokenizer: "letter" }],
    ["with a tokenizer that does not exist", { text: "a", tokenizer: "mine" }],
    ["with a filter that does not exist", { text: "a", tokenizer: "letter", tokenFilters: ["x"] }],
    ["with filters that are no list", { text: "a", tokenizer: "letter", tokenFilters: "trim" }],
    ["with filters of an analyzer", { text: "a", analyzer: "keyword", tokenFilters: ["trim"] }],
    ["with a normalizer that does not exist", { text: "a", normalizer: "mine" }],
    ["with an unknown member", { text: "a", analyzer: "keyword", tokens: [] }],
  ])("%s", async (_, body) => {
    const path = "/indexes/documents/search.analyze";
    expect((await ask(azure, path, { method: "POST", body })).status).toBe(400);
  });
});
