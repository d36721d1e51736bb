import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { AccessToken, GetTokenOptions, TokenCredential } from "@azure/core-auth";
import type { GroupCaller } from "./group-caller.ts";

/** A GUID that ends in a number. */
export const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

export const tenantId: string = id(999);

/** A user of whom the token says nothing about groups. */
export const ada: GroupCaller = {
  kind: "user",
  tenantId,
  objectId: id(10),
  groups: { state: "absent" },
  issuedAtInMs: 0,
};

/** What the fake answers instead of the truth. */
interface Fault {
  /** Part of the path and query (any request). */
  readonly path?: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** `hang` never answers, `reset` breaks the connection. */
  readonly instead?: "hang" | "reset";
}

interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A Microsoft Graph on loopback, with as many groups as it is told. */
export interface FakeGraph extends AsyncDisposable {
  /** Reaches the fake under Graph's production name; any other address is recorded and fails. */
  readonly fetch: typeof globalThis.fetch;
  readonly requests: RecordedRequest[];
  readonly strayed: string[];
  /** By object id; whoever asks for `/me` is `me`. */
  readonly groupsOf: Map<string, readonly string[]>;
  readonly faults: Fault[];
  me: string;
  /** Above how many groups the call in one piece fails; pages hold two. */
  resultSizeLimit: number;
  /** What the next requests wait for. */
  gate: Promise<void> | undefined;
}

export async function startGraph(): Promise<FakeGraph> {
  const server = createServer((request, response) => void answer(graph, request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const graph: FakeGraph = {
    requests: [],
    strayed: [],
    groupsOf: new Map(),
    faults: [],
    me: ada.objectId,
    resultSizeLimit: 11_000,
    gate: undefined,
    fetch(input, init) {
      const url = new URL(input instanceof Request ? input.url : input);
      if (url.origin !== "https://graph.microsoft.com") {
        graph.strayed.push(url.href);
        return Promise.reject(new Error("strayed"));
      }
      return fetch(`http://127.0.0.1:${port}${url.pathname}${url.search}`, init);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
  return graph;
}

async function answer(
  graph: FakeGraph,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = "", url: path = "", headers } = request;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  graph.requests.push({
    method,
    path,
    authorization: headers.authorization,
    headers,
    body: Buffer.concat(chunks).toString(),
  });
  await graph.gate;
  const index = graph.faults.findIndex((fault) => path.includes(fault.path ?? ""));
  const fault = index === -1 ? undefined : graph.faults.splice(index, 1)[0];
  if (fault?.instead === "hang") return;
  if (fault?.instead === "reset") {
    request.socket.destroy();
    return;
  }
  const reply = (status: number, body: unknown, extra = {}): void => {
    response.writeHead(status, { "content-type": "application/json", ...extra });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
  if (fault !== undefined) {
    reply(fault.status, fault.body ?? { error: { code: "fault", message: "" } }, fault.headers);
    return;
  }

  const url = new URL(path, "https://graph.microsoft.com");
  const match = /^\/v1\.0\/(?:me|users\/([^/]+)|servicePrincipals\/([^/]+))\/(.+)$/.exec(
    url.pathname,
  );
  const groups = graph.groupsOf.get(match?.[1] ?? match?.[2] ?? graph.me);
  if (match === null || groups === undefined) {
    reply(404, { error: { code: "Request_ResourceNotFound", message: "" } });
  } else if (/^getMember(Objects|Groups)$/.test(match[3] ?? "") && method === "POST") {
    if (groups.length > graph.resultSizeLimit) {
      reply(400, { error: { code: "Directory_ResultSizeLimitExceeded", message: "" } });
    } else {
      reply(200, { value: groups });
    }
  } else if (match[3] === "transitiveMemberOf/microsoft.graph.group" && method === "GET") {
    if (headers["consistencylevel"] !== "eventual" || url.searchParams.get("$count") !== "true") {
      reply(400, { error: { code: "Request_UnsupportedQuery", message: "" } });
      return;
    }
    const start = Number(
      Buffer.from(url.searchParams.get("$skiptoken") ?? "", "base64").toString() || 0,
    );
    const next = new URL(url);
    next.searchParams.set("$skiptoken", Buffer.from(String(start + 2)).toString("base64"));
    reply(200, {
      value: groups.slice(start, start + 2).map((group) => ({ id: group })),
      ...(start + 2 < groups.length ? { "@odata.nextLink": next.href } : {}),
    });
  } else {
    reply(404, { error: { code: "Request_BadRequest", message: "" } });
  }
}

/** A credential that counts, and gives out `<name>-1`, `<name>-2` … for each new demand for claims. */
export interface CountingCredential extends TokenCredential {
  readonly asked: (GetTokenOptions & { scopes: string | string[] })[];
}

export function countingCredential(name: string): CountingCredential {
  const asked: CountingCredential["asked"] = [];
  return {
    asked,
    getToken(scopes, options = {}): Promise<AccessToken> {
      asked.push({ scopes, ...options });
      const number = asked.filter(({ claims }) => claims !== undefined).length + 1;
      return Promise.resolve({
        token: `${name}-${number}`,
        expiresOnTimestamp: Date.now() + 3_600_000,
      });
    },
  };
}

/** Something to wait for until it is opened. */
export function createGate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}
