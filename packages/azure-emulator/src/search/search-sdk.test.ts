import { GeographyPoint, odata, SearchIndexingBufferedSender } from "@azure/search-documents";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hotelIndex, hotels, type Hotel } from "./hotels.test.fixture.ts";
import { createSearchEmulator } from "./search.test.fixture.ts";
import { connectSearchSdk, type SearchSdk } from "./search-sdk.test.fixture.ts";

const azure = createSearchEmulator();
let sdk: SearchSdk;
beforeAll(async () => {
  sdk = await connectSearchSdk(azure);
  await sdk.indexClient().createIndex(hotelIndex);
  await client().uploadDocuments([...hotels]);
});
afterAll(() => azure.close());

const client = () => sdk.searchClient<Hotel>("hotels");

async function idsOf(
  ...search: Parameters<ReturnType<typeof client>["search"]>
): Promise<readonly string[]> {
  const { results } = await client().search(...search);
  const ids: string[] = [];
  for await (const { document } of results) ids.push(document.hotelId);
  return ids;
}

describe("a session that reads", () => {
  it("gets values as the types that they have", async () => {
    const hotel = await client().getDocument("1");
    expect(hotel.lastRenovationDate).toEqual(new Date("2020-06-27T00:00:00Z"));
    expect(hotel.location).toBeInstanceOf(GeographyPoint);
    expect(hotel).not.toHaveProperty("vector");
    expect(
      await client().getDocument("2", { selectedFields: ["hotelName", "address/city"] }),
    ).toEqual({ hotelName: "Roach Motel", address: { city: "Seattle" } });
  });

  it("filters by dates, numbers, places, and what lies in collections", async () => {
    const since = "lastRenovationDate ge 2023-01-01T00:00:00Z";
    expect(await idsOf("*", { filter: since })).toEqual(["4", "5"]);
    const both = odata`rating gt ${1} and parkingIncluded eq ${true}`;
    expect(await idsOf("*", { filter: both })).toEqual(["3", "5"]);
    const near = "geo.distance(location, geography'POINT(-122.1 47.6)')";
    expect(await idsOf("*", { filter: `${near} le 100`, orderBy: [`${near} desc`] })).toEqual([
      "2",
      "1",
    ]);
    const rooms = "rooms/any(r: r/baseRate gt 120 and r/sleepsCount eq 2)";
    expect(await idsOf("*", { filter: rooms })).toEqual(["4", "5"]);
    expect(await idsOf("*", { filter: "rooms/all(r: r/baseRate lt 105)" })).toEqual(["1"]);
    expect(await idsOf("*", { filter: "not rooms/any()" })).toEqual([]);
    expect(await idsOf("*", { filter: "address/city ne 'Seattle'" })).toEqual(["3", "4", "5"]);
  });

  it("counts by values, by intervals, by parts of a date, and by what lies in collections", async () => {
    const { facets = {} } = await client().search("*", {
      top: 0,
      facets: [
        "tags,count:1",
        "rating,interval:2",
        "lastRenovationDate,interval:year",
        "rooms/baseRate,values:60|120",
        "address/city,sort:value",
      ],
    });
    const counts = (name: string) => facets[name]?.map(({ count }) => count);
    expect(facets["tags"]).toMatchObject([{ value: "wifi", count: 5 }]);
    expect(counts("rating")).toEqual([1, 2, 2]);
    expect(counts("lastRenovationDate")).toEqual([1, 1, 1, 1, 1]);
    // hotels that have such a room, not rooms
    expect(counts("rooms/baseRate")).toEqual([5, 2, 3]);
    expect(facets["address/city"]).toMatchObject([{ value: "New York" }, { value: "Seattle" }]);
  });

  it("asks in the full syntax, in certain fields, and for marks of its own", async () => {
    const full = { queryType: "full", searchMode: "all" } as const;
    expect(await idsOf("hotelName:motle~1 AND description:/cheap.*/", full)).toEqual(["2"]);
    expect(await idsOf("hotelName:motel^3 NOT cheapest", full)).toEqual(["5"]);
    expect(await idsOf("city", { searchFields: ["hotelName"] })).toEqual([]);
    const { results } = await client().search("sea", {
      highlightFields: "description-1",
      highlightPreTag: "[",
      highlightPostTag: "]",
    });
    for await (const { highlights } of results) {
      expect(highlights).toEqual({ description: ["Surprisingly expensive, at the [sea]"] });
    }
    expect.assertions(4);
  });

  it("goes on by the token of a page", async () => {
    const ids: string[] = [];
    let continuationToken: string | undefined;
    const search = await client().search("*", { orderBy: ["hotelId"], includeTotalCount: true });
    expect(search.count).toBe(5);
    const settings = continuationToken === undefined ? {} : { continuationToken };
    for await (const page of search.results.byPage(settings)) {
      ids.push(...page.results.map(({ document }) => document.hotelId));
      ({ continuationToken } = page);
    }
    expect(ids).toEqual(["1", "2", "3", "4", "5"]);
    expect(continuationToken).toBeUndefined();
  });

  it("suggests and completes as it is told", async () => {
    const { results } = await client().suggest("sae", "names", {
      useFuzzyMatching: true,
      filter: "rating ge 3",
      select: ["hotelName"],
      highlightPreTag: "<b>",
      highlightPostTag: "</b>",
      searchFields: ["hotelName"],
      top: 1,
    });
    expect(results).toMatchObject([
      { text: expect.stringContaining("<b>"), document: { hotelName: "Seaside Inn" } },
    ]);
    const twoTerms = await client().autocomplete("secret po", "names", {
      autocompleteMode: "oneTermWithContext",
    });
    expect(twoTerms.results[0]).toMatchObject({ queryPlusText: "secret point" });
  });

  it("ranks by words, vectors and meaning together", async () => {
    const search = await client().search("luxury hotel", {
      queryType: "semantic",
      semanticSearchOptions: {
        configurationName: "default",
        captions: { captionType: "extractive" },
        answers: { answerType: "extractive", count: 1 },
        errorMode: "partial",
      },
      vectorSearchOptions: {
        filterMode: "preFilter",
        queries: [
          {
            kind: "vector",
            vector: [1, 0],
            fields: ["vector"],
            kNearestNeighborsCount: 3,
            weight: 2,
          },
        ],
      },
      filter: "parkingIncluded eq true",
      top: 2,
    });
    const hits = [];
    for await (const hit of search.results) hits.push(hit);
    expect(hits.map(({ document }) => document.hotelId)).toEqual(["1", "3"]);
    expect(hits[0]?.captions?.[0]?.text).toContain("luxury");
    expect(hits[0]?.rerankerScore).toBeGreaterThan(hits[1]?.rerankerScore ?? 4);
  });
});

