import { beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../emulator.ts";
import { ask, createSearchEmulator } from "../search.test.fixture.ts";
import { component, defineAnalysis, termsOf } from "./analysis.test.fixture.ts";

let azure: Emulator;

const text = { type: "Edm.String", searchable: false };
const definition = {
  name: "places",
  fields: [
    { name: "id", ...text, key: true },
    { name: "city", ...text, normalizer: "standard" },
    { name: "exact", ...text },
    { name: "tags", type: "Collection(Edm.String)", searchable: false, normalizer: "plain" },
    {
      name: "rooms",
      type: "Collection(Edm.ComplexType)",
      fields: [{ name: "kind", ...text, normalizer: "uppercase" }],
    },
  ],
  charFilters: [component("MappingCharFilter", { mappings: ["-=>,"] }, "dashes")],
  normalizers: [
    component(
      "CustomNormalizer",
      { charFilters: ["dashes"], tokenFilters: ["lowercase", "elision"] },
      "plain",
    ),
  ],
};
const search = (body: object) =>
  ask(azure, "/indexes/places/docs/search", { method: "POST", body });
const idsOf = async (body: object): Promise<readonly unknown[]> =>
  (await search(body)).body.value.map(({ id }) => id);

beforeAll(async () => {
  azure = createSearchEmulator();
  await ask(azure, "/indexes", { method: "POST", body: definition });
  const value = [
    { id: "1", city: "Zürich", exact: "Zürich", tags: ["Red-Blue"], rooms: [{ kind: "suite" }] },
    { id: "2", city: "zurich", exact: "zurich", tags: ["L'Avion"], rooms: [{ kind: "Single" }] },
    { id: "3", city: "Bern", exact: "bern", tags: [], rooms: [] },
  ];
  await ask(azure, "/indexes/places/docs/index", { method: "POST", body: { value } });
});

describe("values with a normalizer", () => {
  it.each<readonly [string, readonly string[]]>([
    ["city eq 'ZURICH'", ["1", "2"]],
    ["city ne 'ZURICH'", ["3"]],
    ["not (city eq 'ZÜRICH')", ["3"]],
    ["exact eq 'Zurich'", []],
    ["search.in(city, 'ZÜRICH,Rome', ',')", ["1", "2"]],
    ["search.in(city, 'ZÜRICH,Rome', ',') eq false", ["3"]],
    ["search.in(exact, 'bern, x')", ["3"]],
    ["search.in(city, '')", []],
    ["tags/any(t: t eq 'RED-blue')", ["1"]],
    ["tags/any(t: search.in(t, 'RED-blue|avion', '|'))", ["1", "2"]],
    ["rooms/any(r: r/kind eq 'sUITE')", ["1"]],
    ["tags/any()", ["1", "2"]],
  ])("are compared by it: %s", async (filter, ids) => {
    expect(await idsOf({ filter, orderby: "id" })).toEqual(ids);
  });

  it("are counted by it, and shown in facets as it makes them", async () => {
    const { body } = await search({ facets: ["city", "tags"], top: 0 });
    expect(body["@search.facets"]).toEqual({
      city: [
        { count: 2, value: "zurich" },
        { count: 1, value: "bern" },
      ],
      tags: [
        { count: 1, value: "avion" },
        { count: 1, value: "red,blue" },
      ],
    });
  });

  it("are put in order by it, and answered as they are", async () => {
    expect(await idsOf({ orderby: "city, id desc" })).toEqual(["3", "2", "1"]);
    expect((await search({ filter: "id eq '1'" })).body.value[0]).toMatchObject({ city: "Zürich" });
  });
});

/** An index with another field. */
const field = (members: object) => ({
  fields: [
    { name: "id", type: "Edm.String", key: true },
    { name: "a", ...text, ...members },
  ],
});

describe("a normalizer", () => {
  it.each([
    ["lowercase", "Été", "été"],
    ["uppercase", "Été", "ÉTÉ"],
    ["asciifolding", "Été", "Ete"],
    ["elision", "l'été", "été"],
    ["standard", "Été", "ete"],
  ])("%s is there without being defined", async (normalizer, given, made) => {
    await defineAnalysis(azure, {});
    expect(await termsOf(azure, { normalizer, text: given })).toEqual([`${made}@0`]);
  });

  it("belongs to a field for good", async () => {
    const [key, city, ...others] = definition.fields;
    const fields = [key, { ...city, normalizer: "lowercase" }, ...others];
    const body = { ...definition, fields };
    const answer = await ask(azure, "/indexes/places", { method: "PUT", body });
    expect(answer.body.error.message).toBe("Existing field 'city' cannot be changed.");
  });

  it.each<readonly [string, object, string]>([
    ["that is not there", field({ normalizer: "mine" }), "'mine'"],
    ["of numbers", field({ type: "Edm.Int32", normalizer: "standard" }), "normalizer"],
    [
      "of what is never compared",
      field({ filterable: false, sortable: false, facetable: false, normalizer: "standard" }),
      "normalizer",
    ],
    ["of another type", { normalizers: [component("BestNormalizer")] }, "BestNormalizer"],
    [
      "by a predefined name",
      { normalizers: [component("CustomNormalizer", {}, "standard")] },
      "predefined",
    ],
    [
      "with a filter that changes more than the spelling",
      { normalizers: [component("CustomNormalizer", { tokenFilters: ["porter_stem"] })] },
      "'porter_stem'",
    ],
    [
      "with a filter of markup",
      { normalizers: [component("CustomNormalizer", { charFilters: ["html_strip"] })] },
      "'html_strip'",
    ],
    [
      "with a tokenizer",
      { normalizers: [component("CustomNormalizer", { tokenizer: "letter" })] },
      "'tokenizer' does not exist",
    ],
  ])("is refused %s", async (_, lists, message) => {
    const { status, body } = await defineAnalysis(azure, lists);
    expect(status).toBe(400);
    expect(body.error.message).toContain(message);
  });
});
