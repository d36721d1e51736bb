//#region readme
import { createEmulator, type Emulator, type Seed } from "@entrim/azure-emulator";

const scope = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/local";
const finance = "00000000-0000-4000-8000-000000000002";
const clientId = "00000000-0000-4000-8000-000000000003";
const principalId = "00000000-0000-4000-8000-000000000004";

const seed: Seed = {
  tenant: { displayName: "Contoso", domain: "contoso.example" },
  subscriptionId: "00000000-0000-4000-8000-000000000001",
  resourceGroup: "local",
  groups: [{ id: finance, displayName: "Finance" }],
  identities: [{ name: "api", kind: "UserAssigned", clientId, principalId }],
  searchServices: [
    {
      name: "contoso",
      indexes: [
        {
          definition: {
            name: "documents",
            fields: [
              { name: "id", type: "Edm.String", key: true },
              { name: "content", type: "Edm.String", searchable: true },
              { name: "group_ids", type: "Collection(Edm.String)", filterable: true },
            ],
          },
          documents: [
            { id: "1", content: "The budget for next year", group_ids: [finance] },
            { id: "2", content: "The budget of the board", group_ids: [] },
          ],
        },
      ],
    },
  ],
  roleAssignments: [{ principalId, role: "Search Index Data Reader", scope }],
};

export const azure: Emulator = createEmulator({ seed });

/** Asks AI Search as the identity would, with a token and a security filter. */
export async function search(text: string, groups: readonly string[]): Promise<Response> {
  const audience = "https://search.azure.com";
  const token = await azure.issueToken({ identity: "api", scope: `${audience}/.default` });
  const url = "https://contoso.search.windows.net/indexes/documents/docs/search";
  const filter = `group_ids/any(g: search.in(g, '${groups.join(",")}', ','))`;
  return azure.fetch(
    new Request(`${url}?api-version=2024-07-01`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ search: text, filter }),
    }),
  );
}
//#endregion
