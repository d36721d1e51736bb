import type { TokenCredential } from "@azure/core-auth";
import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  type HttpClient,
  type HttpMethods,
  type Pipeline,
} from "@azure/core-rest-pipeline";
import { azureCloud, type AzureCloudName } from "@entrim/azure-clouds";
import { tokenCredentialPolicy } from "@entrim/token-credential-policy";
import { listAt, type Json } from "../evidence/read-path.ts";
import { RbacVerifierError } from "../rbac-verifier-error.ts";
import { notReached, readRefusal } from "./read-refusal.ts";

/** How Azure is reached. */
export interface AzureClientOptions {
  /** Whose token is sent; reading needs the role Reader. */
  readonly credential: TokenCredential;
  /** (`public`) */
  readonly cloud?: AzureCloudName;
  /** Requests at a time (4). */
  readonly concurrency?: number;
  /** Sends requests (the default client of `@azure/core-rest-pipeline`). */
  readonly httpClient?: HttpClient;
  readonly abortSignal?: AbortSignal;
}

/** The names of those options. */
export const azureClientOptions: Readonly<Record<keyof AzureClientOptions, true>> = {
  credential: true,
  cloud: true,
  concurrency: true,
  httpClient: true,
  abortSignal: true,
};

/** An answer of Azure. */
export interface AzureAnswer {
  readonly status: number;
  readonly body: Json;
}

/** Azure Resource Manager, Microsoft Graph or AI Search, by path. Throttling is waited for, and tried again. */
export interface AzureClient {
  /** @param path From the root, with `api-version`. */
  send(
    method: "GET" | "PUT" | "PATCH" | "POST" | "DELETE",
    path: string,
    body?: unknown,
  ): Promise<AzureAnswer>;
  /**
   * What stands at a path; undefined when there is nothing.
   *
   * @throws RbacVerifierError `ACCESS_DENIED` and `AZURE_UNAVAILABLE`.
   */
  get(path: string): Promise<Json>;
  /** All pages of a list. */
  list(path: string): Promise<readonly Json[]>;
  /** How many requests were sent. */
  readonly sent: number;
}

const maxPages = 1_000;

/** A service by its address, as one of many search services. */
export interface ServiceAddress {
  /** As `https://contoso.search.windows.net`. */
  readonly origin: string;
  /** What a token for it is made out to, as `https://search.azure.com`. */
  readonly audience: string;
}

/**
 * A client of Azure Resource Manager, of Microsoft Graph or of another service. The token leaves for that host
 * only, also where the link to a further page would lead to another.
 */
export function createAzureClient(
  service: "resourceManager" | "graph" | ServiceAddress,
  {
    credential,
    cloud = "public",
    concurrency = 4,
    httpClient = createDefaultHttpClient(),
    abortSignal,
  }: AzureClientOptions,
): AzureClient {
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new TypeError("rbac-verifier: concurrency must be a whole number from 1");
  }
  const { origin, audience } = typeof service === "string" ? addressOf(service, cloud) : service;
  const pipeline: Pipeline = createPipelineFromOptions({
    userAgentOptions: { userAgentPrefix: "entrim-verify" },
    retryOptions: { maxRetries: 5 },
  });
  pipeline.addPolicy(
    tokenCredentialPolicy({
      credential,
      scopes: `${audience}/.default`,
      allowedHosts: [new URL(origin).host],
    }),
    { phase: "Sign" },
  );
  const asked = typeof service === "string" ? service : "search";
  const enter = createTurnstile(concurrency);
  let sent = 0;

  async function sendTo(method: HttpMethods, url: string, body?: unknown): Promise<AzureAnswer> {
    return enter(async () => {
      sent++;
      const request = createPipelineRequest({
        url,
        method,
        headers: createHttpHeaders({ accept: "application/json" }),
        ...(abortSignal === undefined ? {} : { abortSignal }),
      });
      if (body !== undefined) {
        request.headers.set("content-type", "application/json");
        request.body = JSON.stringify(body);
      }
      let text: string;
      let status: number;
      try {
        const answer = await pipeline.sendRequest(httpClient, request);
        ({ status } = answer);
        text = answer.bodyAsText ?? "";
      } catch (cause) {
        if (abortSignal?.aborted === true) throw cause;
        throw notReached(cause);
      }
      return { status, body: parse(text, status) };
    });
  }

  async function read(url: string): Promise<Json> {
    const answer = await sendTo("GET", url);
    const { status, body } = answer;
    if (status === 200) return body;
    if (status === 404) return undefined;
    throw readRefusal(answer, asked);
  }

  return {
    get sent() {
      return sent;
    },
    send: (method, path, body) => sendTo(method, `${origin}${path}`, body),
    get: (path) => read(`${origin}${path}`),
    async list(path) {
      const rows: Json[] = [];
      let url: string | undefined = `${origin}${path}`;
      for (let page = 0; url !== undefined; page++) {
        if (page === maxPages) {
          throw new RbacVerifierError("AZURE_UNAVAILABLE", "rbac-verifier: a list has no end");
        }
        // each page names the next
        // oxlint-disable-next-line no-await-in-loop
        const body: Json = await read(url);
        rows.push(...listAt(body, "value"));
        url = nextPage(body);
        if (url !== undefined && (!URL.canParse(url) || new URL(url).origin !== origin)) {
          throw new RbacVerifierError(
            "AZURE_UNAVAILABLE",
            "rbac-verifier: a list goes on at another host, which is not followed",
          );
        }
      }
      return rows;
    },
  };
}

function addressOf(service: "resourceManager" | "graph", cloud: AzureCloudName): ServiceAddress {
  const { resourceManagerEndpoint, graphEndpoint } = azureCloud(cloud);
  const origin = service === "graph" ? graphEndpoint : resourceManagerEndpoint;
  return { origin, audience: origin };
}

/** Resource Manager and Graph name it differently. */
function nextPage(body: Json): string | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const link: unknown = Reflect.get(body, "nextLink") ?? Reflect.get(body, "@odata.nextLink");
  return typeof link === "string" && link !== "" ? link : undefined;
}

function parse(text: string, status: number): Json {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    if (status >= 400) return undefined;
    // the parser's message quotes the text
    throw new RbacVerifierError(
      "AZURE_UNAVAILABLE",
      "rbac-verifier: an answer of Azure is no JSON",
    );
  }
}

/** Lets so many in at a time. */
function createTurnstile(width: number): <T>(work: () => Promise<T>) => Promise<T> {
  let inside = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (inside >= width) await new Promise<void>((resolve) => waiting.push(resolve));
    else inside++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) inside--;
      else next();
    }
  };
}
