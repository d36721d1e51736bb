import { emulatorTenantId, type Seed } from "@entrim/azure-emulator";

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

/** What the tests and the servers under test both name. */
export const ids: Readonly<
  Record<"tenant" | "app" | "identity" | "finance" | "sales" | "subscription", string>
> = {
  tenant: emulatorTenantId,
  app: id(1),
  identity: id(2),
  subscription: id(3),
  finance: id(4),
  sales: id(5),
};

const principalId = id(6);
const scope = `/subscriptions/${ids.subscription}`;
const providers = `${scope}/resourceGroups/chat/providers/Microsoft`;

/** Resource ids. */
export const resources: Readonly<Record<"openai" | "search" | "storage", string>> = {
  openai: `${providers}.CognitiveServices/accounts/contoso`,
  search: `${providers}.Search/searchServices/contoso`,
  storage: `${providers}.Storage/storageAccounts/contoso`,
};

/** Ada is in Finance, Bob in Sales. */
export const seed: Seed = {
  tenant: { displayName: "Contoso", domain: "contoso.example" },
  subscriptionId: ids.subscription,
  resourceGroup: "chat",
  groups: [
    { id: ids.finance, displayName: "Finance" },
    { id: ids.sales, displayName: "Sales" },
  ],
  users: [
    {
      id: id(11),
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
  ],
  apps: [
    {
      appId: ids.app,
      objectId: id(7),
      displayName: "Chat",
      identifierUri: `api://${ids.app}`,
      redirectUris: [],
      scopes: ["Chat.Ask"],
      appRoles: [{ value: "Ingestion.Manage", assignedTo: [id(11)] }],
    },
  ],
  identities: [
    {
      name: "chat",
      kind: "UserAssigned",
      clientId: ids.identity,
      principalId,
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
            { id: "1", content: "The allowance in Finance is 91 euros.", group_ids: [ids.finance] },
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
    "Search Service Contributor",
    "Search Index Data Contributor",
    "Storage Blob Data Reader",
    "Reader",
  ].map((role) => ({ principalId, role, scope })),
};
