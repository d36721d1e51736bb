import { beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../emulator.ts";
import { ask, createSearchEmulator } from "../search.test.fixture.ts";

let azure: Emulator;

const fields = [
  { name: "id", type: "Edm.String", key: true, searchable: false },
  { name: "title", type: "Edm.String" },
  { name: "rating", type: "Edm.Double" },
  { name: "changed", type: "Edm.DateTimeOffset" },
  { name: "place", type: "Edm.GeographyPoint" },
  { name: "tags", type: "Collection(Edm.String)", searchable: false },
  { name: "hidden", type: "Edm.Int32", filterable: false },
];
const magnitude = { type: "magnitude", fieldName: "rating", boost: 3 };
const upTo10 = { boostingRangeStart: 0, boostingRangeEnd: 10 };
const tag = { type: "tag", fieldName: "tags", boost: 5, tag: { tagsParameter: "mine" } };
const fresh = { type: "freshness", fieldName: "changed", boost: 2 };
const near = {
  type: "distance",
  fieldName: "place",
  boost: 2,
  distance: { referencePointParameter: "here", boostingDistance: 100 },
};

const put = (scoringProfiles: readonly object[], more: object = {}) =>
  ask(azure, "/indexes/scored", {
    method: "PUT",
    body: { name: "scored", fields, scoringProfiles, ...more },
  });

/** What a profile multiplies the scores of the documents by. */
async function boostsOf(
  profile: object,
  body: object = {},
): Promise<Readonly<Record<string, number>>> {
  const { status } = await put([{ name: "profile", ...profile }]);
  expect(status).toBe(204);
  return scoresOf({ scoringProfile: "profile", ...body });
}

async function scoresOf(body: object): Promise<Readonly<Record<string, number>>> {
  const path = "/indexes/scored/docs/search";
  const answer = await ask(azure, path, { method: "POST", body });
  if (answer.status !== 200) throw new Error(answer.body.error.message);
  return Object.fromEntries(
    answer.body.value.map(({ id, "@search.score": score }) => [
      String(id),
      Math.round(Number(score) * 1000) / 1000,
    ]),
  );
}

const dayInMs = 24 * 60 * 60 * 1000;
const changed = (days: number) => new Date(Date.now() + days * dayInMs).toISOString();

beforeAll(async () => {
  azure = createSearchEmulator();
  await ask(azure, "/indexes", { method: "POST", body: { name: "scored", fields } });
  const value = [
    {
      id: "a",
      title: "travel policy",
      rating: 10,
      changed: changed(-5),
      place: { type: "Point", coordinates: [-122.12, 47.67] },
      tags: ["red", "O'Brien, Ada"],
    },
    { id: "b", title: "travel budget", rating: 5, changed: changed(5), tags: ["blue"] },
    { id: "c", title: "travel", rating: 20, changed: changed(-50), tags: [] },
    { id: "d", title: "travel" },
  ];
  await ask(azure, "/indexes/scored/docs/index", { method: "POST", body: { value } });
});

describe("a function boosts", () => {
  it.each<readonly [string, object, Readonly<Record<string, number>>]>([
    ["the more, the nearer the end", { magnitude: upTo10 }, { a: 3, b: 2, c: 1, d: 1 }],
    [
      "what lies beyond the end where it is told to",
      { magnitude: { ...upTo10, constantBoostBeyondRange: true } },
      { a: 3, b: 2, c: 3, d: 1 },
    ],
    [
      "the more, the lower the value",
      { magnitude: { boostingRangeStart: 20, boostingRangeEnd: 0 } },
      { a: 2, b: 2.5, c: 1, d: 1 },
    ],
    ["alike", { interpolation: "constant", magnitude: upTo10 }, { a: 3, b: 3, c: 1, d: 1 }],
    [
      "slowly at first",
      { interpolation: "quadratic", magnitude: upTo10 },
      { a: 3, b: 2.5, c: 1, d: 1 },
    ],
    [
      "fast at first",
      { interpolation: "logarithmic", magnitude: upTo10 },
      { a: 3, b: 1.83, c: 1, d: 1 },
    ],
  ])("%s: %j", async (_, options, boosts) => {
    expect(await boostsOf({ functions: [{ ...magnitude, ...options }] })).toEqual(boosts);
  });

  it.each<readonly [string, Readonly<Record<string, number>>]>([
    ["P10D", { a: 1.5, b: 1, c: 1, d: 1 }],
    ["-P10D", { a: 1, b: 1.5, c: 1, d: 1 }],
  ])("what is fresh within %s", async (boostingDuration, boosts) => {
    const found = await boostsOf({ functions: [{ ...fresh, freshness: { boostingDuration } }] });
    for (const [id, boost] of Object.entries(boosts)) expect(found[id]).toBeCloseTo(boost, 2);
  });

  it("what is near a point", async () => {
    const functions = [near];
    const found = await boostsOf({ functions }, { scoringParameters: ["here--122.12,47.67"] });
    expect(found).toEqual({ a: 2, b: 1, c: 1, d: 1 });
    const away = await boostsOf({ functions }, { scoringParameters: ["here-13.4,52.5"] });
    expect(away).toEqual({ a: 1, b: 1, c: 1, d: 1 });
  });

  it.each<readonly [string, Readonly<Record<string, number>>]>([
    ["mine-blue,red", { a: 5, b: 5, c: 1, d: 1 }],
    ["mine-'O''Brien, Ada',green", { a: 5, b: 1, c: 1, d: 1 }],
    ["mine-", { a: 1, b: 1, c: 1, d: 1 }],
  ])("what has a tag of %s", async (parameter, boosts) => {
    const found = await boostsOf({ functions: [tag] }, { scoringParameters: [parameter] });
    expect(found).toEqual(boosts);
  });
});

it.each<readonly [string, number]>([
  ["sum", 7],
  ["average", 4],
  ["minimum", 3],
  ["maximum", 5],
  ["firstMatching", 3],
  ["product", 15],
])("several functions are taken by their %s", async (functionAggregation, boost) => {
  const functions = [{ ...magnitude, magnitude: upTo10 }, tag];
  const profile = { functions, functionAggregation };
  const found = await boostsOf(profile, { scoringParameters: ["mine-red"] });
  expect(found).toMatchObject({ a: boost, d: 1 });
});

it("functions multiply the scores of texts, which weights have multiplied before", async () => {
  const plain = await scoresOf({ search: "budget" });
  const weighted = {
    text: { weights: { title: 2 } },
    functions: [{ ...magnitude, magnitude: upTo10 }],
  };
  const found = await boostsOf(weighted, { search: "budget" });
  expect(found["b"]).toBeCloseTo(4 * Number(plain["b"]), 2);
});

it("the default profile holds where a query names none", async () => {
  const scoringProfiles = [{ name: "p", functions: [{ ...magnitude, magnitude: upTo10 }] }];
  await put(scoringProfiles, { defaultScoringProfile: "p" });
  expect(await scoresOf({})).toMatchObject({ a: 3 });
  const { body } = await ask(azure, "/indexes/scored/docs?scoringProfile=p&scoringParameter=x-1");
  expect(body.value[0]).toMatchObject({ id: "a", "@search.score": 3 });
});

it.each<readonly [string, object, readonly string[]]>([
  ["without its parameter", tag, []],
  ["with a place for a point", near, ["here-Seattle"]],
  ["with a point beyond the earth", near, ["here-181,0"]],
  ["with half a point", near, ["here-1"]],
  ["with a parameter without a name", tag, ["-red"]],
])("a query is refused %s", async (_, scoring, scoringParameters) => {
  await put([{ name: "profile", functions: [scoring] }]);
  const path = "/indexes/scored/docs/search";
  const body = { scoringProfile: "profile", scoringParameters };
  const answer = await ask(azure, path, { method: "POST", body });
  expect(answer).toMatchObject({
    status: 400,
    body: { error: { code: "InvalidRequestParameter" } },
  });
});

it.each<readonly [string, object]>([
  ["of an unknown type", { ...magnitude, type: "weight" }],
  ["without a boost", { ...tag, boost: undefined }],
  ["whose boost is none", { ...tag, boost: 1 }],
  ["of a field that is not there", { ...tag, fieldName: "labels" }],
  ["of a field that is not filterable", { ...magnitude, fieldName: "hidden", magnitude: upTo10 }],
  ["of a field of another type", { ...magnitude, fieldName: "title", magnitude: upTo10 }],
  ["without its parameters", magnitude],
  ["over a range of one value", { ...magnitude, magnitude: { ...upTo10, boostingRangeEnd: 0 } }],
  ["over no time", { ...fresh, freshness: { boostingDuration: "P0D" } }],
  ["over a time that is none", { ...fresh, freshness: { boostingDuration: "10 days" } }],
  [
    "over no distance",
    { ...near, distance: { referencePointParameter: "here", boostingDistance: 0 } },
  ],
  ["with a parameter that has a dash", { ...tag, tag: { tagsParameter: "my-tags" } }],
  ["of tags that falls off", { ...tag, interpolation: "quadratic" }],
  ["with an unknown interpolation", { ...magnitude, magnitude: upTo10, interpolation: "cubic" }],
  ["with an unknown member", { ...tag, weight: 2 }],
])("a function is refused %s", async (_, scoring) => {
  expect((await put([{ name: "profile", functions: [scoring] }])).status).toBe(400);
});

it.each<readonly [string, object]>([
  ["an unknown member", { name: "profile", weight: 1 }],
  ["functions that are no list", { name: "profile", functions: {} }],
  ["an unknown aggregation", { name: "profile", functionAggregation: "median" }],
])("a profile is refused with %s", async (_, profile) => {
  expect((await put([profile])).status).toBe(400);
});
