import { beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../emulator.ts";
import { ask, createSearchEmulator } from "../search.test.fixture.ts";

let azure: Emulator;
beforeAll(() => {
  azure = createSearchEmulator();
});

const post = (operation: "suggest" | "autocomplete", body: object) =>
  ask(azure, `/indexes('documents')/docs/search.post.${operation}`, {
    method: "POST",
    body: { suggesterName: "titles", ...body },
  });

const suggested = async (body: object) => (await post("suggest", body)).body.value;

describe("suggest", () => {
  it.each([
    ["bo", ["salaries"]],
    ["b", ["budget", "salaries"]],
    ["travel po", ["travel"]],
    ["travel bo", []],
    ["経費", ["expenses"]],
  ])("finds the titles with %j", async (text, ids) => {
    expect((await suggested({ search: text })).map(({ id }) => id)).toEqual(ids);
  });

  it("answers the text and the key, or what is selected", async () => {
    expect(await suggested({ search: "bud" })).toEqual([
      { "@search.text": "Budget 2026", id: "budget" },
    ]);
    const marks = { highlightPreTag: "[", highlightPostTag: "]" };
    expect(await suggested({ search: "bud", select: "pages", ...marks })).toEqual([
      { "@search.text": "[Budget] 2026", pages: 40 },
    ]);
    expect((await post("suggest", { search: "bud", select: "secret" })).status).toBe(400);
  });

  it("forgives a letter when asked to", async () => {
    expect(await suggested({ search: "budgit" })).toEqual([]);
    expect(await suggested({ search: "budgit", fuzzy: true })).toMatchObject([{ id: "budget" }]);
  });

  it("suggests nothing that the filter keeps out", async () => {
    const filter = "group_ids/any(g: search.in(g, 'finance'))";
    expect(await suggested({ search: "b", filter })).toMatchObject([{ id: "budget" }]);
    expect(await suggested({ search: "b", filter: "false" })).toEqual([]);
  });

  it("can be asked by GET", async () => {
    const query = "search=b&suggesterName=titles&$filter=pages lt 5&$top=1";
    const { body } = await ask(azure, `/indexes/documents/docs/suggest?${query}`);
    expect(body.value).toMatchObject([{ id: "salaries" }]);
  });

  it.each([
    [{ search: "" }],
    [{ search: "x".repeat(101) }],
    [{ search: "a", suggesterName: "nothing" }],
    [{ search: "a", searchFields: "content" }],
    [{ search: "a", top: 101 }],
    [{ search: "a", skip: 1 }],
    [{ search: 1 }],
  ])("refuses %j", async (body) => {
    expect((await post("suggest", body)).status).toBe(400);
  });
});

const completed = async (body: object) => (await post("autocomplete", body)).body.value;

describe("autocomplete", () => {
  it("finishes the last word", async () => {
    expect(await completed({ search: "the bo" })).toEqual([
      { text: "board", queryPlusText: "the board" },
    ]);
    expect(await completed({ search: "sal", autocompleteMode: "twoTerms" })).toEqual([
      { text: "salaries of", queryPlusText: "salaries of" },
    ]);
    const inContext = { search: "travel p", autocompleteMode: "oneTermWithContext" };
    expect(await completed(inContext)).toEqual([
      { text: "travel policy", queryPlusText: "travel policy" },
    ]);
  });

  it("knows no word that the filter keeps out", async () => {
    const filter = "group_ids/any(g: g eq 'everyone')";
    expect(await completed({ search: "bud" })).toHaveLength(1);
    expect(await completed({ search: "bud", filter })).toEqual([]);
  });
});
