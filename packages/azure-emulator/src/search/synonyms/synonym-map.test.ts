import { beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../emulator.ts";
import { parseSynonymRules } from "./synonym-rules.ts";
import { ask, createSearchEmulator, documents, idsOf, search } from "../search.test.fixture.ts";

let azure: Emulator;
beforeEach(() => {
  azure = createSearchEmulator();
});

const words = { name: "words", format: "solr", synonyms: "hotel, inn, guest house" };

const putMap = (synonyms: string, headers: Readonly<Record<string, string>> = {}) =>
  ask(azure, "/synonymmaps('words')", {
    method: "PUT",
    body: { ...words, synonyms },
    headers: { prefer: "return=representation", ...headers },
  });

/** Gives a field of the index the map. */
async function assign(field: string): Promise<number> {
  const fields = documents.fields.map((each) =>
    each.name === field ? { ...each, synonymMaps: ["words"] } : each,
  );
  const body = { ...documents, fields };
  return (await ask(azure, "/indexes('documents')", { method: "PUT", body })).status;
}

describe("a synonym map", () => {
  it("is made, shown, listed, changed and deleted", async () => {
    const made = await ask(azure, "/synonymmaps", { method: "POST", body: words });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ ...words, encryptionKey: null });
    expect(made.headers.get("etag")).toBe(made.body["@odata.etag"]);

    const changed = await putMap("hotel, hostel");
    expect(changed).toMatchObject({ status: 200, body: { synonyms: "hotel, hostel" } });
    expect(changed.body["@odata.etag"]).not.toBe(made.body["@odata.etag"]);
    expect((await ask(azure, "/synonymmaps/words")).body).toEqual(changed.body);
    expect((await ask(azure, "/synonymmaps?$select=name")).body.value).toEqual([{ name: "words" }]);
    expect((await ask(azure, "/servicestats")).body).toMatchObject({
      counters: { synonymMaps: { usage: 1 } },
    });

    expect((await ask(azure, "/synonymmaps('words')", { method: "DELETE" })).status).toBe(204);
    expect((await ask(azure, "/synonymmaps('words')")).status).toBe(404);
    expect((await ask(azure, "/synonymmaps('words')", { method: "DELETE" })).status).toBe(404);
  });

  it("heeds conditions", async () => {
    const { headers } = await putMap("a, b", { "if-none-match": "*" });
    const etag = headers.get("etag") ?? "";
    expect((await putMap("a, c", { "if-none-match": "*" })).status).toBe(412);
    expect((await putMap("a, c", { "if-match": etag })).status).toBe(200);
    expect((await putMap("a, d", { "if-match": etag })).status).toBe(412);
    const gone = { method: "DELETE", headers: { "if-match": etag } };
    expect((await ask(azure, "/synonymmaps('words')", gone)).status).toBe(412);
  });

  it.each([
    ["another format", { format: "wordnet" }],
    ["rules in a list", { synonyms: ["a, b"] }],
    ["an empty word", { synonyms: "a, , b" }],
    ["two arrows", { synonyms: "a => b => c" }],
    ["nothing to replace by", { synonyms: "a =>" }],
    ["a name that is none", { name: "No name" }],
    ["a key", { encryptionKey: { keyVaultUri: "https://a" } }],
    ["an unknown member", { rules: [] }],
  ])("is refused with %s", async (_, change) => {
    const body = { ...words, ...change };
    expect((await ask(azure, "/synonymmaps", { method: "POST", body })).status).toBe(400);
  });

  it("is not made twice", async () => {
    await putMap("a, b");
    expect((await ask(azure, "/synonymmaps", { method: "POST", body: words })).status).toBe(409);
  });
});

describe("rules", () => {
  it("are lists of the same, or replace one by another", () => {
    expect(parseSynonymRules("usa, united states\n\n# none\nwash., wa => WA\r\n")).toEqual([
      { from: ["usa", "united states"], to: ["usa", "united states"] },
      { from: ["wash.", "wa"], to: ["WA"] },
    ]);
  });

  it("take a separator after a backslash for text", () => {
    expect(parseSynonymRules(String.raw`a\,b, c\=>d, e\\`)).toEqual([
      { from: ["a,b", "c=>d", "e\\"], to: ["a,b", "c=>d", "e\\"] },
    ]);
  });
});

const suggest = (text: string) =>
  ask(azure, "/indexes/documents/docs/suggest", {
    method: "POST",
    body: { search: text, suggesterName: "titles" },
  });

