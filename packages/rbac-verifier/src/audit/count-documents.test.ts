import { createEmulator, type Seed } from "@entrim/azure-emulator";
import { describe, expect, it } from "vitest";
import { credentialOf, httpClientOf } from "../live/local-azure.test.fixture.ts";
import { countDocuments, type DocumentCount } from "./count-documents.ts";
import { openSearchIndex } from "./search-index.ts";

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

type Documents = readonly { readonly id: string; readonly group_ids: readonly string[] }[];

/** Counts as if a search could be paged through so many documents only. */
function count(
  documents: Documents,
  window: number,
  field: { readonly facetable?: boolean; readonly sortable?: boolean } = {},
): Promise<DocumentCount | undefined> {
  const { facetable = true, sortable = true } = field;
  const seed: Seed = {
    tenant: { displayName: "Contoso", domain: "contoso.example" },
    subscriptionId: id(1),
    resourceGroup: "chat",
    identities: [{ name: "auditor", kind: "UserAssigned", clientId: id(2), principalId: id(3) }],
    searchServices: [
      {
        name: "contoso",
        indexes: [
          {
            definition: {
              name: "documents",
              fields: [
                { name: "id", type: "Edm.String", key: true, sortable },
                { name: "group_ids", type: "Collection(Edm.String)", filterable: true, facetable },
              ],
            },
            documents: documents.map((one) => ({ ...one })),
          },
        ],
      },
    ],
    roleAssignments: [
      {
        principalId: id(3),
        role: "Search Index Data Reader",
        scope: `/subscriptions/${id(1)}`,
      },
    ],
  };
  const azure = createEmulator({ seed });
  const index = openSearchIndex(
    { endpoint: "https://contoso.search.windows.net", index: "documents" },
    { credential: credentialOf(azure, "auditor"), httpClient: httpClientOf(azure) },
  );
  const fields = { keyField: "id", groupField: "group_ids", parentField: undefined };
  return countDocuments(index, fields, { samples: 10, tell: () => undefined, window });
}

/** Parted at the bar it would name the second group. */
const strange = `Strange, and 'quoted'|${id(11)}`;

/** 40 documents; more than 20 of them are in the second group. */
const mixed: Documents = [
  ...Array.from({ length: 10 }, () => [id(10)]),
  ...Array.from({ length: 10 }, () => [id(10), id(11)]),
  ...Array.from({ length: 10 }, () => [id(11)]),
  ...Array.from({ length: 5 }, () => [strange, id(11)]),
  ...Array.from({ length: 5 }, () => []),
].map((group_ids, index) => ({ id: `d${index}`, group_ids }));

describe("an index that no single search can be paged through", () => {
  it("is read group by group, each document once", async () => {
    const whole = await count(mixed, 100_000);
    const parted = await count(mixed, 20);
    expect(whole?.census.documents).toBe(40);
    expect(parted?.census.documents).toBe(40);
    expect(parted?.census.withoutGroups.count).toBe(whole?.census.withoutGroups.count);
    expect(parted?.census.withStrangeValues?.count).toBe(5);
    expect(Object.fromEntries(parted?.census.byGroup ?? [])).toEqual({
      [id(10)]: 20,
      [id(11)]: 25,
    });
  });

  it("falls short of the total where a group is too large, or has no facets", async () => {
    const many = Array.from({ length: 20 }, (_, index) => ({
      id: `d${index}`,
      group_ids: [id(10)],
    }));
    expect(await count(many, 12)).toMatchObject({ census: { documents: 12 }, total: 20 });
    const hidden = await count(mixed, 12, { facetable: false });
    expect(hidden).toMatchObject({ census: { documents: 12 }, total: 40 });
  });

  it("is read as it comes where the key cannot be sorted by", async () => {
    const counted = await count(mixed, 100_000, { sortable: false });
    expect(counted?.census.documents).toBe(40);
  });
});
