import type { Seed } from "../seed.ts";
import { exampleSearchService } from "./example-search-service.ts";

const id = (number: number): string =>
  `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

const subscriptionId = id(900);
const resourceGroup = "local";
const finance = id(1);
const chatAppId = id(50);
const identityId = id(61);
const openaiIdentityId = id(63);
const searchIdentityId = id(65);
const scope = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;

/**
 * A tenant to begin with: two people, one group, a chat without secrets, and documents that not all may see;
 * with some of everything that a seed can have.
 */
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
      // searches as the person who asks, and looks up their groups in their name
      delegatedPermissions: [
        "https://search.azure.com/user_impersonation",
        "https://graph.microsoft.com/GroupMember.Read.All",
      ],
      federatedCredentials: [{ subject: identityId, audience: "api://AzureADTokenExchange" }],
    },
  ],
  identities: [
    {
      name: "chat",
      kind: "UserAssigned",
      clientId: id(60),
      principalId: identityId,
      graphPermissions: ["User.ReadBasic.All", "GroupMember.Read.All"],
    },
    {
      name: "contoso-openai",
      kind: "SystemAssigned",
      clientId: id(62),
      principalId: openaiIdentityId,
    },
    {
      name: "contoso-search",
      kind: "SystemAssigned",
      clientId: id(64),
      principalId: searchIdentityId,
    },
  ],
  searchServices: [exampleSearchService({ scope, finance, principalId: searchIdentityId })],
  openaiAccounts: [
    {
      name: "contoso",
      deployments: [
        { name: "chat", model: "gpt-4.1", capacity: 100 },
        { name: "embed", model: "text-embedding-3-small" },
        {
          name: "local-model",
          model: "gpt-4.1",
          endpoint: { url: "http://127.0.0.1:11434/v1", model: "llama3.2" },
        },
      ],
      onYourData: true,
      resource: { identity: { type: "SystemAssigned", principalId: openaiIdentityId } },
    },
  ],
  storageAccounts: [
    {
      name: "contoso",
      containers: [
        {
          name: "handbook",
          acl: "user::rwx,group::r-x,other::---",
          blobs: [
            {
              name: "holidays.md",
              text: "# Holidays\n\nEverybody has thirty days of holiday a year.",
              contentType: "text/markdown",
              metadata: { groups: '["all"]' },
            },
            {
              name: "expenses.md",
              text: "# Expenses\n\nFinance approves expenses above five hundred.",
              contentType: "text/markdown",
              metadata: { groups: JSON.stringify([finance]) },
              acl: `user::rw-,group::r--,group:${finance}:r--,mask::r--,other::---`,
            },
          ],
        },
      ],
    },
  ],
  roleDefinitions: [
    {
      id: id(70),
      name: "Index Operator",
      description: "Looks after indexers, and reads no documents",
      assignableScopes: [scope],
      actions: ["Microsoft.Search/searchServices/*"],
    },
  ],
  roleAssignments: [
    { principalId: identityId, role: "Search Index Data Reader", scope },
    { principalId: identityId, role: "Cognitive Services OpenAI User", scope },
    { principalId: identityId, role: "Index Operator", scope },
    { principalId: openaiIdentityId, role: "Search Index Data Reader", scope },
    { principalId: openaiIdentityId, role: "Search Service Contributor", scope },
    { principalId: searchIdentityId, role: "Storage Blob Data Reader", scope },
    { principalId: searchIdentityId, role: "Cognitive Services OpenAI User", scope },
  ],
  graph: { throttling: { requests: 1000, windowInMs: 10_000 } },
  roles: { propagationInMs: 0 },
};
