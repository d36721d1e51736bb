import { randomUUID } from "node:crypto";
import type { TokenCredential } from "@azure/core-auth";
import {
  createTokenFetch,
  createTokenSender,
  explainThrownError,
  isTokenCredentialPolicyError,
  type TokenCredentialPolicyOptions,
} from "@entrim/token-credential-policy";
import { askService, type ServiceRequest } from "./ask-service.ts";
import { KeylessProxyError } from "./keyless-proxy-error.ts";
import { answerOfFetch, type ServiceAnswer } from "./service-answer.ts";

/** Where to send, and as whom. */
export interface UpstreamOptions {
  /** An https origin, as in `https://contoso.openai.azure.com`. */
  readonly endpoint: string;
  /** The server's own identity; a key is a `TypeError`. */
  readonly credential: TokenCredential;
  /** How long an answer may take to begin (60000). */
  readonly timeoutInMs?: number;
  /** What sends (Node's own client, without a `fetch`, which costs more). */
  readonly fetch?: typeof globalThis.fetch;
}

/** One request. It holds nothing of the caller's headers. */
interface UpstreamRequest {
  /** With its query, made of names that were checked. */
  readonly path: string;
  readonly body: object;
  /** As in `application/json`. */
  readonly accept: string;
  readonly abortSignal: AbortSignal;
  /** Whether a second time does no harm and costs nothing. */
  readonly isRepeatable: boolean;
}

/** Posts JSON to one service with the server's own token. Answers of every status are handed back. */
export type Upstream = (request: UpstreamRequest) => Promise<ServiceAnswer>;

/**
 * Makes the way to one service.
 *
 * @param audience As in `https://search.azure.com`.
 * @throws TypeError for an endpoint that is no https origin, and for a key in place of a credential.
 */
export function createUpstream(
  { endpoint, credential, timeoutInMs = 60_000, fetch }: UpstreamOptions,
  audience: string,
): Upstream {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url?.protocol !== "https:" || url.origin !== endpoint.replace(/\/$/, "")) {
    throw new TypeError(
      "keyless-proxy: endpoint must be an https origin, as in https://contoso.openai.azure.com",
    );
  }
  if (!Number.isSafeInteger(timeoutInMs) || timeoutInMs < 1) {
    throw new TypeError("keyless-proxy: timeoutInMs must be a whole number above 0");
  }
  const policy = { credential, scopes: `${audience}/.default`, allowedHosts: [url.host] };
  const ask = fetch ? askByFetch(createTokenFetch({ ...policy, fetch })) : askByNode(policy);

  const sendOnce = async ({
    path,
    body,
    accept,
    abortSignal,
  }: UpstreamRequest): Promise<ServiceAnswer> => {
    abortSignal.throwIfAborted();
    // one listener: `AbortSignal.any` costs as much as all else that is done here
    const stop = new AbortController();
    abortSignal.addEventListener("abort", () => stop.abort(abortSignal.reason), { once: true });
    const timer = setTimeout(() => stop.abort(), timeoutInMs);
    try {
      return await ask(`${url.origin}${path}`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          accept,
          // compressed, an answer would not come as it is written
          "accept-encoding": "identity",
          "x-ms-client-request-id": randomUUID(),
        },
        body: JSON.stringify(body),
        abortSignal: stop.signal,
      });
    } catch (cause) {
      abortSignal.throwIfAborted();
      if (isTokenCredentialPolicyError(cause)) throw cause;
      throw new KeylessProxyError(
        "UPSTREAM_UNAVAILABLE",
        "The service behind this proxy cannot be reached.",
        { cause, problem: explainThrownError(cause) },
      );
    } finally {
      clearTimeout(timer);
    }
  };

  return (request) => {
    if (!request.isRepeatable) return sendOnce(request);
    return sendOnce(request).catch((error: unknown) => {
      if (!(error instanceof KeylessProxyError)) throw error;
      return sendOnce(request);
    });
  };
}

/** Asks an address with a token. */
type Ask = (address: string, request: ServiceRequest) => Promise<ServiceAnswer>;

function askByFetch(tokenFetch: typeof globalThis.fetch): Ask {
  return async (address, { abortSignal, ...init }) =>
    answerOfFetch(await tokenFetch(address, { ...init, signal: abortSignal ?? null }));
}

function askByNode(policy: TokenCredentialPolicyOptions): Ask {
  const sendWithToken = createTokenSender(policy);
  return (address, request) =>
    sendWithToken({
      address,
      headers: { get: (name) => request.headers[name] ?? null },
      abortSignal: request.abortSignal,
      isRepeatable: true,
      send: (authorization, url) =>
        askService(url, { ...request, headers: { ...request.headers, authorization } }),
    });
}
