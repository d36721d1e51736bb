import { createAccessTokenVerifier, type AccessTokenVerifierOptions } from "@entrim/access-token";
import { createEmulator, emulatorTenantId, type Emulator } from "@entrim/azure-emulator";
import {
  createGroupResolver,
  type GroupCaller,
  type GroupResolverOptions,
} from "@entrim/group-membership";
import { createGuard } from "@entrim/guard";
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from "jose";
import type { Comparison } from "./compare.ts";

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const appId = id(1);
const adaId = id(3);
const authority = `https://login.microsoftonline.com/${emulatorTenantId}`;

/** In how many groups the person is, and who says so. */
interface Membership {
  readonly groupCount: number;
  readonly knownFrom: "token" | "graph";
}

/** A tenant with one person. */
function emulatorWith({ groupCount, knownFrom }: Membership): Emulator {
  const groups = Array.from({ length: groupCount }, (_, n) => ({
    id: id(1000 + n),
    displayName: `Group ${n}`,
  }));
  return createEmulator({
    seed: {
      tenant: { displayName: "Contoso", domain: "contoso.example" },
      subscriptionId: id(2),
      resourceGroup: "bench",
      groups,
      users: [
        {
          id: adaId,
          userPrincipalName: "ada@contoso.example",
          displayName: "Ada",
          memberOf: groups.map((group) => group.id),
        },
      ],
      apps: [
        {
          appId,
          objectId: id(4),
          displayName: "Chat",
          identifierUri: `api://${appId}`,
          redirectUris: [],
          scopes: ["access_as_user"],
          ...(knownFrom === "token" ? { groupMembershipClaims: "SecurityGroup" as const } : {}),
        },
      ],
      identities: [
        {
          name: "chat",
          kind: "UserAssigned",
          clientId: id(5),
          principalId: id(6),
          graphPermissions: ["GroupMember.Read.All", "User.ReadBasic.All"],
        },
      ],
    },
  });
}

const fetchFrom =
  (emulator: Emulator): typeof globalThis.fetch =>
  (input, init) =>
    emulator.fetch(new Request(input, init));

/** As the server sets it up; Graph is asked where the token says nothing. */
function resolverOptions(emulator: Emulator, { knownFrom }: Membership): GroupResolverOptions {
  return {
    credential: {
      getToken: async (scopes) => ({
        token: await emulator.issueToken({ identity: "chat", scope: [scopes].flat().join(" ") }),
        expiresOnTimestamp: Date.now() + 3_600_000,
      }),
    },
    tokenGroups: knownFrom === "token" ? "complete" : "ignore",
    fetch: fetchFrom(emulator),
  };
}

function deciding(
  name: string,
  aim: number,
  membership: Membership,
  options: Pick<AccessTokenVerifierOptions, "rememberedSignatures"> = {},
): Comparison {
  return {
    name: `authorize, warm, ${name}`,
    peerName: "bare jose.jwtVerify of the same token",
    aim,
    async setUp() {
      const emulator = emulatorWith(membership);
      const fetch = fetchFrom(emulator);
      const token = await emulator.issueToken({
        user: adaId,
        scope: `api://${appId}/access_as_user`,
      });
      const guard = createGuard({
        verifier: createAccessTokenVerifier({
          tenants: [emulatorTenantId],
          audiences: [appId],
          scopes: ["access_as_user"],
          fetch,
          ...options,
        }),
        groups: createGroupResolver(resolverOptions(emulator, membership)),
      });
      const keys = (await (
        await fetch(`${authority}/discovery/v2.0/keys`)
      ).json()) as JSONWebKeySet;
      const keySet = createLocalJWKSet(keys);
      const authorization = `Bearer ${token}`;
      return {
        repeats: 50,
        subject: () => guard.authorize(authorization),
        peer: () =>
          jwtVerify(token, keySet, {
            algorithms: ["RS256"],
            issuer: `${authority}/v2.0`,
            audience: appId,
          }),
      };
    },
  };
}

/** What a hit costs more is age, invalidations and a promise. */
function remembering(groupCount: number): Comparison {
  return {
    name: `resolve, cached, ${groupCount} groups`,
    peerName: "a bare map that hands out copies",
    async setUp() {
      const membership: Membership = { groupCount, knownFrom: "graph" };
      const resolver = createGroupResolver(resolverOptions(emulatorWith(membership), membership));
      const caller: GroupCaller = {
        kind: "user",
        tenantId: emulatorTenantId,
        objectId: adaId,
        groups: { state: "absent" },
        issuedAtInMs: Date.now(),
      };
      const { ids } = await resolver.resolve(caller);
      const bare = new Map([[`${emulatorTenantId}|${adaId}`, [...ids]]]);
      return {
        repeats: 1000,
        subject: () => resolver.resolve(caller),
        peer: () => Promise.resolve(bare.get(`${caller.tenantId}|${caller.objectId}`)?.slice()),
      };
    },
  };
}

/** What the decision on a request costs. */
export const access: readonly Comparison[] = [
  deciding("10 groups in the token", 1.3, { groupCount: 10, knownFrom: "token" }),
  deciding("200 groups in the token", 1.3, { groupCount: 200, knownFrom: "token" }),
  deciding("200 groups cached from Graph", 1.3, { groupCount: 200, knownFrom: "graph" }),
  deciding(
    "10 groups in a token whose signature is remembered",
    1,
    { groupCount: 10, knownFrom: "token" },
    { rememberedSignatures: 1000 },
  ),
  remembering(200),
];
