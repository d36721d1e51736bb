import { createDestinationCheck } from "./check-destination.ts";
import { readClaimsChallenge } from "./claims-challenge.ts";
import { isRedirect, redirectRefused } from "./refuse-redirect.ts";
import { requireCredential, requireKnownOptions } from "./require-credential.ts";
import { requireScopes } from "./require-scopes.ts";
import type { TokenCredentialPolicyOptions } from "./token-credential-policy.ts";
import { createTokenSlot } from "./token-slot.ts";

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
  const { fetch = (input, init) => globalThis.fetch(input, init) } = options;
  const checkDestination = createDestinationCheck(options.allowedHosts);
  const slot = createTokenSlot(
    requireCredential(options.credential),
    requireScopes(options.scopes),
    true,
  );

  return async function tokenFetch(input, init) {
    const { address, headers, abortSignal, replayable, send } = describe(input, init, fetch);
    const { host } = checkDestination(address, headers);

    const sendWith = async (token: string): Promise<Response> => {
      headers.set("authorization", `Bearer ${token}`);
      const response = await send();
      if (
        response.redirected ||
        response.type === "opaqueredirect" ||
        isRedirect(response.status, response.headers.get("location"))
      ) {
        await response.body?.cancel();
        throw redirectRefused(host);
      }
      return response;
    };

    const token = await slot.read(abortSignal);
    const response = await sendWith(token.token);
    if (response.status !== 401 || !replayable) return response;
    const claims = readClaimsChallenge(response.headers.get("www-authenticate"));
    if (claims === undefined) return response;

    const renewed = await slot.renew(claims, token, abortSignal);
    // a managed identity answers a challenge with the same token again
    if (renewed.token === token.token) return response;
    await response.body?.cancel();
    return sendWith(renewed.token);
  };
}

interface Sendable {
  readonly address: string;
  /** Sent with the request, as they are then. */
  readonly headers: Headers;
  readonly abortSignal: AbortSignal | undefined;
  /** Whether it can be sent again: a stream that was read is gone. */
  readonly replayable: boolean;
  readonly send: () => Promise<Response>;
}

/** The request as `fetch` would read it; members that only one runtime knows, as `dispatcher`, are kept. */
function describe(
  input: string | URL | Request,
  init: RequestInit | undefined,
  fetch: typeof globalThis.fetch,
): Sendable {
  const request = input instanceof Request ? input : undefined;
  // what was checked is what is sent, whoever holds the URL object
  const address = input instanceof Request ? input.url : String(input);
  const headers = new Headers(init?.headers ?? request?.headers);
  const body = init?.body ?? request?.body ?? null;
  return {
    address,
    headers,
    abortSignal: init?.signal ?? request?.signal,
    replayable: typeof body !== "object" || body === null || !(Symbol.asyncIterator in body),
    // `manual`: a redirect comes back as an answer instead of being followed
    send: () => fetch(request ?? address, { ...init, headers, redirect: "manual" }),
  };
}