describe("queries", () => {
  it("find equivalent words in a field with a map, and in no other", async () => {
    await putMap("lodging, hotels, inn");
    expect(await idsOf(azure, { search: "lodging" })).toEqual([]);
    expect(await assign("content")).toBe(204);
    expect(await idsOf(azure, { search: "lodging" })).toEqual(["travel"]);
    expect(await idsOf(azure, { search: "inn", queryType: "full" })).toEqual(["travel"]);
    expect(await idsOf(azure, { search: "lodging", searchFields: "title" })).toEqual([]);
    const filter = "search.ismatch('lodging', 'content')";
    expect(await idsOf(azure, { filter })).toEqual(["travel"]);
  });

  it("follow changes of the map without indexing anew", async () => {
    await putMap("lodging, hotels");
    await assign("content");
    await putMap("lodging, flights");
    expect(await idsOf(azure, { search: "lodging" })).toEqual(["travel"]);
    await putMap("nothing, flights");
    expect(await idsOf(azure, { search: "lodging" })).toEqual([]);
  });

  it("take explicit rules in their direction only", async () => {
    await putMap("journey => train");
    await assign("content");
    expect(await idsOf(azure, { search: "journey" })).toEqual(["travel"]);
    // what is replaced is no longer looked for
    await putMap("travel => train");
    expect(await idsOf(azure, { search: "travel", searchFields: "content" })).toEqual(["travel"]);
    expect(await idsOf(azure, { search: "train", searchFields: "content" })).toEqual(["travel"]);
  });

  it("match several words at once in a phrase, on either side", async () => {
    await putMap("finance department, treasury\nsum => million euros");
    await assign("content");
    expect(await idsOf(azure, { search: "treasury" })).toEqual(["budget"]);
    expect(await idsOf(azure, { search: '"the treasury is"' })).toEqual(["budget"]);
    expect(await idsOf(azure, { search: '"two sum"' })).toEqual(["budget"]);
    await putMap("money office => finance department");
    expect(await idsOf(azure, { search: '"money office"' })).toEqual(["budget"]);
    // words without quotes are looked for one by one
    expect(await idsOf(azure, { search: "money office" })).toEqual([]);
  });

  it("leave out words that are prefixes, patterns or only similar", async () => {
    await putMap("lodging, hotels");
    await assign("content");
    for (const text of ["lodg*", "lodging~1", "/lodging/"]) {
      // oxlint-disable-next-line no-await-in-loop -- a few requests
      expect(await idsOf(azure, { search: text, queryType: "full" })).toEqual([]);
    }
  });

  it("need all words with searchMode all, each in a synonym or itself", async () => {
    await putMap("lodging, hotels");
    await assign("content");
    const all = { searchMode: "all" };
    expect(await idsOf(azure, { search: "lodging flights", ...all })).toEqual(["travel"]);
    expect(await idsOf(azure, { search: "lodging million", ...all })).toEqual([]);
  });

  it("score and highlight synonyms like the words themselves", async () => {
    const [plain] = (await search(azure, { search: "hotels" })).body.value;
    await putMap("lodging, hotels");
    await assign("content");
    const { body } = await search(azure, { search: "lodging", highlight: "content" });
    expect(body.value[0]).toMatchObject({
      "@search.score": plain?.["@search.score"],
      "@search.highlights": { content: ["<em>Hotels</em> cost up to 150 euros."] },
    });
  });

  it("know Japanese words", async () => {
    await putMap("レシート, 領収書");
    await assign("text_ja");
    expect(await idsOf(azure, { search: "レシート" })).toEqual(["expenses"]);
  });

  it("fail when the map of a field was deleted", async () => {
    await putMap("lodging, hotels");
    await assign("content");
    await ask(azure, "/synonymmaps('words')", { method: "DELETE" });
    expect((await search(azure, { search: "lodging" })).status).toBe(404);
    expect((await search(azure, { search: "lodging", searchFields: "title" })).status).toBe(200);
  });

  it("are not changed for suggestions", async () => {
    await putMap("policy, rule");
    await assign("title");
    expect((await suggest("rule")).body.value).toEqual([]);
    expect((await suggest("policy")).body.value).toHaveLength(1);
  });
});

it.each([
  ["two maps", { synonymMaps: ["a", "b"] }],
  ["no name", { synonymMaps: [1] }],
  ["no text to search", { synonymMaps: ["a"], searchable: false }],
])("a field is refused with %s", async (_, change) => {
  const fields = [
    { name: "id", type: "Edm.String", key: true },
    { name: "text", type: "Edm.String", ...change },
  ];
  const answer = await ask(azure, "/indexes", { method: "POST", body: { name: "texts", fields } });
  expect(answer.status).toBe(400);
});
