import type { Seed, SeedApp, SeedManagedIdentity, SeedUser } from "./seed.ts";

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

export const tenantId = "e0000000-0000-4000-8000-00000000e01a";

export const ada: SeedUser = {
  id: id(10),
  userPrincipalName: "ada@contoso.example",
  displayName: "Ada Lovelace",
  jobTitle: "Head of <Finance>",
  memberOf: [id(1)],
};

export const redirectUri = "http://localhost:3000/auth/redirect";

export const chatApp: SeedApp = {
  appId: id(50),
  objectId: id(51),
  displayName: "Contoso Chat",
  identifierUri: `api://${id(50)}`,
  redirectUris: [redirectUri, "http://localhost:3000/"],
  scopes: ["access_as_user"],
  groupMembershipClaims: "SecurityGroup",
  federatedCredentials: [{ subject: id(61), audience: "api://AzureADTokenExchange" }],
};

export const chatIdentity: SeedManagedIdentity = {
  name: "chat-identity",
  kind: "UserAssigned",
  clientId: id(60),
  principalId: id(61),
  graphPermissions: ["GroupMember.Read.All"],
};

export const otherIdentity: SeedManagedIdentity = {
  name: "other-identity",
  kind: "UserAssigned",
  clientId: id(62),
  principalId: id(63),
};

/** An app that trusts the other identity. */
export const otherApp: SeedApp = {
  appId: id(52),
  objectId: id(53),
  displayName: "Contoso Other",
  identifierUri: `api://${id(52)}`,
  redirectUris: [],
  scopes: [],
  federatedCredentials: [{ subject: id(63), audience: "api://AzureADTokenExchange" }],
};

/** A tenant with one app, and with an identity that the app trusts and one that it does not. */
export const contoso: Seed = {
  tenant: { displayName: "Contoso", domain: "contoso.example" },
  subscriptionId: id(900),
  resourceGroup: "local",
  groups: [{ id: id(1), displayName: "Finance" }],
  users: [
    ada,
    { id: id(11), userPrincipalName: "kong@contoso.example", displayName: "孔子" },
    { id: id(12), userPrincipalName: "mallory@contoso.example", displayName: "<b>Mallory</b>" },
  ],
  apps: [chatApp],
  identities: [chatIdentity, otherIdentity],
  searchServices: [{ name: "contoso" }],
  openaiAccounts: [{ name: "contoso", deployments: [{ name: "chat", model: "gpt-4o" }] }],
};
