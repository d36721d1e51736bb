import type { AccessTokenErrorCode } from "./access-token-error.ts";

/** What a challenge answers: an `AccessTokenError`, or a demand for further claims. */
export interface BearerRefusal {
  /** `insufficient_claims` is Entra's own word for "sign in again, and prove more". */
  readonly code: AccessTokenErrorCode | "insufficient_claims";
  /** With `insufficient_claims`: the claims request as JSON text, as Entra worded it. */
  readonly claims?: string;
}

/** What the challenge says besides the error. */
export interface BearerChallengeOptions {
  /** Name of what is protected (none); printable ASCII without quotes and backslashes. */
  readonly realm?: string;
  /** Address of the protected resource metadata (none), RFC 9728 section 5.1; `https`. */
  readonly resourceMetadata?: string;
  /** Scopes of which one is needed, told with `insufficient_scope` (none). */
  readonly scopes?: readonly string[];
}

/** Constant, so that no answer can carry something of the token. */
const descriptions = {
  invalid_request: "The Authorization header must hold exactly one bearer token",
  invalid_token: "The access token is not accepted",
  insufficient_scope: "The access token does not grant this",
} as const;

/**
 * The value of the `WWW-Authenticate` header with which a refusal is answered; `undefined` for
 * `KEYS_UNAVAILABLE`, which is an outage and challenges nobody. Without credentials the challenge
 * carries no error code.
 *
 * @throws TypeError for a realm, an address or a scope that does not fit into a header, and for
 *   `insufficient_claims` without claims.
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-3
 * @see https://learn.microsoft.com/entra/identity-platform/claims-challenge
 */
export function bearerChallenge(
  refusal: BearerRefusal,
  options: BearerChallengeOptions = {},
): string | undefined {
  const { realm, resourceMetadata, scopes = [] } = options;
  requireQuotable("realm", realm);
  requireQuotable("resourceMetadata", resourceMetadata);
  for (const scope of scopes) requireScope(scope);

  const { code } = refusal;
  if (code === "KEYS_UNAVAILABLE") return undefined;
  const parameters: [name: string, value: string][] = [];
  if (realm !== undefined) parameters.push(["realm", realm]);
  if (resourceMetadata !== undefined) parameters.push(["resource_metadata", resourceMetadata]);
  if (code === "insufficient_claims") {
    parameters.push(["error", code], ["claims", encodeClaims(refusal.claims)]);
  } else if (code !== "missing_credentials") {
    parameters.push(["error", code], ["error_description", descriptions[code]]);
    if (code === "insufficient_scope" && scopes.length > 0) {
      parameters.push(["scope", scopes.join(" ")]);
    }
  }
  const text = parameters.map(([name, value]) => `${name}="${value}"`).join(", ");
  return text === "" ? "Bearer" : `Bearer ${text}`;
}

/** Refuses what would end the quoted string early, or the header. */
function requireQuotable(option: string, value: string | undefined): void {
  if (value !== undefined && !/^[\x20\x21\x23-\x5b\x5d-\x7e]*$/.test(value)) {
    throw new TypeError(
      `access-token: ${option} must be printable ASCII without quotes and backslashes`,
    );
  }
}

/** @see https://www.rfc-editor.org/rfc/rfc6749#section-3.3 */
function requireScope(scope: string): void {
  if (!/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope)) {
    throw new TypeError(
      "access-token: a scope must be printable ASCII without spaces, quotes and backslashes; use the value of the scp claim, as in access_as_user",
    );
  }
}

/** Standard base64 with padding: the Azure SDKs do not read the URL-safe form. */
function encodeClaims(claims: string | undefined): string {
  if (claims === undefined) {
    throw new TypeError("access-token: insufficient_claims needs the claims that are asked for");
  }
  return Buffer.from(claims, "utf8").toString("base64");
}
