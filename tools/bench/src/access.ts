import { createAccessTokenVerifier } from "@entrim/access-token";
import { createEmulator, emulatorTenantId, type Emulator } from "@entrim/azure-emulator";
import { createGroupResolver } from "@entrim/group-membership";
import { createGuard } from "@entrim/guard";
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from "jose";
import type { Comparison } from "./compare.ts";

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const appId = id(1);
const authority = `https://login.microsoftonline.com/${emulatorTenantId}`;

/** A tenant with one person in that many groups. */
function emulatorWith(groupCount: number): Emulator {
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
          id: id(3),
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
          groupMembershipClaims: "SecurityGroup",
        },
      ],
    },
  });
}

function deciding(groupCount: number): Comparison {
  return {
    name: `authorize, warm, ${groupCount} groups in the token`,
    peerName: "bare jose.jwtVerify of the same token",
    aim: 1.3,
    async setUp() {
      const emulator = emulatorWith(groupCount);
      const token = await emulator.issueToken({
        user: "ada@contoso.example",
        scope: `api://${appId}/access_as_user`,
      });
      const fetch: typeof globalThis.fetch = (input, init) =>
        emulator.fetch(new Request(input, init));
      const guard = createGuard({
        verifier: createAccessTokenVerifier({
          tenants: [emulatorTenantId],
          audiences: [appId],
          scopes: ["access_as_user"],
          fetch,
        }),
        groups: createGroupResolver({
          // nobody is asked: the token lists them all
          credential: { getToken: () => Promise.resolve(null) },
          tokenGroups: "complete",
          fetch,
        }),
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

/** What the decision on a request costs. */
export const access: readonly Comparison[] = [deciding(10), deciding(200)];
