import type { AccessToken, GetTokenOptions, TokenCredential } from "@azure/core-auth";
import { abortable, type AbortSignalLike } from "./abortable.ts";
import { explainThrownError } from "./explain-thrown-error.ts";
import { TokenCredentialPolicyError } from "./token-credential-policy-error.ts";

/** Entra's libraries hand out the old token until five minutes before its end: asking earlier is in vain. */
const refreshBeforeEndInMs = 4 * 60_000;
/** With less than this left, a token may be over when it arrives. */
const waitBeforeEndInMs = 30_000;
/** Between two attempts in the background, also after one that brought the same token again. */
const refreshIntervalInMs = 30_000;
/** An identity endpoint that does not answer must not hold up every later attempt. */
const acquisitionTimeoutInMs = 30_000;

/** One token, kept fresh. */
export interface TokenSlot {
  /** The token, at once when there is one. */
  read(abortSignal?: AbortSignalLike): Promise<AccessToken>;
  /** Another token that fulfils the claims which the service asked for when it refused `rejected`. */
  renew(claims: string, rejected: AccessToken, abortSignal?: AbortSignalLike): Promise<AccessToken>;
}

/**
 * Keeps one token of one credential for one set of scopes. There is no key to get wrong: another
 * credential or other scopes have another slot, so nobody is handed somebody else's token.
 *
 * Callers share one acquisition, and each can leave it without ending it for the others. A token that
 * nears its end is replaced in the background, where a failure is not an event: the next caller tries
 * again, and only a token that is over makes a failure known.
 *
 * @param enableCae Whether `renew` will be called: a token that lives a day is given only to who listens
 *   to its revocation.
 */
export function createTokenSlot(
  credential: TokenCredential,
  scopes: readonly string[],
  enableCae: boolean,
): TokenSlot {
  let token: AccessToken | undefined;
  let tokenClaims: string | undefined;
  let acquiring: Promise<AccessToken> | undefined;
  let acquiringClaims: string | undefined;
  let noRefreshUntil = 0;

  /** Joins an acquisition for the same claims; waits for one with other claims, whose token would not do. */
  function acquire(claims?: string): Promise<AccessToken> {
    if (acquiring !== undefined && acquiringClaims === claims) return acquiring;
    const earlier = acquiring?.catch(() => undefined) ?? Promise.resolve();
    const acquisition = earlier
      .then(() => requestToken(credential, scopes, { enableCae, claims }))
      .then((acquired) => {
        token = acquired;
        tokenClaims = claims;
        return acquired;
      })
      .finally(() => {
        if (acquiring === acquisition) acquiring = undefined;
      });
    acquiring = acquisition;
    acquiringClaims = claims;
    // whoever started it may have left
    acquisition.catch(() => undefined);
    return acquisition;
  }

  return {
    async read(abortSignal) {
      const now = Date.now();
      if (token !== undefined && token.expiresOnTimestamp - waitBeforeEndInMs > now) {
        if (isRefreshDue(token, now) && now >= noRefreshUntil && acquiring === undefined) {
          noRefreshUntil = now + refreshIntervalInMs;
          void acquire();
        }
        return token;
      }
      const old = token;
      try {
        return await abortable(acquiring ?? acquire(), abortSignal);
      } catch (error) {
        if (old !== undefined && old.expiresOnTimestamp > Date.now() && !abortSignal?.aborted)
          return old;
        throw error;
      }
    },

    async renew(claims, rejected, abortSignal) {
      // the challenge of a slower request that another one has answered meanwhile
      if (token !== undefined && token.token !== rejected.token && tokenClaims === claims)
        return token;
      return abortable(acquire(claims), abortSignal);
    },
  };
}

function isRefreshDue(
  { refreshAfterTimestamp, expiresOnTimestamp }: AccessToken,
  now: number,
): boolean {
  return (
    now >= Math.min(refreshAfterTimestamp ?? Infinity, expiresOnTimestamp - refreshBeforeEndInMs)
  );
}

async function requestToken(
  credential: TokenCredential,
  scopes: readonly string[],
  { enableCae, claims }: { enableCae: boolean; claims: string | undefined },
): Promise<AccessToken> {
  const abortSignal = AbortSignal.timeout(acquisitionTimeoutInMs);
  let acquired: AccessToken | null;
  try {
    const options: GetTokenOptions = { abortSignal, enableCae };
    if (claims !== undefined) options.claims = claims;
    acquired = await abortable(credential.getToken([...scopes], options), abortSignal);
  } catch (cause) {
    throw unavailable({ cause });
  }
  if (acquired === null || acquired.token === "") throw unavailable();
  return acquired;
}

/** With the remedy, where the catalogue has one; what the credential said stays in the cause. */
function unavailable(options?: ErrorOptions): TokenCredentialPolicyError {
  const remedy =
    explainThrownError(options?.cause)?.remedy ??
    "See the cause, and whether the identity exists where this runs.";
  return new TokenCredentialPolicyError(
    "TOKEN_UNAVAILABLE",
    `token-credential-policy: the credential gave no token. ${remedy}`,
    options,
  );
}
