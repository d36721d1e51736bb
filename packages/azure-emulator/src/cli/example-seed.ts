import type { Seed } from "../seed.ts";

const id = (number: number): string =>
  `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

const subscriptionId = id(900);
const resourceGroup = "local";
const finance = id(1);
const chatAppId = id(50);
const identityId = id(61);
const scope = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;

/** A tenant to begin with: two people, one group, a chat without secrets, and documents that not all may see. */
export const exampleSeed: Seed = {
  tenant: { displayName: "Contoso", domain: "contoso.example" },
  subscriptionId,
  resourceGroup,
  groups: [{ id: finance, displayName: "Finance" }],
  users: [
    {
      id: id(10),
      userPrincipalName: "ada@contoso.example",
      displayName: "Ada Lovelace",
      jobTitle: "Head of Finance",
      memberOf: [finance],
    },
    {
      id: id(11),
      userPrincipalName: "alan@contoso.example",
      displayName: "Alan Turing",
      jobTitle: "Engineer",
    },
  ],
  apps: [
    {
      appId: chatAppId,
      objectId: id(51),
      displayName: "Chat",
      identifierUri: `api://${chatAppId}`,
      redirectUris: ["http://localhost:3000/auth/redirect"],
      scopes: ["access_as_user"],
      groupMembershipClaims: "SecurityGroup",
      federatedCredentials: [{ subject: identityId, audience: "api://AzureADTokenExchange" }],
    },
  ],
  identities: [
    {
      name: "chat",
      kind: "UserAssigned",
      clientId: id(60),
      principalId: identityId,
      graphPermissions: ["GroupMember.Read.All"],
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
              { name: "id", type: "Edm.String", key: true },
              { name: "title", type: "Edm.String", searchable: true },
              { name: "content", type: "Edm.String", searchable: true },
              { name: "group_ids", type: "Collection(Edm.String)", filterable: true },
            ],
          },
          documents: [
            {
              id: "1",
              title: "Budget",
              content: "The budget for next year is two million.",
              group_ids: [finance],
            },
          ],
        },
      ],
    },
  ],
  openaiAccounts: [{ name: "contoso", deployments: [{ name: "chat", model: "gpt-4.1" }] }],
  roleAssignments: [
    { principalId: identityId, role: "Search Index Data Reader", scope },
    { principalId: identityId, role: "Cognitive Services OpenAI User", scope },
  ],
};
