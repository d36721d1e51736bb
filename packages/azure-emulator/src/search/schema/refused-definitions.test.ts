import { beforeAll, expect, it } from "vitest";
import type { Emulator } from "../../emulator.ts";
import { ask, createSearchEmulator } from "../search.test.fixture.ts";

let azure: Emulator;
beforeAll(() => {
  azure = createSearchEmulator();
});

const key = { name: "id", type: "Edm.String", key: true };
const vector = {
  name: "vector",
  type: "Collection(Edm.Single)",
  dimensions: 2,
  vectorSearchProfile: "p",
};
const vectorSearch = {
  algorithms: [{ name: "a", kind: "hnsw" }],
  profiles: [{ name: "p", algorithm: "a" }],
};
const compressed = (members: object, ofField: object = {}) =>
  withVector(ofField, {
    compressions: [{ name: "c", kind: "scalarQuantization", ...members }],
    profiles: [{ name: "p", algorithm: "a", compression: "c" }],
  });
const openai = { resourceUri: "https://contoso.openai.azure.com", deploymentId: "embed" };

/** Another field beside the key. */
const field = (members: object) => ({
  fields: [key, { name: "a", type: "Edm.String", ...members }],
});
const complex = (members: object) =>
  field({ type: "Edm.ComplexType", fields: [{ name: "b", type: "Edm.String" }], ...members });
const withVector = (members: object, search: object = {}) => ({
  fields: [key, { ...vector, ...members }],
  vectorSearch: { ...vectorSearch, ...search },
});
const vectorizer = (members: object) =>
  withVector({}, { vectorizers: [{ name: "v", kind: "azureOpenAI", ...members }] });
const semantic = (members: object) => ({
  ...field({}),
  semantic: {
    configurations: [
      { name: "s", prioritizedFields: { titleField: { fieldName: "a" } }, ...members },
    ],
  },
});
const deep = (levels: number): object =>
  levels === 0
    ? { name: "a", type: "Edm.String" }
    : { name: "a", type: "Edm.ComplexType", fields: [deep(levels - 1)] };

it("takes the definitions that the refused ones are made of", async () => {
  const taken = [
    field({}),
    complex({}),
    withVector({}),
    vectorizer({ azureOpenAIParameters: openai }),
    semantic({}),
    compressed({ truncationDimension: 2 }),
    compressed({}, { type: "Collection(Edm.Half)" }),
    compressed({ rescoringOptions: { defaultOversampling: 1, enableRescoring: true } }),
    compressed({ scalarQuantizationParameters: { quantizedDataType: "int8" } }),
    { fields: [key, deep(4)] },
  ];
  for (const [at, definition] of taken.entries()) {
    const body = { name: `taken-${at}`, ...definition };
    // oxlint-disable-next-line no-await-in-loop -- a few requests
    expect((await ask(azure, "/indexes", { method: "POST", body })).status).toBe(201);
  }
});