describe("a session that writes", () => {
  it("merges or uploads, deletes by key, and is told of each document", async () => {
    const written = await client().mergeOrUploadDocuments([
      { hotelId: "1", description: "Renovated" },
      { hotelId: "6", description: "New" },
    ]);
    expect(written.results.map(({ statusCode }) => statusCode)).toEqual([200, 201]);
    expect(await client().getDocument("1")).toMatchObject({
      hotelName: "Fancy Stay",
      description: "Renovated",
    });
    const deleted = await client().deleteDocuments("hotelId", ["6", "none"]);
    expect(deleted.results.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    await expect(
      client().mergeDocuments([{ hotelId: "none" }], { throwOnAnyFailure: true }),
    ).rejects.toBeDefined();
  });

  it("writes in batches of its own", async () => {
    const sender = new SearchIndexingBufferedSender<Hotel>(client(), ({ hotelId }) => hotelId, {
      autoFlush: false,
    });
    let accepted = 0;
    sender.on("batchSucceeded", ({ results }) => {
      accepted += results.length;
    });
    await sender.uploadDocuments(
      Array.from({ length: 1200 }, (_, at) => ({ hotelId: `b${at}`, hotelName: "Bulk" })),
    );
    await sender.mergeOrUploadDocuments([{ hotelId: "b0", hotelName: "Changed" }]);
    await sender.deleteDocuments([{ hotelId: "b1" }]);
    await sender.flush();
    await sender.dispose();
    expect(accepted).toBe(1202);
    expect(await client().getDocumentsCount()).toBe(1204);
    expect(await client().getDocument("b0")).toMatchObject({ hotelName: "Changed" });
  });
});
