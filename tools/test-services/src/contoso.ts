import { emulatorTenantId, type Seed } from "@entrim/azure-emulator";

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

/** What tests and the servers under test both name. */
export const ids: Readonly<
  Record<
    | "tenant"
    | "app"
    | "identity"
    | "principal"
    | "searchPrincipal"
    | "finance"
    | "engineering"
    | "subscription",
    string
  >
> = {
  tenant: emulatorTenantId,
  app: id(1),
  identity: id(2),
  principal: id(3),
  searchPrincipal: id(7),
  subscription: id(9),
  finance: id(11),
  engineering: id(12),
};

/** The object ids of people: Ada is in Finance, Bob in Engineering, Eve in none; Oscar runs the servers. */
export const people: Readonly<Record<"ada" | "bob" | "eve" | "oscar", string>> = {
  ada: id(21),
  bob: id(22),
  eve: id(23),
  oscar: id(24),
};

const scope = `/subscriptions/${ids.subscription}`;
const providers = `${scope}/resourceGroups/chat/providers/Microsoft`;

/** Resource ids. */
export const resources: Readonly<Record<"openai" | "search" | "storage", string>> = {
  openai: `${providers}.CognitiveServices/accounts/contoso`,
  search: `${providers}.Search/searchServices/contoso`,
  storage: `${providers}.Storage/storageAccounts/contoso`,
};

const groupField = {
  name: "group_ids",
  type: "Collection(Edm.String)",
  filterable: true,
  searchable: false,
} as const;

const fields = [
  { name: "id", type: "Edm.String", key: true, filterable: true },
  { name: "content", type: "Edm.String", searchable: true },
  groupField,
] as const;

const everybody = [ids.finance, ids.engineering];

/** A company with a department for each of Ada and Bob, and indexes for both. */
export const contoso: Seed = {
  tenant: { displayName: "Contoso", domain: "contoso.example" },
  subscriptionId: ids.subscription,
  resourceGroup: "chat",
  groups: [
    { id: ids.finance, displayName: "Finance" },
    { id: ids.engineering, displayName: "Engineering" },
  ],
  users: [
    person("ada", [ids.finance]),
    person("bob", [ids.engineering]),
    person("eve", []),
    person("oscar", []),
  ],
  apps: [
    {
      appId: ids.app,
      objectId: id(4),
      displayName: "Chat",
      identifierUri: `api://${ids.app}`,
      redirectUris: [],
      federatedCredentials: [{ subject: ids.principal, audience: "api://AzureADTokenExchange" }],
      scopes: ["Chat.Ask", "access_as_user"],
      appRoles: [
        { value: "Operator", assignedTo: [people.oscar] },
        { value: "Ingestion.Manage", assignedTo: [people.oscar] },
        { value: "Skill.Call", assignedTo: [ids.searchPrincipal] },
      ],
    },
    // stands in for Azure's Redis, of which only the audience matters here
    {
      appId: id(5),
      objectId: id(6),
      displayName: "Redis",
      identifierUri: "https://redis.azure.com",
      redirectUris: [],
      scopes: [],
    },
  ],
  identities: [
    {
      name: "chat",
      kind: "UserAssigned",
      clientId: ids.identity,
      principalId: ids.principal,
      graphPermissions: ["GroupMember.Read.All", "User.ReadBasic.All", "Group.Read.All"],
    },
    {
      name: "search",
      kind: "SystemAssigned",
      clientId: id(8),
      principalId: ids.searchPrincipal,
    },
  ],
  searchServices: [
    {
      name: "contoso",
      resource: { identity: { type: "SystemAssigned", principalId: ids.searchPrincipal } },
      indexes: [
        {
          definition: {
            name: "documents",
            fields: [...fields],
          },
          documents: [
            document("1", "The allowance in Finance is 91 euros.", ids.finance),
            document("2", "The allowance in Engineering is 64 euros.", ids.engineering),
          ],
        },
        {
          definition: {
            name: "travel",
            fields: [...fields],
          },
          documents: [
            document("1", "The allowance for travel in Finance is 33 euros.", ids.finance),
            document("2", "The allowance for travel in Engineering is 22 euros.", ids.engineering),
          ],
        },
        {
          // trims by itself as well
          definition: {
            name: "guarded",
            permissionFilterOption: "enabled",
            fields: [...fields, { ...groupField, name: "readers", permissionFilter: "groupIds" }],
            semantic: {
              defaultConfiguration: "default",
              configurations: [
                {
                  name: "default",
                  prioritizedFields: { prioritizedContentFields: [{ fieldName: "content" }] },
                },
              ],
            },
          },
          documents: [
            guarded("1", "The allowance for both is 10 euros.", [ids.finance], [ids.finance]),
            guarded("2", "The allowance for us alone is 20 euros.", [ids.finance], ["none"]),
            guarded("3", "The allowance for Azure alone is 30 euros.", [], ["all"]),
            guarded("4", "The allowance of others is 40 euros.", everybody, [ids.engineering]),
          ],
        },
      ],
      knowledgeSources: [
        {
          name: "guarded",
          kind: "searchIndex",
          searchIndexParameters: {
            searchIndexName: "guarded",
            sourceDataFields: ["id", "content", "group_ids"].map((name) => ({ name })),
          },
        },
      ],
      knowledgeBases: [{ name: "guarded", knowledgeSources: [{ name: "guarded" }] }],
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
    "Storage Blob Data Contributor",
    // for readiness
    "Reader",
  ]
    .map((role) => ({ principalId: ids.principal, role, scope }))
    // an indexer reads the container itself
    .concat({
      principalId: ids.searchPrincipal,
      role: "Storage Blob Data Reader",
      scope: resources.storage,
    }),
};

function person(name: keyof typeof people, memberOf: readonly string[]) {
  const displayName = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
  return { id: people[name], userPrincipalName: `${name}@contoso.example`, displayName, memberOf };
}

function document(key: string, content: string, group: string) {
  return { id: key, content, group_ids: [group] };
}

function guarded(
  key: string,
  content: string,
  groups: readonly string[],
  readers: readonly string[],
) {
  return { id: key, content, group_ids: [...groups], readers: [...readers] };
}
