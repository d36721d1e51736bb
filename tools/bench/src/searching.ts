import { createEmulator, type Emulator } from "@entrim/azure-emulator";
import MiniSearch from "minisearch";
import type { Comparison } from "./compare.ts";

const words =
  "travel budget allowance train meeting policy review invoice contract release incident server holiday salary laptop security customer discount report audit".split(
    " ",
  );

/** The same text for the same number, so that runs can be compared. */
function documentOf(n: number): { id: string; content: string } {
  let state = n * 2_654_435_761 + 1;
  const content = Array.from({ length: 60 }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return words[state % words.length] ?? "";
  });
  return { id: String(n), content: `${content.join(" ")} number${n % 500}` };
}

const subscriptionId = "00000000-0000-4000-8000-000000000001";
const clientId = "00000000-0000-4000-8000-000000000002";
const principalId = "00000000-0000-4000-8000-000000000003";

function emulatorWith(documents: readonly { id: string; content: string }[]): Emulator {
  return createEmulator({
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
                  { name: "id", type: "Edm.String", key: true, filterable: true },
                  { name: "content", type: "Edm.String", searchable: true },
                ],
              },
              documents,
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
}

/** How the local AI Search does beside a search library, over all that a request takes. */
export const searching: readonly Comparison[] = [
  {
    name: "the local AI Search: a query over 10,000 documents, as a request",
    peerName: "minisearch, called directly",
    async setUp() {
      const documents = Array.from({ length: 10_000 }, (_, n) => documentOf(n));
      const emulator = emulatorWith(documents);
      const token = await emulator.issueToken({
        identity: "api",
        scope: "https://search.azure.com/.default",
      });
      const index = new MiniSearch({ fields: ["content"] });
      index.addAll(documents);
      const url =
        "https://contoso.search.windows.net/indexes/documents/docs/search?api-version=2024-07-01";
      const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
      const body = JSON.stringify({ search: "travel number42", top: 10 });
      return {
        subject: async () =>
          (await emulator.fetch(new Request(url, { method: "POST", headers, body }))).json(),
        peer: () => index.search("travel number42").slice(0, 10),
      };
    },
  },
];
