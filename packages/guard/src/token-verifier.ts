/** What the guard needs to know of a caller; a verifier may return more, which the look-up gets too. */
export interface VerifiedCaller {
  readonly kind: "user" | "app";
  readonly tenantId: string;
  readonly objectId: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  /** Whether the client can answer a challenge that asks for further claims (`false`). */
  readonly acceptsClaimsChallenges?: boolean;
}

/** The words of RFC 6750 for a refusal, and Entra's own for "prove more". */
export type RefusalCode =
  | "missing_credentials"
  | "invalid_request"
  | "invalid_token"
  | "insufficient_scope"
  | "insufficient_claims";

/**
 * Turns the text of an `Authorization` header into a caller. `createAccessTokenVerifier` of
 * `@entrim/access-token` is one; any object of this form will do.
 *
 * An error whose `code` is a {@link RefusalCode} refuses the caller; any other error is an outage.
 */
export interface TokenVerifier<Caller extends VerifiedCaller = VerifiedCaller> {
  /** The token of the header's value; throws where there is not exactly one. */
  parse(authorization: string | undefined): string;
  verify(
    token: string,
    options: { readonly abortSignal?: AbortSignal | undefined },
  ): Promise<Caller>;
  /** The value of `WWW-Authenticate` for a refusal; undefined for none. */
  challenge(refusal: { readonly code: RefusalCode; readonly claims?: string }): string | undefined;
}
