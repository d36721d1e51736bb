import type { TokenCredential } from "@azure/core-auth";
import { createEmulator, emulatorTenantId, type Emulator, type Seed } from "@entrim/azure-emulator";
import { id } from "./graph.test.fixture.ts";
import type { GroupCaller } from "./group-caller.ts";

interface TestUser {
  readonly id: string;
  readonly userPrincipalName: string;
}

interface TestIdentity {
  readonly name: string;
  readonly clientId: string;
  readonly principalId: string;
}

/** In few groups, one of them by way of another; in more than a token lists; in none. */
export const ada: TestUser = { id: id(10), userPrincipalName: "ada@contoso.example" };
export const bob: TestUser = { id: id(11), userPrincipalName: "bob@contoso.example" };
export const eve: TestUser = { id: id(12), userPrincipalName: "eve@contoso.example" };

export const identity: TestIdentity = { name: "chat", clientId: id(20), principalId: id(21) };
/** An identity that may read nothing. */
export const stranger: TestIdentity = { name: "stranger", clientId: id(22), principalId: id(23) };
/** An identity that watches groups, and may change who is in them. */
export const watcher: TestIdentity = { name: "watcher", clientId: id(24), principalId: id(25) };

const app = { appId: id(30), identifierUri: `api://${id(30)}` };
export const clientId: string = app.appId;

export const groupsOfAda: readonly string[] = [id(1001), id(1002)];
export const groupsOfBob: readonly string[] = Array.from({ length: 250 }, (_, n) => id(2001 + n));

/** A company with three people, and an app whose tokens list groups. */
const seed: Seed = {
  tenant: { displayName: "Contoso", domain: "contoso.example" },
  subscriptionId: id(1),
  resourceGroup: "local",
  groups: [
    { id: id(1001), displayName: "Finance", memberOf: [id(1002)] },
    { id: id(1002), displayName: "Office" },
    ...groupsOfBob.map((group) => ({ id: group, displayName: group })),
  ],
  users: [
    { ...ada, displayName: "Ada", memberOf: [id(1001)] },
    { ...bob, displayName: "Bob", memberOf: groupsOfBob },
    { ...eve, displayName: "Eve" },
  ],
  apps: [
    {
      ...app,
      objectId: id(31),
      displayName: "Chat",
      redirectUris: [],
      scopes: ["access_as_user"],
      groupMembershipClaims: "SecurityGroup",
      federatedCredentials: [
        { subject: identity.principalId, audience: "api://AzureADTokenExchange" },
      ],
    },
  ],
  identities: [
    {
      ...identity,
      kind: "UserAssigned",
      graphPermissions: ["GroupMember.Read.All", "User.ReadBasic.All", "Application.Read.All"],
    },
    { ...stranger, kind: "UserAssigned" },
    {
      ...watcher,
      kind: "UserAssigned",
      graphPermissions: ["Group.Read.All", "GroupMember.ReadWrite.All"],
    },
  ],
};

/** Starts with the company, without any port. */
export const createLocalAzure = (): Emulator => createEmulator({ seed });

/** A token with which somebody comes to the app. */
export const tokenOf = (azure: Emulator, { id: user }: Pick<TestUser, "id">): Promise<string> =>
  azure.issueToken({ user, scope: `${app.identifierUri}/access_as_user` });

/** A credential of an identity, for the emulator without a port. */
export const credentialOf = (
  azure: Emulator,
  { name }: Pick<TestIdentity, "name">,
): TokenCredential => ({
  getToken: async (scopes) => ({
    token: await azure.issueToken({ identity: name, scope: [scopes].flat().join(" ") }),
    expiresOnTimestamp: Date.now() + 3_600_000,
  }),
});

/** What a verifier makes of a token. */
export function callerOf(token: string): GroupCaller {
  const payload = Buffer.from(token.split(".")[1] ?? "", "base64url").toString();
  const claims = JSON.parse(payload) as {
    readonly oid: string;
    readonly iat: number;
    readonly groups?: readonly string[];
    readonly ["_claim_names"]?: unknown;
  };
  const groups = (): GroupCaller["groups"] => {
    if (claims["_claim_names"] !== undefined) return { state: "overage" };
    return claims.groups ? { state: "listed", ids: claims.groups } : { state: "absent" };
  };
  return {
    kind: "user",
    tenantId: emulatorTenantId,
    objectId: claims.oid,
    groups: groups(),
    issuedAtInMs: claims.iat * 1000,
  };
}
