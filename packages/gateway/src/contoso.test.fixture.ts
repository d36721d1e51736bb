import { emulatorTenantId, type Seed } from "@entrim/azure-emulator";

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

/** What the tests and the servers under test both name. */
export const ids: Readonly<
  Record<"tenant" | "app" | "identity" | "finance" | "engineering" | "subscription", string>
> = {
  tenant: emulatorTenantId,
  app: id(1),
  identity: id(2),
  finance: id(11),
  engineering: id(12),
  subscription: id(9),
};

/** What Graph repeats in each notification. */
export const clientState = "9f0c5a1e-6a8b-4a55-9a60-4c9f1d7e2b33";

const principalId = id(3);
const scope = `/subscriptions/${ids.subscription}`;
type Name = "ada" | "bob" | "eve" | "oscar";
const people: Readonly<Record<Name, string>> = {
  ada: id(21),
  bob: id(22),
  eve: id(23),
  oscar: id(24),
};

/** The object id of a person. */
export const personId = (name: Name): string => people[name];

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

/** What a token says. */
export function claimsOf(token: string): Readonly<Record<string, unknown>> {
  const [, claims = ""] = token.split(".");
  return JSON.parse(Buffer.from(claims, "base64url").toString()) as Record<string, unknown>;
}

/** A company with a department for each of Ada and Bob; Eve is in none, and Oscar runs the server. */
export const seed: Seed = {
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
      federatedCredentials: [{ subject: principalId, audience: "api://AzureADTokenExchange" }],
      scopes: ["Chat.Ask"],
      appRoles: [
        { value: "Operator", assignedTo: [people.oscar] },
        { value: "Ingestion.Manage", assignedTo: [people.oscar] },
      ],
    },
  ],
  identities: [
    {
      name: "chat",
      kind: "UserAssigned",
      clientId: ids.identity,
      principalId,
      graphPermissions: ["GroupMember.Read.All", "User.ReadBasic.All", "Group.Read.All"],
    },
  ],
  searchServices: [
    {
      name: "contoso",
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
  ].map((role) => ({ principalId, role, scope })),
};

function person(name: Name, memberOf: readonly string[]) {
  const userPrincipalName = `${name}@contoso.example`;
  return { id: people[name], userPrincipalName, displayName: name, memberOf };
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
