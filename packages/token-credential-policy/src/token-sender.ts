import { createDestinationCheck } from "./check-destination.ts";
import { readClaimsChallenge } from "./claims-challenge.ts";
import { isRedirect, redirectRefused } from "./refuse-redirect.ts";
import { requireCredential, requireKnownOptions } from "./require-credential.ts";
import { requireScopes } from "./require-scopes.ts";
import type { TokenCredentialPolicyOptions } from "./token-credential-policy.ts";
import { createTokenSlot } from "./token-slot.ts";

/** What came back, as far as is looked at here; a `Response` is one. */
export interface SentAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  /** Cancelled where it is not handed on. */
  readonly body: { cancel(): unknown } | null;
  /** Whether another address answered than was asked (`false`). */
  readonly redirected?: boolean;
  /** The type that `fetch` gives an answer. */
  readonly type?: string;
}

/** One request, and how to send it. */
export interface SendableRequest<Answer extends SentAnswer> {
  readonly address: string;
  /** Those that the request has so far. */
  readonly headers: { get(name: string): string | null };
  readonly abortSignal: AbortSignal | undefined;
  /** Whether it can be sent again: a stream that was read is gone. */
  readonly isRepeatable: boolean;
  /**
   * Sends it, and follows no redirect.
   *
   * @param authorization The value of that header, as in `Bearer <token>`.
   * @param url The address that was checked.
   */
  readonly send: (authorization: string, url: URL) => Promise<Answer>;
}

/** Sends a request with a token; rejects with a `TokenCredentialPolicyError`, or with what sending failed by. */
export type TokenSender = <Answer extends SentAnswer>(
  request: SendableRequest<Answer>,
) => Promise<Answer>;

/**
 * What {@link createTokenFetch} does, for whoever sends by something else than a `fetch`: it checks and
 * refuses the same.
 *
 * @throws TypeError for options that are wrong.
 */
export function createTokenSender(options: TokenCredentialPolicyOptions): TokenSender {
  requireKnownOptions(options, ["credential", "scopes", "allowedHosts"]);
  const checkDestination = createDestinationCheck(options.allowedHosts);
  const slot = createTokenSlot(
    requireCredential(options.credential),
    requireScopes(options.scopes),
    true,
  );

  return async function sendWithToken({ address, headers, abortSignal, isRepeatable, send }) {
    const url = checkDestination(address, headers);

    const sendWith = async (token: string): ReturnType<typeof send> => {
      const answer = await send(`Bearer ${token}`, url);
      if (
        answer.redirected === true ||
        answer.type === "opaqueredirect" ||
        isRedirect(answer.status, answer.headers.get("location"))
      ) {
        await answer.body?.cancel();
        throw redirectRefused(url.host);
      }
      return answer;
    };

    const token = await slot.read(abortSignal);
    const answer = await sendWith(token.token);
    if (answer.status !== 401 || !isRepeatable) return answer;
    const claims = readClaimsChallenge(answer.headers.get("www-authenticate"));
    if (claims === undefined) return answer;

    const renewed = await slot.renew(claims, token, abortSignal);
    // a managed identity answers a challenge with the same token again
    if (renewed.token === token.token) return answer;
    await answer.body?.cancel();
    return sendWith(renewed.token);
  };
}
