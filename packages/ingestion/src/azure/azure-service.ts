/* oxlint-disable no-await-in-loop -- a repetition waits for the attempt before */
import { setTimeout as sleep } from "node:timers/promises";
import type { TokenCredential } from "@azure/core-auth";
import { createTokenFetch } from "@entrim/token-credential-policy";
import type { IngestionError } from "../ingestion-error.ts";
import type { RequiredRoles } from "./required-roles.ts";
import { answeredFailure, unansweredFailure } from "./service-failure.ts";

/** One service of Azure, asked with a token of the server's own identity. */
export interface AzureService {
  readonly endpoint: string;
  /**
   * The answer, which is one of success or of a status that is accepted.
   *
   * @throws IngestionError; the signal's reason if it aborts.
   */
  send(path: string, call?: AzureCall): Promise<Response>;
}

/** What is asked. */
interface AzureCall {
  readonly method?: string;
  /** Sent as JSON, or as bytes. */
  readonly body?: object | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses that are answers too, besides those of success (none). */
  readonly accept?: readonly number[];
  readonly abortSignal?: AbortSignal | undefined;
}

/** Where a service is, and as whom it is asked. */
export interface AzureServiceOptions {
  /** An https origin. */
  readonly endpoint: string;
  readonly credential: TokenCredential;
  /** As in `https://search.azure.com/.default`. */
  readonly scope: string;
  /** What the identity has to have there, to be told when it is refused. */
  readonly needs: RequiredRoles;
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** How long one answer may take (60000). */
  readonly timeoutInMs?: number | undefined;
  /** How long to wait before the first repetition (500); twice as long before each further one. */
  readonly retryDelayInMs?: number | undefined;
}

const attempts = 5;
const maxDelayInMs = 60_000;

/**
 * Makes a client of one service. What is busy or cannot be reached is asked again, five times in all.
 *
 * @throws TypeError for an endpoint that is no https origin.
 */
export function createAzureService(options: AzureServiceOptions): AzureService {
  const { credential, scope, needs, fetch, timeoutInMs = 60_000, retryDelayInMs = 500 } = options;
  const { origin, host } = requireOrigin(options.endpoint);
  const tokenFetch = createTokenFetch({
    credential,
    scopes: scope,
    allowedHosts: [host],
    ...(fetch && { fetch }),
  });

  async function attempt(path: string, call: AzureCall): Promise<Response> {
    const { method = "GET", body, headers = {}, abortSignal } = call;
    const timeout = AbortSignal.timeout(timeoutInMs);
    const isBytes = body instanceof Uint8Array;
    return tokenFetch(`${origin}${path}`, {
      method,
      headers: {
        accept: "application/json",
        ...(body !== undefined && !isBytes && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: isBytes ? new Uint8Array(body) : JSON.stringify(body) }),
      signal: abortSignal === undefined ? timeout : AbortSignal.any([abortSignal, timeout]),
    });
  }

  return {
    endpoint: origin,
    async send(path, call = {}) {
      const { accept = [], abortSignal } = call;
      for (let turn = 1; ; turn++) {
        let delayInMs = retryDelayInMs * 2 ** (turn - 1);
        let failure: IngestionError;
        try {
          const response = await attempt(path, call);
          if (response.ok || accept.includes(response.status)) return response;
          failure = await answeredFailure(response, { host, needs });
          delayInMs = retryAfterInMs(response.headers.get("retry-after")) ?? delayInMs;
        } catch (cause) {
          abortSignal?.throwIfAborted();
          failure = unansweredFailure(cause, host);
        }
        if (failure.code !== "UPSTREAM_UNAVAILABLE" || turn === attempts) throw failure;
        await sleep(Math.min(delayInMs, maxDelayInMs), undefined, {
          ...(abortSignal && { signal: abortSignal }),
        });
      }
    },
  };
}

/**
 * The origin of an endpoint.
 *
 * @throws TypeError for what is none.
 */
export function requireOrigin(endpoint: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url?.protocol === "https:" && url.href === `${url.origin}/`) return url;
  throw new TypeError(
    "ingestion: an endpoint is an https origin, as in https://contoso.search.windows.net; keys and signatures in it are refused",
  );
}

function retryAfterInMs(value: string | null): number | undefined {
  return value !== null && /^\d{1,6}$/.test(value) ? Number(value) * 1_000 : undefined;
}
