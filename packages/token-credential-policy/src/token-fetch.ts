import { requireKnownOptions } from "./require-credential.ts";
import type { TokenCredentialPolicyOptions } from "./token-credential-policy.ts";
import { createTokenSender, type SendableRequest } from "./token-sender.ts";

/** Whose token goes where, and over which fetch. */
export interface TokenFetchOptions extends TokenCredentialPolicyOptions {
  /** What sends (the global `fetch`, looked up at each request). */
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * A `fetch` that puts a credential's token on each request, for clients that take one, as `OpenAI` and
 * `AzureOpenAI`. It checks and refuses what {@link tokenCredentialPolicy} does. An `authorization`
 * that the client made up is replaced.
 *
 * @throws TypeError for options that are wrong. Requests reject with a `TokenCredentialPolicyError`.
 */
export function createTokenFetch(options: TokenFetchOptions): typeof globalThis.fetch {
  requireKnownOptions(options, ["credential", "scopes", "allowedHosts", "fetch"]);
  const { fetch = (input, init) => globalThis.fetch(input, init), ...policy } = options;
  const sendWithToken = createTokenSender(policy);
  return async (input, init) => sendWithToken(describe(input, init, fetch));
}

/** The request as `fetch` would read it; members that only one runtime knows, as `dispatcher`, are kept. */
function describe(
  input: string | URL | Request,
  init: RequestInit | undefined,
  fetch: typeof globalThis.fetch,
): SendableRequest<Response> {
  const request = input instanceof Request ? input : undefined;
  // what was checked is what is sent, whoever holds the URL object
  const address = input instanceof Request ? input.url : String(input);
  const headers = new Headers(init?.headers ?? request?.headers);
  const body = init?.body ?? request?.body ?? null;
  return {
    address,
    headers,
    abortSignal: init?.signal ?? request?.signal,
    isRepeatable: typeof body !== "object" || body === null || !(Symbol.asyncIterator in body),
    send(authorization) {
      headers.set("authorization", authorization);
      // `manual`: a redirect comes back as an answer instead of being followed
      return fetch(request ?? address, { ...init, headers, redirect: "manual" });
    },
  };
}
