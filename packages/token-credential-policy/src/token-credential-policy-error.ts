/**
 * Why no token left: `HOST_NOT_ALLOWED`, the request goes to a host that was not allowed; `TLS_REQUIRED`, it
 * would go in the clear; `KEY_REFUSED`, it carries a key or a signature; `REDIRECT_REFUSED`, the service
 * answered with another address; `TOKEN_UNAVAILABLE`, the credential gave no token.
 */
export type TokenCredentialPolicyErrorCode =
  | "HOST_NOT_ALLOWED"
  | "TLS_REQUIRED"
  | "KEY_REFUSED"
  | "REDIRECT_REFUSED"
  | "TOKEN_UNAVAILABLE";

const codes: ReadonlySet<unknown> = new Set<TokenCredentialPolicyErrorCode>([
  "HOST_NOT_ALLOWED",
  "TLS_REQUIRED",
  "KEY_REFUSED",
  "REDIRECT_REFUSED",
  "TOKEN_UNAVAILABLE",
]);

/**
 * A request was not sent, or its answer not followed. The message says what to do and holds neither a
 * token nor a key nor a claim; what the credential said is in `cause`.
 */
export class TokenCredentialPolicyError extends Error {
  override readonly name = "TokenCredentialPolicyError";
  readonly code: TokenCredentialPolicyErrorCode;

  constructor(code: TokenCredentialPolicyErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Whether something thrown is a {@link TokenCredentialPolicyError}, of whichever copy of this package. */
export function isTokenCredentialPolicyError(error: unknown): error is TokenCredentialPolicyError {
  return (
    error instanceof Error &&
    error.name === "TokenCredentialPolicyError" &&
    codes.has(Reflect.get(error, "code"))
  );
}
