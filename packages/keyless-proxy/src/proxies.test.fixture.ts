import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SearchClient } from "@azure/search-documents";
import { createEmulator, type Emulator, type SeedIndexDefinition } from "@entrim/azure-emulator";
import { answerRequest, type DirectRequest, type WebHandler } from "@entrim/node-http";
import { AzureOpenAI, OpenAI } from "openai";
import { afterEach } from "vitest";
import {
  createOpenAIProxy,
  createSearchProxy,
  type Handler,
  type OpenAIProxyOptions,
  type SearchProxyOptions,
} from "./index.ts";

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

export const finance: string = id(1);
export const board: string = id(2);

/** What the caller sends as its own token; nothing of it may leave. */
export const callersToken = "token-of-the-caller";

const openaiEndpoint = "https://contoso.openai.azure.com";
const searchEndpoint = "https://contoso.search.windows.net";

const definition = {
  name: "documents",
  fields: [
    { name: "id", type: "Edm.String", key: true, filterable: true, searchable: false },
    { name: "title", type: "Edm.String", searchable: true, filterable: true },
    { name: "pages", type: "Edm.Int32", filterable: true, sortable: true, facetable: true },
    { name: "group_ids", type: "Collection(Edm.String)", filterable: true, searchable: false },
  ],
  suggesters: [{ name: "titles", searchMode: "analyzingInfixMatching", sourceFields: ["title"] }],
} satisfies SeedIndexDefinition;

/** A document of the index. */
export interface Passage {
  id: string;
  title?: string;
  pages?: number;
  group_ids?: string[];
}

const documents: readonly Passage[] = [
  { id: "budget", title: "Budget plan", pages: 40, group_ids: [finance] },
  { id: "salaries", title: "Budget of salaries", pages: 3, group_ids: [board] },
  ...Array.from({ length: 120 }, (_, n): Passage[] => [
    { id: `f${n}`, title: `Invoice ${n}`, pages: n, group_ids: [finance] },
    { id: `b${n}`, title: `Minutes ${n}`, pages: n, group_ids: [board] },
  ]).flat(),
];

function createAzure(): Emulator {
  const scope = `/subscriptions/${id(900)}/resourceGroups/local`;
  const principalId = id(61);
  return createEmulator({
    seed: {
      tenant: { displayName: "Contoso", domain: "contoso.example" },
      subscriptionId: id(900),
      resourceGroup: "local",
      identities: [{ name: "api", kind: "UserAssigned", clientId: id(60), principalId }],
      searchServices: [
        {
          name: "contoso",
          indexes: [
            {
              definition,
              documents: structuredClone(documents) as unknown as Record<string, unknown>[],
            },
            { definition: { ...definition, name: "secret" } },
          ],
        },
      ],
      openaiAccounts: [
        {
          name: "contoso",
          deployments: [
            { name: "chat", model: "gpt-4o" },
            { name: "slow", model: "gpt-4o", chunkDelayInMs: 50 },
            { name: "embed", model: "text-embedding-3-small" },
            { name: "other", model: "gpt-4o" },
          ],
        },
      ],
      roleAssignments: [
        { principalId, role: "Search Index Data Reader", scope },
        { principalId, role: "Cognitive Services OpenAI User", scope },
      ],
    },
  });
}

/** Who asks, in the tests. */
export interface Reader {
  readonly groups: readonly string[];
}

/** Both proxies behind a server of Node's, before a local Azure. */
export interface Proxies {
  readonly azure: Emulator;
  readonly origin: string;
  /** Requests that were handed to the engine. */
  readonly grounded: Request[];
  /** What the handlers threw. */
  readonly thrown: unknown[];
  /** Whose requests come next. */
  reader: Reader;
  readonly azureClient: (options?: { deployment?: string; apiVersion?: string }) => AzureOpenAI;
  readonly v1Client: () => OpenAI;
  readonly searchClient: (index?: string) => SearchClient<Passage>;
  /** Posts JSON, or asks with what `init` says, with the caller's token. */
  readonly ask: (path: string, body?: unknown, init?: RequestInit) => Promise<Response>;
  /** The bodies that a service received. */
  readonly received: (service: "search" | "openai") => readonly {
    readonly headers: Readonly<Record<string, string>>;
    readonly url: string;
    readonly json: Readonly<Record<string, unknown>>;
  }[];
}

interface ProxiesOptions {
  readonly openai?: Partial<OpenAIProxyOptions<Reader>>;
  readonly search?: Partial<SearchProxyOptions>;
  /** What stands in the way to the local Azure (nothing). */
  readonly intercept?: (request: Request) => Promise<Response> | undefined;
}

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** As the table of the guard has it. */
const statuses: Readonly<Record<string, number>> = {
  BODY_TOO_LARGE: 413,
  ROUTE_NOT_FOUND: 404,
  ROUTE_NOT_ALLOWED: 404,
  DEPLOYMENT_NOT_FOUND: 404,
  INDEX_NOT_FOUND: 404,
  UPSTREAM_FAILED: 502,
  FILTER_LOST: 502,
  ANSWER_NOT_UNDERSTOOD: 502,
  UPSTREAM_UNAVAILABLE: 503,
  PRINCIPAL_MISSING: 500,
};

