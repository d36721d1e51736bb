import type { SearchIndex } from "@azure/search-documents";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../emulator.ts";
import { createSearchEmulator } from "../search.test.fixture.ts";
import { connectSearchSdk, type SearchSdk } from "../search-sdk.test.fixture.ts";

let azure: Emulator;
let sdk: SearchSdk;
beforeAll(async () => {
  azure = createSearchEmulator();
  sdk = await connectSearchSdk(azure);
});
afterAll(() => azure.close());

interface Point {
  readonly id: string;
  readonly scalar?: readonly number[];
  readonly binary?: readonly number[];
  readonly plain?: readonly number[];
}

const definition: SearchIndex = {
  name: "compressed",
  fields: [
    { name: "id", type: "Edm.String", key: true },
    vectorField("scalar", "Collection(Edm.Single)"),
    { ...vectorField("binary", "Collection(Edm.Half)"), stored: false },
    vectorField("plain", "Collection(Edm.Single)"),
  ],
  vectorSearch: {
    algorithms: [{ name: "hnsw", kind: "hnsw" }],
    compressions: [
      {
        compressionName: "to-bytes",
        kind: "scalarQuantization",
        parameters: { quantizedDataType: "int8" },
        rescoringOptions: { enableRescoring: true, defaultOversampling: 10 },
        truncationDimension: 2,
      },
      {
        compressionName: "to-bits",
        kind: "binaryQuantization",
        rescoringOptions: { enableRescoring: false, rescoreStorageMethod: "discardOriginals" },
      },
    ],
    profiles: [
      { name: "scalar", algorithmConfigurationName: "hnsw", compressionName: "to-bytes" },
      { name: "binary", algorithmConfigurationName: "hnsw", compressionName: "to-bits" },
      { name: "plain", algorithmConfigurationName: "hnsw" },
    ],
  },
};

function vectorField(name: string, type: "Collection(Edm.Single)" | "Collection(Edm.Half)") {
  return {
    name,
    type,
    searchable: true,
    hidden: true,
    vectorSearchDimensions: 3,
    vectorSearchProfileName: name,
  } as const;
}

describe("the official client", () => {
  it("gets compressions back as it defined them", async () => {
    await sdk.indexClient().createIndex(definition);
    const { vectorSearch } = await sdk.indexClient().getIndex("compressed");
    expect(vectorSearch).toMatchObject({
      profiles: definition.vectorSearch?.profiles ?? [],
      compressions: definition.vectorSearch?.compressions ?? [],
    });
    expect(vectorSearch?.compressions?.[0]?.rescoringOptions).toMatchObject({
      rescoreStorageMethod: "preserveOriginals",
    });
  });

  it("asks for oversampling where vectors are compressed and rescored, and nowhere else", async () => {
    const client = sdk.searchClient<Point>("compressed");
    const vectors = { scalar: [1, 0, 0], binary: [1, 0, 0], plain: [1, 0, 0] };
    await client.uploadDocuments([{ id: "1", ...vectors }]);
    const find = async (field: "scalar" | "binary" | "plain", oversampling: number) => {
      const { results } = await client.search("*", {
        vectorSearchOptions: {
          queries: [{ kind: "vector", vector: [1, 0, 0], fields: [field], oversampling }],
        },
      });
      const ids: string[] = [];
      for await (const { document } of results) ids.push(document.id);
      return ids;
    };
    expect(await find("scalar", 4)).toEqual(["1"]);
    await expect(find("scalar", 0.5)).rejects.toMatchObject({ statusCode: 400 });
    await expect(find("binary", 4)).rejects.toMatchObject({ statusCode: 400 });
    await expect(find("plain", 4)).rejects.toMatchObject({ statusCode: 400 });
  });
});
