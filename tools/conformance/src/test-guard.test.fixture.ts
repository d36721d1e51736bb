import { createGuard, type Guard } from "@entrim/guard";

const tenantId = "00000000-0000-4000-8000-000000000001";

/** Who may ask: the token is the name. */
const groupsOf: ReadonlyMap<string, string> = new Map([
  ["ada", "00000000-0000-4000-8000-00000000000a"],
  ["ben", "00000000-0000-4000-8000-00000000000b"],
]);

/** A guard that admits the bearers of the tokens `ada` and `ben`, after some time. */
export function createTestGuard(): Guard {
  return createGuard({
    verifier: {
      parse(authorization) {
        if (authorization === undefined) throw refusal("missing_credentials");
        const token = /^Bearer (\w+)$/.exec(authorization)?.[1];
        if (token === undefined) throw refusal("invalid_request");
        return token;
      },
      async verify(token) {
        await new Promise((resolve) => setTimeout(resolve, token === "ada" ? 4 : 1));
        if (!groupsOf.has(token)) throw refusal("invalid_token");
        const nobody = { clientId: "client", scopes: [], roles: [] };
        return { kind: "user", tenantId, objectId: token, ...nobody };
      },
      challenge: ({ code }) => `Bearer error="${code}"`,
    },
    groups: {
      resolve: async ({ objectId }) => ({ ids: [groupsOf.get(objectId) ?? ""] }),
    },
  });
}

function refusal(code: string): Error {
  return Object.assign(new Error("refused"), { code });
}
