import {
  createAccessTokenVerifier,
  type AccessTokenCaller,
  type AccessTokenVerifierOptions,
} from "@entrim/access-token";
import { createEmulator, emulatorTenantId, type Emulator } from "@entrim/azure-emulator";
import {
  createGroupResolver,
  createMemoryGroupCache,
  type GroupResolver,
  type GroupResolverOptions,
} from "@entrim/group-membership";
import { createGuard, type Guard } from "./guard.ts";

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

interface TestIdentity {
  readonly name: string;
  readonly clientId: string;
  readonly principalId: string;
}

export const appId: string = id(30);
export const apiScope: string = `api://${appId}/access_as_user`;
/** In one group by way of another. */
export const ada: string = id(10);
/** In more groups than a token lists. */
export const bob: string = id(11);
/** In none. */
export const eve: string = id(12);
export const guest: string = id(13);
/** Has a role of the app. */
export const worker: TestIdentity = { name: "worker", clientId: id(22), principalId: id(23) };
/** Has none. */
export const stranger: TestIdentity = {
  name: "stranger",
  clientId: id(24),
  principalId: id(25),
};

export const finance: string = id(1001);
export const office: string = id(1002);
export const groupsOfBob: readonly string[] = Array.from({ length: 250 }, (_, n) => id(2001 + n));

/** Those who ask at the same time, each in groups that nobody else is in. */
export const crowd: readonly { readonly id: string; readonly groups: readonly string[] }[] =
  Array.from({ length: 24 }, (_, n) => ({
    id: id(100 + n),
    groups: Array.from({ length: 1 + (n % 3) }, (__, m) => id(5000 + 10 * n + m)),
  }));

const person = (user: string, memberOf: readonly string[] = []) => ({
  id: user,
  userPrincipalName: `${user}@contoso.example`,
  displayName: user,
  memberOf,
});
const group = (member: string) => ({ id: member, displayName: member });

export function createLocalAzure(): Emulator {
  return createEmulator({
    seed: {
      tenant: { displayName: "Contoso", domain: "contoso.example" },
      subscriptionId: id(1),
      resourceGroup: "local",
      groups: [
        { ...group(finance), memberOf: [office] },
        group(office),
        ...groupsOfBob.map(group),
        ...crowd.flatMap(({ groups }) => groups.map(group)),
      ],
      users: [
        person(ada, [finance]),
        person(bob, groupsOfBob),
        person(eve),
        { ...person(guest, [finance]), homeTenantId: id(998) },
        ...crowd.map((one) => person(one.id, one.groups)),
      ],
      apps: [
        {
          appId,
          objectId: id(31),
          displayName: "Chat",
          identifierUri: `api://${appId}`,
          redirectUris: [],
          scopes: ["access_as_user"],
          groupMembershipClaims: "SecurityGroup",
          optionalClaims: ["acct", "idtyp"],
          appRoles: [{ value: "Chat.Ask", assignedTo: [worker.principalId] }],
          allowPublicClient: true,
          federatedCredentials: [{ subject: id(21), audience: "api://AzureADTokenExchange" }],
        },
      ],
      identities: [
        {
          name: "chat",
          kind: "UserAssigned",
          clientId: id(20),
          principalId: id(21),
          graphPermissions: ["GroupMember.Read.All", "User.ReadBasic.All", "Application.Read.All"],
        },
        { ...worker, kind: "UserAssigned", memberOf: [office] },
        { ...stranger, kind: "UserAssigned" },
      ],
    },
  });
}

/** How the parts of a guard differ from what a server has. */
export interface LocalGuardOptions {
  readonly verifier?: Partial<AccessTokenVerifierOptions>;
  readonly groups?: Partial<GroupResolverOptions>;
}

export interface LocalGuard extends Guard {
  readonly groups: GroupResolver;
}

/** The real parts, with a local Azure behind them. */
export function createLocalGuard(azure: Emulator, options: LocalGuardOptions = {}): LocalGuard {
  const fetch: typeof globalThis.fetch = (input, init) => azure.fetch(new Request(input, init));
  const groups = createGroupResolver({
    credential: {
      getToken: async (scopes) => ({
        token: await azure.issueToken({ identity: "chat", scope: [scopes].flat().join(" ") }),
        expiresOnTimestamp: Date.now() + 3_600_000,
      }),
    },
    tokenGroups: "complete",
    cache: createMemoryGroupCache(),
    timeoutInMs: 30_000,
    fetch,
    ...options.groups,
  });
  const guard = createGuard<AccessTokenCaller>({
    verifier: createAccessTokenVerifier({
      tenants: [emulatorTenantId],
      audiences: [appId],
      scopes: ["access_as_user"],
      fetch,
      ...options.verifier,
    }),
    groups,
  });
  return { ...guard, groups };
}

/**
 * Exchanges a person's token for one that acts on behalf of this person, with the assertion of an identity
 * instead of a secret.
 */
export function onBehalfOfIn(azure: Emulator): NonNullable<GroupResolverOptions["onBehalfOf"]> {
  return (assertion) => ({
    getToken: async (scopes) => {
      const body = new URLSearchParams({
        grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
        requested_token_use: "on_behalf_of",
        client_id: appId,
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion: await azure.issueToken({
          identity: "chat",
          scope: "api://AzureADTokenExchange/.default",
        }),
        assertion,
        scope: [scopes].flat().join(" "),
      });
      const url = `https://login.microsoftonline.com/${emulatorTenantId}/oauth2/v2.0/token`;
      const response = await azure.fetch(new Request(url, { method: "POST", body }));
      const answer = (await response.json()) as Readonly<Record<string, string>>;
      // as @azure/identity does
      if (!response.ok) throw new Error(`${answer["error"]}: ${answer["error_description"]}`);
      return {
        token: answer["access_token"] ?? "",
        expiresOnTimestamp: Date.now() + 3_600_000,
      };
    },
  });
}

/** What a person's request carries. */
export const bearerOf = async (azure: Emulator, user: string): Promise<string> =>
  `Bearer ${await azure.issueToken({ user, scope: apiScope })}`;

/** What a program's request carries. */
export const bearerOfIdentity = async (
  azure: Emulator,
  identity: string,
  scope = `api://${appId}/.default`,
): Promise<string> => `Bearer ${await azure.issueToken({ identity, scope })}`;
