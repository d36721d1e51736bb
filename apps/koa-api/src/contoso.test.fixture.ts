import { createEmulator, emulatorTenantId, type Emulator } from "@entrim/azure-emulator";

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

/** What the tests and the server under test both name. */
export const ids: Readonly<
  Record<
    "tenant" | "app" | "identity" | "principal" | "finance" | "sales" | "ada" | "subscription",
    string
  >
> = {
  tenant: emulatorTenantId,
  app: id(1),
  identity: id(2),
  principal: id(3),
  finance: id(4),
  sales: id(5),
  subscription: id(6),
  ada: id(11),
};

const scope = `/subscriptions/${ids.subscription}`;

/** The resource id of the storage account. */
export const storageId: string = `${scope}/resourceGroups/api/providers/Microsoft.Storage/storageAccounts/contoso`;

/** A local Azure, with Ada in Finance and Bob in Sales; Oscar runs the server. */
export function createContoso(): Emulator {
  return createEmulator({
    seed: {
      tenant: { displayName: "Contoso", domain: "contoso.example" },
      subscriptionId: ids.subscription,
      resourceGroup: "api",
      groups: [
        { id: ids.finance, displayName: "Finance" },
        { id: ids.sales, displayName: "Sales" },
      ],
      users: [
        {
          id: ids.ada,
          userPrincipalName: "ada@contoso.example",
          displayName: "Ada",
          memberOf: [ids.finance],
        },
        {
          id: id(12),
          userPrincipalName: "bob@contoso.example",
          displayName: "Bob",
          memberOf: [ids.sales],
        },
        {
          id: id(13),
          userPrincipalName: "oscar@contoso.example",
          displayName: "Oscar",
        },
      ],
      apps: [
        {
          appId: ids.app,
          objectId: id(7),
          displayName: "API",
          identifierUri: `api://${ids.app}`,
          redirectUris: [],
          scopes: ["access_as_user"],
          appRoles: [
            { value: "Operator", assignedTo: [id(13)] },
            { value: "Ingestion.Manage", assignedTo: [id(13)] },
          ],
        },
        // stands in for Azure's Redis, of which only the audience matters here
        {
          appId: id(8),
          objectId: id(9),
          displayName: "Redis",
          identifierUri: "https://redis.azure.com",
          redirectUris: [],
          scopes: [],
        },
      ],
      identities: [
        {
          name: "api",
          kind: "UserAssigned",
          clientId: ids.identity,
          principalId: ids.principal,
          graphPermissions: ["GroupMember.Read.All", "User.ReadBasic.All"],
        },
      ],
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
                  {
                    name: "group_ids",
                    type: "Collection(Edm.String)",
                    filterable: true,
                    searchable: false,
                  },
                ],
              },
              documents: [
                {
                  id: "1",
                  content: "The allowance in Finance is 91 euros.",
                  group_ids: [ids.finance],
                },
                { id: "2", content: "The allowance in Sales is 64 euros.", group_ids: [ids.sales] },
              ],
            },
          ],
        },
      ],
      openaiAccounts: [{ name: "contoso", deployments: [{ name: "gpt-4.1", model: "gpt-4.1" }] }],
      storageAccounts: [{ name: "contoso", containers: [{ name: "handbook" }] }],
      roleAssignments: [
        "Search Index Data Reader",
        "Cognitive Services OpenAI User",
        // for jobs
        "Search Service Contributor",
        "Search Index Data Contributor",
        "Storage Blob Data Reader",
      ].map((role) => ({ principalId: ids.principal, role, scope })),
    },
  });
}
