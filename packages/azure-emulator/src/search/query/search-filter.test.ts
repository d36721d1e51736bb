import { beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../emulator.ts";
import { ask, createSearchEmulator, idsOf, search, sortedIdsOf } from "../search.test.fixture.ts";

let azure: Emulator;
beforeAll(() => {
  azure = createSearchEmulator();
});

const notUnderstood = [
  ["nonsense", "Could not find a property named 'nonsense' on type 'search.document'."],
  ["category eq", "Syntax error at position 11 in 'category eq'."],
  ["category eq 'a' or", "Syntax error at position 18 in 'category eq 'a' or'."],
  ["category eq 'a') or (true", "Syntax error at position 15 in"],
  ["category eq 5", ""],
  ["group_ids eq 'board'", ""],
  ["content eq 'a'", "'content' is not a filterable field. Only filterable fields"],
  ["vector/any(v: v gt 0)", "'vector' is not a filterable field."],
  ["group_ids/any(g: g ne 'a')", "Invalid lambda expression."],
  ["substringof('a', title)", ""],
  ["contains(title, 'a')", ""],
  ["title gt 'a'", ""],
  ["pages eq 1 AND pages eq 1", "Syntax error"],
  ["search.ismatch('a', 'category')", "is not searchable"],
  ["pages eq 0 and search.ismatch('((', 'title', 'full', 'any')", "Failed to parse query string"],
] as const;

describe("a filter that is not understood", () => {
  it.each(notUnderstood)(
    "[emulator/filter-never-ignored] is an error: %s",
    async (filter, message) => {
      const { status, body } = await search(azure, { filter });
      expect(status).toBe(400);
      expect(body.value).toBeUndefined();
      expect(body.error.message).toContain(message);
      const query = new URLSearchParams({ $filter: filter });
      expect((await ask(azure, `/indexes/documents/docs?${query.toString()}`)).status).toBe(400);
    },
  );

  it.each(["suggest", "autocomplete"])(
    "[emulator/filter-never-ignored] is an error in %s too",
    async (operation) => {
      const statusOf = async (filter: string) => {
        const body = { search: "tra", suggesterName: "titles", filter };
        const path = `/indexes/documents/docs/${operation}`;
        return (await ask(azure, path, { method: "POST", body })).status;
      };
      expect(await statusOf("pages gt 1")).toBe(200);
      expect(await statusOf("nonsense")).toBe(400);
      expect(await statusOf("search.ismatch('a')")).toBe(400);
    },
  );

  it("[emulator/filter-never-ignored] is an error when it is no text, or stands where none is taken", async () => {
    expect((await search(azure, { filter: ["true"] })).status).toBe(400);
    expect((await search(azure, { $filter: "false" })).status).toBe(400);
    expect((await search(azure, { Filter: "false" })).status).toBe(400);
    const twice = "/indexes/documents/docs?$filter=true&$filter=false";
    expect((await ask(azure, twice)).status).toBe(400);
    expect((await ask(azure, "/indexes/documents/docs/travel?$filter=false")).status).toBe(400);
    expect((await ask(azure, "/indexes/documents/docs/$count?$filter=false")).status).toBe(400);
  });

  it("[emulator/filter-never-ignored] is an error when a vector query brings its own", async () => {
    const vectorQueries = [
      { kind: "vector", vector: [1, 0], fields: "vector", filterOverride: "true" },
    ];
    const { status, body } = await search(azure, { filter: "false", vectorQueries });
    expect(status).toBe(400);
    expect(body.error.message).toContain("'filterOverride' does not exist");
  });
});

describe("a filter", () => {
  it.each([
    ["group_ids/any(g: search.in(g, 'finance|everyone', '|'))", ["budget", "travel"]],
    ["group_ids/any(g: search.in(g, ''))", []],
    ["not group_ids/any()", ["expenses"]],
    ["false", []],
    ["pages ge 12 and pages lt 41", ["budget", "travel"]],
    ["author/name eq 'Grace'", ["budget"]],
    ["published ge 2026-01-01T00:00:00Z", ["budget"]],
    ["geo.distance(place, geography'POINT(13.4 52.5)') lt 10", ["travel"]],
    ["search.ismatch('train') or category eq 'policy'", ["expenses", "travel"]],
    ["not search.ismatch('travel', 'content')", ["expenses", "salaries"]],
  ])("%s", async (filter, ids) => {
    expect(await sortedIdsOf(azure, { filter })).toEqual(ids);
  });

  it("holds for text, vectors and both, before and after the nearest are taken", async () => {
    const filter = "group_ids/any(g: g eq 'everyone')";
    const vectorQueries = [{ kind: "vector", vector: [0, 1], fields: "vector", k: 1 }];
    expect(await idsOf(azure, { filter, search: "travel" })).toEqual(["travel"]);
    expect(await idsOf(azure, { filter, vectorQueries })).toEqual(["travel"]);
    expect(await idsOf(azure, { filter, vectorQueries, search: "budget" })).toEqual(["travel"]);
    const afterwards = { filter, vectorQueries, vectorFilterMode: "postFilter" };
    expect(await idsOf(azure, afterwards)).toEqual([]);
    expect(await idsOf(azure, { ...afterwards, vectorFilterMode: "strictPostFilter" })).toEqual([]);
  });

  it("adds the scores of its own full-text queries", async () => {
    const filter = "search.ismatchscoring('train') or category eq 'finance'";
    const { body } = await search(azure, { filter, select: "id" });
    expect(body.value).toEqual([
      { "@search.score": expect.any(Number), id: "travel" },
      { "@search.score": 0, id: "budget" },
      { "@search.score": 0, id: "salaries" },
    ]);
  });
});
