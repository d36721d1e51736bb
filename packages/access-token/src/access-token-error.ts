/**
 * What is wrong. The words of RFC 6750 where it has one: `missing_credentials` (401, no error code in
 * the challenge), `invalid_request` (400), `invalid_token` (401), `insufficient_scope` (403). And
 * `KEYS_UNAVAILABLE` (503): the token may be good, but nobody can tell at the moment.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-3.1
 */
export type AccessTokenErrorCode =
  | "missing_credentials"
  | "invalid_request"
  | "invalid_token"
  | "insufficient_scope"
  | "KEYS_UNAVAILABLE";

/**
 * Which check refused, in one word for logs and metrics; never sent to a caller by this package, who
 * could learn from it which part of a forged token to change.
 */
export type AccessTokenErrorReason =
  | "credentials"
  | "size"
  | "format"
  | "header"
  | "algorithm"
  | "version"
  | "tenant"
  | "issuer"
  | "audience"
  | "lifetime"
  | "kind"
  | "identity"
  | "groups"
  | "key"
  | "key-issuer"
  | "signature"
  | "scope"
  | "role"
  | "client"
  | "guest"
  | "keys-unavailable";

const codes: ReadonlySet<unknown> = new Set<AccessTokenErrorCode>([
  "missing_credentials",
  "invalid_request",
  "invalid_token",
  "insufficient_scope",
  "KEYS_UNAVAILABLE",
]);

/** What an {@link AccessTokenError} is made with, besides its code and message. */
export interface AccessTokenErrorOptions extends ErrorOptions {
  /** Which check refused. */
  readonly reason: AccessTokenErrorReason;
  /** When to come back, where that is known. */
  readonly retryAfterInSeconds?: number;
}

/**
 * A token was not accepted, or could not be judged. The message is the same for every token that fails
 * the same check: it holds nothing of the token. What an authority said is in `cause` only.
 */
export class AccessTokenError extends Error {
  override readonly name = "AccessTokenError";
  readonly code: AccessTokenErrorCode;
  /** Which check refused, for logs. */
  readonly reason: AccessTokenErrorReason;
  /** When to come back; only with `KEYS_UNAVAILABLE`. */
  readonly retryAfterInSeconds: number | undefined;

  constructor(code: AccessTokenErrorCode, message: string, options: AccessTokenErrorOptions) {
    super(message, options);
    this.code = code;
    this.reason = options.reason;
    this.retryAfterInSeconds = options.retryAfterInSeconds;
  }
}

/** Whether something thrown is an {@link AccessTokenError}, of whichever copy of this package. */
export function isAccessTokenError(error: unknown): error is AccessTokenError {
  return (
    error instanceof Error &&
    error.name === "AccessTokenError" &&
    codes.has(Reflect.get(error, "code"))
  );
}