it.each<readonly [string, unknown]>([
  ["no object", ["documents"]],
  ["a number for a description", { ...field({}), description: 7 }],
  ["a text for a field", { fields: [key, "title"] }],
  ["a field without a name", field({ name: undefined })],
  ["a field whose name begins with a digit", field({ name: "1a" })],
  ["a field with a reserved name", field({ name: "azureSearchId" })],
  ["a text for a flag", field({ searchable: "yes" })],
  ["fields in fields without end", { fields: [key, deep(12)] }],
  ["a filterable field that is complex", complex({ filterable: true })],
  ["a facetable place", field({ type: "Edm.GeographyPoint", facetable: true })],
  ["a field that is not stored", field({ stored: false })],
  ["an analyzer of what is not searched", field({ searchable: false, analyzer: "keyword" })],
  ["a synonym map of what is not searched", field({ searchable: false, synonymMaps: ["m"] })],
  ["an encoding of vectors", withVector({ vectorEncoding: "packedBit" })],
  ["a vector that is not searched", withVector({ searchable: false })],
  ["a vector that is filtered", withVector({ filterable: true })],
  ["a vector that is shown but not stored", withVector({ stored: false, retrievable: true })],
  ["a profile without a name", withVector({}, { profiles: [{ algorithm: "a" }] })],
  ["a profile of no algorithm", withVector({}, { profiles: [{ name: "p", algorithm: "b" }] })],
  [
    "a profile of no vectorizer",
    withVector({}, { profiles: [{ name: "p", algorithm: "a", vectorizer: "v" }] }),
  ],
  [
    "a profile of no compression",
    withVector({}, { profiles: [{ name: "p", algorithm: "a", compression: "c" }] }),
  ],
  ["what no vector search has", withVector({}, { quantizations: [] })],
  ["a compression without a name", compressed({ name: "" })],
  ["a compression of another kind", compressed({ kind: "productQuantization" })],
  [
    "a compression of another type",
    compressed({ scalarQuantizationParameters: { quantizedDataType: "int4" } }),
  ],
  [
    "scalar parameters of a binary compression",
    compressed({ kind: "binaryQuantization", scalarQuantizationParameters: {} }),
  ],
  ["what no compression has", compressed({ rerankWithOriginalVectors: true })],
  ["what no rescoring has", compressed({ rescoringOptions: { factor: 2 } })],
  ["a text for rescoring", compressed({ rescoringOptions: { enableRescoring: "yes" } })],
  [
    "originals that are kept elsewhere",
    compressed({ rescoringOptions: { rescoreStorageMethod: "moveOriginals" } }),
  ],
  ["less oversampling than none", compressed({ rescoringOptions: { defaultOversampling: 0.5 } })],
  [
    "oversampling without rescoring",
    compressed({ rescoringOptions: { enableRescoring: false, defaultOversampling: 4 } }),
  ],
  ["a truncation to nothing", compressed({ truncationDimension: 0 })],
  ["a truncation to more than there is", compressed({ truncationDimension: 3 })],
  ["a compression of bytes", compressed({}, { type: "Collection(Edm.SByte)" })],
  [
    "two compressions of one name",
    withVector(
      {},
      {
        compressions: ["scalarQuantization", "binaryQuantization"].map((kind) => ({
          name: "c",
          kind,
        })),
      },
    ),
  ],
  ["an algorithm of another kind", withVector({}, { algorithms: [{ name: "a", kind: "ivf" }] })],
  ["a vectorizer without a name", vectorizer({ name: "", azureOpenAIParameters: openai })],
  ["a vectorizer of nothing", vectorizer({ azureOpenAIParameters: {} })],
  ["suggesters that are no list", { ...field({}), suggesters: {} }],
  [
    "two suggesters",
    {
      ...field({}),
      suggesters: ["x", "y"].map((name) => ({
        name,
        searchMode: "analyzingInfixMatching",
        sourceFields: ["a"],
      })),
    },
  ],
  [
    "a suggester of another mode",
    { ...field({}), suggesters: [{ name: "s", searchMode: "prefix", sourceFields: ["a"] }] },
  ],
  [
    "a suggester without fields",
    { ...field({}), suggesters: [{ name: "s", searchMode: "analyzingInfixMatching" }] },
  ],
  ["scoring profiles that are no list", { ...field({}), scoringProfiles: {} }],
  ["a scoring profile without a name", { ...field({}), scoringProfiles: [{}] }],
  [
    "a scoring profile without weights",
    { ...field({}), scoringProfiles: [{ name: "s", text: {} }] },
  ],
  ["semantic configurations that are no list", { ...field({}), semantic: { configurations: {} } }],
  ["a semantic configuration without a name", semantic({ name: "" })],
  ["a semantic configuration without a field", semantic({ prioritizedFields: {} })],
  ["a ranking order", semantic({ rankingOrder: "BoostedRerankerScore" })],
])("refuses a definition with %s", async (_, definition) => {
  const body = Array.isArray(definition)
    ? definition
    : { name: "refused", ...(definition as object) };
  expect((await ask(azure, "/indexes", { method: "POST", body })).status).toBe(400);
});
