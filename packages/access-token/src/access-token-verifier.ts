import type { AzureCloud } from "@entrim/azure-clouds";
import { constants, verify as verifySignature } from "node:crypto";
import { readCaller, type AccessTokenCaller } from "./access-token-caller.ts";
import { AccessTokenError } from "./access-token-error.ts";
import { readOptions, type AccessTokenVerifierOptions } from "./access-token-verifier-options.ts";
import { bearerChallenge, type BearerRefusal } from "./bearer-challenge.ts";
import { parseBearerToken } from "./bearer-token.ts";
import { checkClaims, checkLifetime, issuerOf, type TokenOrigin } from "./check-claims.ts";
import { loadSigningKeys } from "./load-signing-keys.ts";
import { createSigningKeySet, type SigningKey, type SigningKeySet } from "./signing-key-set.ts";
import { parseUnverifiedToken, type UnverifiedToken } from "./unverified-token.ts";
import { createVerifiedTokens } from "./verified-tokens.ts";

/** Reads, verifies and challenges access tokens. */
export interface AccessTokenVerifier {
  /** The token of an `Authorization` header's value; see `parseBearerToken`. */
  parse(authorization: string | undefined): string;
  /**
   * Who holds the token.
   *
   * @throws AccessTokenError for a token that is not accepted or cannot be judged; the signal's reason
   *   if it aborts.
   */
  verify(
    token: string,
    options?: { readonly abortSignal?: AbortSignal | undefined },
  ): Promise<AccessTokenCaller>;
  /** The value of `WWW-Authenticate` that answers a refusal; see `bearerChallenge`. */
  challenge(refusal: BearerRefusal): string | undefined;
}

/** Whom a good token admitted, and by which key. */
interface VerifiedToken {
  readonly keyId: string;
  readonly keySet: SigningKeySet;
  readonly signingKey: SigningKey;
  readonly origin: TokenOrigin;
  readonly caller: AccessTokenCaller;
}

/**
 * Makes a verifier of Entra's access tokens. It reads signing keys when a token first needs them.
 *
 * @throws TypeError for options that are missing, unknown or would accept tokens made out to others.
 * @see https://learn.microsoft.com/entra/identity-platform/access-tokens
 */
export function createAccessTokenVerifier(
  options: AccessTokenVerifierOptions,
): AccessTokenVerifier {
  const { policy, expected, challenges, signingKeysOf, rememberedSignatures, fetch, now } =
    readOptions(options);
  const { cloud } = expected;
  const keySets = new Map<string, SigningKeySet>();
  const verifiedTokens = createVerifiedTokens<VerifiedToken>(rememberedSignatures);

  /** Bounded by the configured tenants, for no other gets this far. */
  function keySetOf({ tenantId, version }: TokenOrigin): SigningKeySet {
    const name = `${version} ${tenantId}`;
    let keySet = keySets.get(name);
    if (keySet === undefined) {
      const source = { cloud, tenantId, version, appId: signingKeysOf, fetch };
      keySet = createSigningKeySet({ load: () => loadSigningKeys(source), now });
      keySets.set(name, keySet);
    }
    return keySet;
  }

  async function verify(
    token: string,
    { abortSignal }: { readonly abortSignal?: AbortSignal | undefined } = {},
  ): Promise<AccessTokenCaller> {
    abortSignal?.throwIfAborted();
    const known = verifiedTokens.find(token);
    if (known !== undefined) {
      checkLifetime(known.origin, expected, now());
      // another key of the same name verifies anew
      if (known.keySet.current(known.keyId) === known.signingKey) return known.caller;
    }
    const unverified = parseUnverifiedToken(token);
    const { keyId, claims } = unverified;
    const origin = checkClaims(claims, expected, now());
    const keySet = keySetOf(origin);
    const signingKey =
      keySet.current(keyId) ?? (await untilAborted(keySet.find(keyId), abortSignal));
    checkKeyIssuer(signingKey, origin, cloud);
    checkSignature(unverified, signingKey);
    // from here on the claims are Entra's word
    const caller = readCaller(claims, origin, policy);
    verifiedTokens.add(token, { keyId, keySet, signingKey, origin, caller });
    return caller;
  }

  return {
    parse: parseBearerToken,
    verify,
    challenge: (refusal) => bearerChallenge(refusal, challenges),
  };
}

/**
 * A key that names an issuer signs for no other, though one document may hold keys of several.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-the-issuer
 */
function checkKeyIssuer({ issuer }: SigningKey, origin: TokenOrigin, cloud: AzureCloud): void {
  if (issuer === undefined) return;
  const named = issuer.replace(/\{tenantid\}/i, origin.tenantId);
  // the keys of v1 tokens name the v2 issuer too
  if (named !== origin.issuer && named !== issuerOf(cloud, "2.0", origin.tenantId)) {
    throw new AccessTokenError(
      "invalid_token",
      "The access token is signed by a key of another issuer.",
      { reason: "key-issuer" },
    );
  }
}

/**
 * RS256, whatever the header says; the header was refused if it says anything else. Done at once: another
 * thread would take longer to begin than this to end.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7518#section-3.3
 */
function checkSignature({ signedText, signature }: UnverifiedToken, { key }: SigningKey): void {
  const padding = constants.RSA_PKCS1_PADDING;
  if (!verifySignature("sha256", Buffer.from(signedText), { key, padding }, signature)) {
    throw new AccessTokenError("invalid_token", "The signature of the access token is not good.", {
      reason: "signature",
    });
  }
}

/** Lets one caller leave without taking the look-up away from the others who wait for it. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  let leave: () => void;
  const aborted = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason as Error);
    signal.addEventListener("abort", leave, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", leave!);
  }
}
