import { AuthenticationHandler, Client, type Context } from "@microsoft/microsoft-graph-client";
import type { Directory } from "../azure.ts";
import { createClock, type AdvanceableClock } from "../clock.ts";
import { createDirectory } from "../entra/directory.ts";
import { findResource, graphAudience } from "../entra/resources.ts";
import { createTokenAuthority } from "../entra/tokens.ts";
import { createOutbound } from "../net/outbound.ts";
import { sendOutside } from "../net/send-outside.ts";
import { createDenyAssignments } from "../roles/deny-assignments.ts";
import { createRoleAssignments } from "../roles/role-assignments.ts";
import type { Seed } from "../seed.ts";
import { createGraph } from "./graph.ts";

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

export const staff: string = id(1);
export const finance: string = id(2);
export const board: string = id(3);
export const ada: string = id(10);
export const ben: string = id(11);
export const app: string = id(51);

/** Ada is in Finance, Finance and the Board are in Staff, and Staff is in the Board. */
const seed: Seed = {
  tenant: { displayName: "Contoso", domain: "contoso.example" },
  subscriptionId: id(900),
  resourceGroup: "local",
  groups: [
    { id: staff, displayName: "Staff", memberOf: [board] },
    { id: finance, displayName: "Finance", memberOf: [staff] },
    { id: board, displayName: "Board", memberOf: [staff] },
  ],
  users: [
    { id: ada, userPrincipalName: "ada@contoso.example", displayName: "Ada", memberOf: [finance] },
    { id: ben, userPrincipalName: "ben@contoso.example", displayName: "Ben" },
  ],
  apps: [
    {
      appId: id(50),
      objectId: app,
      displayName: "Chat",
      identifierUri: "api://chat",
      redirectUris: [],
      scopes: [],
    },
  ],
};

/** A Graph and what its tests ask it with. */
interface LocalGraph {
  readonly clock: AdvanceableClock;
  readonly directory: Directory;
  /** Has the service do what the time brings. */
  readonly catchUp: () => void;
  /** Ends a person's session. */
  readonly revoke: (userId: string) => void;
  readonly fetch: (request: Request) => Promise<Response>;
  /** The token of a person, with those delegated permissions. */
  readonly personToken: (userId: string, ...scopes: string[]) => Promise<string>;
  /** The same for a client that can answer claims challenges. */
  readonly capableToken: (userId: string, ...scopes: string[]) => Promise<string>;
  /** The token of an identity with those application permissions. */
  readonly appToken: (...permissions: string[]) => Promise<string>;
  /** The official client, which asks with that token. */
  readonly client: (token: string) => Client;
  /** Asks without a client. */
  readonly ask: (
    token: string | undefined,
    path: string,
    init?: { method?: string; headers?: Record<string, string>; body?: unknown },
  ) => Promise<Response>;
}

/** A Graph without a port. */
export function createLocalGraph(change: Partial<Seed> = {}): LocalGraph {
  const clock = createClock();
  const everything = { ...seed, ...change };
  const known = createDirectory(everything, clock);
  let granted: readonly string[] = [];
  const directory = { ...known, graphPermissionsOf: () => granted };
  const tokens = createTokenAuthority({ clock, directory });
  const denials = createDenyAssignments(everything, known);
  const roles = createRoleAssignments({ seed: everything, directory: known, denials, clock });
  const outbound = createOutbound({});
  const azure = { clock, directory, tokens, roles, denials };
  const graph = createGraph(azure, {
    send: (request) => sendOutside(request, outbound),
    throttling: everything.graph?.throttling,
  });
  const resource = findResource(directory, graphAudience);
  if (!resource) throw new Error("Graph is no resource");
  const grant = { clientId: id(50), clientProof: "assertion", resource } as const;

  const personToken = async (
    userId: string,
    scopes: readonly string[],
    clientCapabilities: readonly string[] = [],
  ): Promise<string> => {
    const user = directory.users.find((each) => each.id === userId);
    if (!user) throw new Error(`no user ${userId}`);
    const subject = { kind: "user", user } as const;
    const wanted = { ...grant, subject, scopes, clientCapabilities };
    return (await tokens.issueAccessToken(wanted)).token;
  };

  return {
    clock,
    directory,
    catchUp: () => graph.catchUp(),
    revoke: (userId) => tokens.revokeSession(userId),
    fetch: (request) => graph.fetch(request),
    personToken: (userId, ...scopes) => personToken(userId, scopes),
    capableToken: (userId, ...scopes) => personToken(userId, scopes, ["cp1"]),
    async appToken(...permissions) {
      granted = permissions;
      const subject = { kind: "app", objectId: app } as const;
      return (await tokens.issueAccessToken({ ...grant, subject, scopes: [] })).token;
    },
    client(token) {
      const authentication = new AuthenticationHandler({ getAccessToken: async () => token });
      authentication.setNext({
        async execute(context: Context) {
          context.response = await graph.fetch(new Request(context.request, context.options));
        },
      });
      return Client.initWithMiddleware({ middleware: authentication });
    },
    ask: (token, path, { method = "GET", headers = {}, body } = {}) =>
      graph.fetch(
        new Request(`https://graph.microsoft.com/v1.0${path}`, {
          method,
          headers: {
            ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
            ...(body === undefined ? {} : { "content-type": "application/json" }),
            ...headers,
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
      ),
  };
}

/** The id of a further group. */
export function numberedGroup(n: number): string {
  return id(100_000 + n);
}
