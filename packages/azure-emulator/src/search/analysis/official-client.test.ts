import type { SearchIndex } from "@azure/search-documents";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSearchEmulator } from "../search.test.fixture.ts";
import { connectSearchSdk, type SearchSdk } from "../search-sdk.test.fixture.ts";

interface Part {
  readonly id: string;
  readonly number: string;
  readonly maker: string;
  readonly rating: number;
  readonly tags: readonly string[];
}

const index: SearchIndex = {
  name: "parts",
  fields: [
    { name: "id", type: "Edm.String", key: true },
    { name: "number", type: "Edm.String", searchable: true, analyzerName: "part-number" },
    { name: "maker", type: "Edm.String", filterable: true, normalizerName: "lowercase" },
    { name: "rating", type: "Edm.Int32", filterable: true },
    { name: "tags", type: "Collection(Edm.String)", filterable: true },
  ],
  analyzers: [
    {
      odatatype: "#Microsoft.Azure.Search.CustomAnalyzer",
      name: "part-number",
      tokenizerName: "keyword_v2",
      tokenFilters: ["lowercase", "no-dashes"],
    },
  ],
  tokenFilters: [
    {
      odatatype: "#Microsoft.Azure.Search.PatternReplaceTokenFilter",
      name: "no-dashes",
      pattern: "-",
      replacement: "",
    },
  ],
  tokenizers: [
    {
      odatatype: "#Microsoft.Azure.Search.PatternTokenizer",
      name: "halves",
      pattern: "/",
      flags: ["CASE_INSENSITIVE", "MULTILINE"],
    },
  ],
  scoringProfiles: [
    {
      name: "liked",
      functionAggregation: "sum",
      functions: [
        {
          type: "magnitude",
          fieldName: "rating",
          boost: 2,
          interpolation: "constant",
          parameters: { boostingRangeStart: 3, boostingRangeEnd: 5 },
        },
        { type: "tag", fieldName: "tags", boost: 5, parameters: { tagsParameter: "mine" } },
      ],
    },
  ],
};

describe("the official client", () => {
  const azure = createSearchEmulator();
  let sdk: SearchSdk;
  beforeAll(async () => {
    sdk = await connectSearchSdk(azure);
    await sdk.indexClient().createIndex(index);
    await sdk.searchClient<Part>("parts").uploadDocuments([
      { id: "1", number: "AB-12-x", maker: "ACME", rating: 5, tags: [] },
      { id: "2", number: "ab12y", maker: "Acme", rating: 1, tags: ["blue, or so"] },
      { id: "3", number: "CD-1", maker: "Contoso", rating: 2, tags: [] },
    ]);
  });
  afterAll(() => azure.close());

  const idsOf = async (
    ...search: Parameters<ReturnType<typeof sdk.searchClient<Part>>["search"]>
  ): Promise<readonly string[]> => {
    const { results } = await sdk.searchClient<Part>("parts").search(...search);
    const ids: string[] = [];
    for await (const { document } of results) ids.push(document.id);
    return ids;
  };

  it("defines an index with analyzers of its own, and reads it as it was", async () => {
    const read = await sdk.indexClient().getIndex("parts");
    expect(read.tokenizers).toMatchObject(index.tokenizers ?? []);
    expect(read.scoringProfiles).toMatchObject(index.scoringProfiles ?? []);
    expect(await idsOf("Ab12X")).toEqual(["1"]);
    expect(await idsOf("*", { filter: "maker eq 'acme'" })).toEqual(["1", "2"]);
  });

  it("has a text analyzed by parts of its own", async () => {
    const { tokens } = await sdk.indexClient().analyzeText("parts", {
      text: "A-b/C",
      tokenizerName: "halves",
      tokenFilters: ["no-dashes"],
    });
    expect(tokens.map(({ token }) => token)).toEqual(["Ab", "C"]);
  });

  it("ranks by a scoring profile and its parameters", async () => {
    const scoringProfile = "liked";
    const scoringParameters = ["mine-'blue, or so'"];
    expect(await idsOf("*", { scoringProfile, scoringParameters })).toEqual(["2", "1", "3"]);
  });
});