export async function startProxies({
  openai,
  search,
  intercept = () => undefined,
}: ProxiesOptions = {}): Promise<Proxies> {
  const azure = createAzure();
  const credential = {
    getToken: async (scopes: string | string[]) => ({
      token: await azure.issueToken({ identity: "api", scope: String(scopes) }),
      expiresOnTimestamp: Date.now() + 3_600_000,
    }),
  };
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    return (await intercept(request)) ?? azure.fetch(request);
  };
  const openaiProxy = createOpenAIProxy<Reader>({
    endpoint: openaiEndpoint,
    credential,
    deployments: ["chat", "slow", "embed"],
    grounded: async (request) => {
      proxies.grounded.push(request);
      return Response.json({ choices: [{ message: { content: "grounded" } }] });
    },
    ungrounded: "allow",
    fetch,
    ...openai,
  });
  const searchProxy = createSearchProxy({
    endpoint: searchEndpoint,
    indexes: [definition, "bare"],
    field: "group_ids",
    credential,
    fetch,
    ...search,
  });
  const handlerOf = ({ url }: Pick<DirectRequest, "url">): Handler<Reader> =>
    new URL(url).pathname.startsWith("/search/") ? searchProxy : openaiProxy;
  const toAnswer = (error: unknown, { signal }: Pick<DirectRequest, "signal">): Response => {
    if (signal.aborted) return Response.error();
    proxies.thrown.push(error);
    const code = String((error as { code?: unknown }).code);
    return Response.json({ error: { code, message: "" } }, { status: statuses[code] ?? 400 });
  };
  const web = (request: Request): Promise<Response> =>
    handlerOf(request)(request, { principal: proxies.reader }).catch((error: unknown) =>
      toAnswer(error, request),
    );
  // as an adapter asks it
  const direct: WebHandler["direct"] = async (request) => {
    try {
      const answer = handlerOf(request).direct?.(request, { principal: proxies.reader });
      return (await answer) ?? Response.error();
    } catch (error) {
      return toAnswer(error, request);
    }
  };
  const origin = await serve(Object.assign(web, { direct }));
  const tokens = {
    azureADTokenProvider: async () => callersToken,
    maxRetries: 0,
  };
  const proxies: Proxies = {
    azure,
    origin,
    grounded: [],
    thrown: [],
    reader: { groups: [finance] },
    azureClient: ({ apiVersion = "2024-10-21", deployment } = {}) =>
      new AzureOpenAI({
        ...tokens,
        endpoint: origin,
        apiVersion,
        ...(deployment && { deployment }),
      }),
    v1Client: () =>
      new OpenAI({
        baseURL: `${origin}/openai/v1`,
        apiKey: async () => callersToken,
        maxRetries: 0,
      }),
    searchClient: (index = "documents") =>
      overLoopback(
        new SearchClient<Passage>(
          "https://proxy.example/search",
          index,
          {
            getToken: async () => ({
              token: callersToken,
              expiresOnTimestamp: Date.now() + 3_600_000,
            }),
          },
          { retryOptions: { maxRetries: 0 } },
        ),
        origin,
      ),
    ask: (path, body, init) =>
      globalThis.fetch(`${origin}${path}`, {
        ...(body !== undefined && {
          method: "POST",
          body: typeof body === "string" ? body : JSON.stringify(body),
        }),
        ...init,
        headers: {
          authorization: `Bearer ${callersToken}`,
          "content-type": "application/json",
          ...(init?.headers as Record<string, string>),
        },
      }),
    received: (service) =>
      azure.requests
        .filter((request) => request.service === service)
        .map(({ headers, url, body }) => ({
          headers,
          url,
          json: JSON.parse(body || "{}") as Record<string, unknown>,
        })),
  };
  return proxies;
}

/** The official client sends its token over TLS only; the server of the test has none. */
function overLoopback<T extends Pick<SearchClient<Passage>, "pipeline">>(
  client: T,
  origin: string,
): T {
  client.pipeline.addPolicy(
    {
      name: "overLoopback",
      sendRequest(request, next) {
        request.url = request.url.replace("https://proxy.example", origin);
        request.allowInsecureConnection = true;
        return next(request);
      },
    },
    { afterPhase: "Sign" },
  );
  return client;
}

async function serve(handler: WebHandler): Promise<string> {
  const server = createServer((incoming, outgoing) => {
    answerRequest(incoming, outgoing, handler).catch(() => outgoing.destroy());
  });
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
