import { createServer, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { AccessToken, GetTokenOptions, TokenCredential } from "@azure/core-auth";
import { createDefaultHttpClient, type HttpClient } from "@azure/core-rest-pipeline";

export const host = "contoso.search.windows.net";
export const scope = "https://search.azure.com/.default";

/** What a service asks for that refuses a revoked token. */
export const revocation = '{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}';

export interface ServiceAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface ServiceRequest {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A service on loopback that is reached under an Azure host name; it answers `{}` unless told otherwise. */
export interface FakeService extends AsyncDisposable {
  readonly requests: ServiceRequest[];
  readonly answers: ServiceAnswer[];
  /** A token that was revoked: requests with it are challenged. */
  revoked: string | undefined;
  /** Addresses other than the service's that somebody tried to reach. */
  readonly strayed: string[];
  readonly fetch: typeof globalThis.fetch;
  readonly httpClient: HttpClient;
}

export async function startService(): Promise<FakeService> {
  const requests: ServiceRequest[] = [];
  const answers: ServiceAnswer[] = [];
  const strayed: string[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const body = await readBody(request);
      requests.push({ method: request.method, path: request.url, headers: request.headers, body });
      const isRevoked = request.headers.authorization === `Bearer ${service.revoked}`;
      const answer = isRevoked
        ? challenge(revocation)
        : (answers.shift() ?? { status: 200, body: "{}" });
      response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
      response.end(answer.body ?? "");
    })();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;

  const onLoopback = (address: string): string => {
    const url = new URL(address);
    if (url.origin !== `https://${host}`) {
      strayed.push(address);
      throw new Error("strayed");
    }
    return `http://127.0.0.1:${port}${url.pathname}${url.search}`;
  };
  const client = createDefaultHttpClient();
  const service: FakeService = {
    requests,
    answers,
    revoked: undefined,
    strayed,
    async fetch(input, init) {
      return input instanceof Request
        ? fetch(new Request(onLoopback(input.url), input), init)
        : fetch(onLoopback(String(input)), init);
    },
    httpClient: {
      async sendRequest(request) {
        const { url } = request;
        request.url = onLoopback(url);
        request.allowInsecureConnection = true;
        try {
          return await client.sendRequest(request);
        } finally {
          request.url = url;
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
  return service;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** A credential whose tokens are numbered and live an hour by the clock of the test. */
export interface NumberingCredential extends TokenCredential {
  readonly asked: (GetTokenOptions & { scopes: string | string[] })[];
  /** What the next demands wait for, or fail with. */
  readonly next: Promise<unknown>[];
}

export function numberingCredential(lifetimeInMs = 3_600_000): NumberingCredential {
  const asked: NumberingCredential["asked"] = [];
  const next: Promise<unknown>[] = [];
  return {
    asked,
    next,
    async getToken(scopes, options = {}): Promise<AccessToken> {
      asked.push({ scopes, ...options });
      const token = `token-${asked.length}`;
      await next.shift();
      return { token, expiresOnTimestamp: Date.now() + lifetimeInMs };
    },
  };
}

/** A challenge as Azure words it. */
export function challenge(
  claims: string,
  encoding: "base64" | "base64url" = "base64",
): ServiceAnswer {
  const encoded = Buffer.from(claims).toString(encoding);
  return {
    status: 401,
    headers: {
      "www-authenticate": `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", error="insufficient_claims", claims="${encoded}"`,
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
