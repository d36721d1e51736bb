import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import type { TokenCredential } from "@azure/core-auth";
import { createDefaultHttpClient, type HttpClient } from "@azure/core-rest-pipeline";
import { keyOf } from "../evidence/resource-id.ts";
import type { Mutable } from "../contoso.test.fixture.ts";

export const credential: TokenCredential = {
  getToken: (scopes) =>
    Promise.resolve({ token: `for ${String(scopes)}`, expiresOnTimestamp: Date.now() + 3_600_000 }),
};

/** What a request to the fake said. */
interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: Mutable;
}

/** Azure Resource Manager and Microsoft Graph on loopback, holding what a snapshot holds. */
export interface FakeAzure extends AsyncDisposable {
  readonly httpClient: HttpClient;
  readonly requests: FakeRequest[];
  /** Answers that come before its own: what a path contains, and how often. */
  readonly faults: {
    readonly path: string;
    status: number;
    times: number;
    body?: Mutable;
    headers?: Record<string, string>;
  }[];
  /** Hosts other than Azure's that somebody tried to reach. */
  readonly strayed: string[];
  /** The most requests that were open at a time. */
  readonly mostOpen: number;
}

export async function startAzure(snapshot: Mutable): Promise<FakeAzure> {
  const requests: FakeRequest[] = [];
  const faults: FakeAzure["faults"] = [];
  const strayed: string[] = [];
  let open = 0;
  let mostOpen = 0;

  const server = createServer((incoming, outgoing) => {
    void (async () => {
      open++;
      mostOpen = Math.max(mostOpen, open);
      const body = await readBody(incoming);
      // long enough for others to come meanwhile
      await setTimeout(2);
      const path = decodeURIComponent(incoming.url ?? "");
      const method = incoming.method ?? "";
      requests.push({ method, path, authorization: incoming.headers.authorization, body });
      const fault = faults.find((one) => one.times > 0 && path.includes(one.path));
      if (fault !== undefined) fault.times--;
      const answer = fault ?? answerOf(snapshot, method, path, body);
      open--;
      outgoing.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
      outgoing.end(answer.body === undefined ? "" : JSON.stringify(answer.body));
    })();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const client = createDefaultHttpClient();
  return {
    requests,
    faults,
    strayed,
    get mostOpen() {
      return mostOpen;
    },
    httpClient: {
      async sendRequest(request) {
        const url = new URL(request.url);
        if (!["management.azure.com", "graph.microsoft.com"].includes(url.host)) {
          strayed.push(url.host);
        }
        const real = request.url;
        request.url = `http://127.0.0.1:${port}${url.pathname}${url.search}`;
        request.allowInsecureConnection = true;
        try {
          return await client.sendRequest(request);
        } finally {
          request.url = real;
        }
      },
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

interface Answer {
  readonly status: number;
  readonly body?: Mutable;
  readonly headers?: Record<string, string>;
}

function list(rows: Mutable[] = []): Answer {
  return { status: 200, body: { value: rows } };
}

function typed(type: string, row: Mutable): Mutable {
  return { type, ...row };
}

function answerOf(snapshot: Mutable, method: string, url: string, body: Mutable): Answer {
  const [path = "", query = ""] = url.split("?");
  const extension = "/providers/Microsoft.Authorization/";
  const at = path.lastIndexOf(extension);
  const scope = at < 0 ? "" : path.slice(0, at);
  const kind = at < 0 ? "" : path.slice(at + extension.length).split("/")[0];
  const above = ({ properties }: Mutable): boolean =>
    keyOf(scope).startsWith(keyOf(properties.scope).replace(/\/$/, ""));
  if (kind === "roleAssignments" && method === "PUT") {
    const found = snapshot.roleAssignments.find(({ id }: Mutable) => keyOf(id) === keyOf(path));
    if (found !== undefined) return { status: 200, body: found };
    const row = { id: path, properties: { ...body.properties, scope } };
    snapshot.roleAssignments.push(row);
    return { status: 201, body: row };
  }
  if (kind === "roleAssignments" && method === "DELETE") {
    snapshot.roleAssignments = snapshot.roleAssignments.filter(
      ({ id }: Mutable) => keyOf(id) !== keyOf(path),
    );
    return { status: 200 };
  }
  if (kind === "roleAssignments" && !path.endsWith(kind)) {
    const row = snapshot.roleAssignments.find(({ id }: Mutable) => keyOf(id) === keyOf(path));
    return row === undefined ? { status: 404 } : { status: 200, body: row };
  }
  if (kind === "roleAssignments") {
    const principal = /assignedTo\('(.*?)'\)/.exec(query)?.[1];
    const groups = snapshot.groupMembership[principal ?? ""] ?? [];
    return list(
      snapshot.roleAssignments
        .filter(above)
        .filter(
          ({ properties }: Mutable) =>
            principal === undefined || [principal, ...groups].includes(properties.principalId),
        )
        .map((row: Mutable) => typed("Microsoft.Authorization/roleAssignments", row)),
    );
  }
  if (kind === "denyAssignments") return list(snapshot.denyAssignments.filter(above));
  if (kind === "roleEligibilityScheduleInstances") return list(snapshot.eligibleAssignments);
  if (kind === "roleDefinitions") return { status: 404, body: { error: { code: "NotFound" } } };
  if (path.endsWith("/deployments")) {
    return list(
      snapshot.deployments[path.slice(0, -"/deployments".length)].map((row: Mutable) =>
        Object.assign(typed("Microsoft.CognitiveServices/accounts/deployments", row), {
          id: `${path}/${row.name}`,
        }),
      ),
    );
  }
  if (path.endsWith("/sharedPrivateLinkResources")) return list();
  if (path.endsWith("/containers")) return list();
  if (path.endsWith("/virtualNetworkGateways")) {
    return list(snapshot.resources.filter(({ name }: Mutable) => name === "vgw"));
  }
  if (path.endsWith("/providers/Microsoft.Network/privateDnsZones")) {
    return list(snapshot.privateDns.map(({ zone }: Mutable) => zone));
  }
  for (const { zone, virtualNetworkLinks, recordSets } of snapshot.privateDns) {
    if (path === `${zone.id}/virtualNetworkLinks`) {
      return list(
        virtualNetworkLinks.map((row: Mutable) =>
          typed("Microsoft.Network/privateDnsZones/virtualNetworkLinks", row),
        ),
      );
    }
    if (path === `${zone.id}/A`) return list(recordSets);
  }
  if (path.endsWith("/appRoleAssignments")) return list(snapshot.entra.graphAppRoles);
  if (path.endsWith("/federatedIdentityCredentials")) {
    return list(snapshot.entra.application.federatedIdentityCredentials);
  }
  if (path.startsWith("/v1.0/applications("))
    return { status: 200, body: snapshot.entra.application };
  const row = snapshot.resources.find(({ id }: Mutable) => keyOf(id) === keyOf(path));
  if (row === undefined) return { status: 404, body: { error: { code: "ResourceNotFound" } } };
  if (method === "PATCH") {
    Object.assign(row.properties, body.properties);
    if (body.identity !== undefined) row.identity = body.identity;
  }
  return { status: 200, body: row };
}

async function readBody(request: IncomingMessage): Promise<Mutable> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text === "" ? undefined : JSON.parse(text);
}
