import { createEmulator } from "@entrim/azure-emulator";
import MiniSearch from "minisearch";
import type { CorpusDocument } from "./searching-corpus.ts";

/** Something that finds documents. */
interface SearchEngine {
  /** The ids of the best ones, the best first. */
  search(query: string, count: number): Promise<readonly string[]>;
}

const subscriptionId = "00000000-0000-4000-8000-000000000001";
const clientId = "00000000-0000-4000-8000-000000000002";
const principalId = "00000000-0000-4000-8000-000000000003";

/** The local AI Search with all that a request takes, but for the network. */
async function createEmulatedSearch(documents: readonly CorpusDocument[]): Promise<SearchEngine> {
  const emulator = createEmulator({
    seed: {
      tenant: { displayName: "Contoso", domain: "contoso.example" },
      subscriptionId,
      resourceGroup: "bench",
      identities: [{ name: "api", kind: "SystemAssigned", clientId, principalId }],
      searchServices: [
        {
          name: "contoso",
          indexes: [
            {
              definition: {
                name: "documents",
                fields: [
                  { name: "id", type: "Edm.String", key: true, searchable: false },
                  { name: "title", type: "Edm.String" },
                  { name: "content", type: "Edm.String" },
                ],
              },
              documents: documents.map((document) => ({ ...document })),
            },
          ],
        },
      ],
      roleAssignments: [
        {
          principalId,
          role: "Search Index Data Reader",
          scope: `/subscriptions/${subscriptionId}`,
        },
      ],
    },
  });
  const token = await emulator.issueToken({
    identity: "api",
    scope: "https://search.azure.com/.default",
  });
  const url =
    "https://contoso.search.windows.net/indexes/documents/docs/search?api-version=2026-04-01";
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  return {
    async search(query, top) {
      const body = JSON.stringify({ search: query, top, select: "id" });
      const response = await emulator.fetch(new Request(url, { method: "POST", headers, body }));
      const { value } = (await response.json()) as { value: readonly { readonly id: string }[] };
      return value.map(({ id }) => id);
    },
  };
}

async function createMiniSearch(documents: readonly CorpusDocument[]): Promise<SearchEngine> {
  const index = new MiniSearch({ fields: ["title", "content"] });
  index.addAll(documents);
  return {
    search: async (query, count) =>
      index
        .search(query)
        .slice(0, count)
        .map(({ id }) => String(id)),
  };
}

/** What can be measured. */
export const searchEngines: Readonly<
  Record<"emulator" | "minisearch", (documents: readonly CorpusDocument[]) => Promise<SearchEngine>>
> = {
  emulator: createEmulatedSearch,
  minisearch: createMiniSearch,
};
