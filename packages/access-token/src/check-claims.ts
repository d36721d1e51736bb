import type { AzureCloud } from "@entrim/azure-clouds";
import { AccessTokenError, type AccessTokenErrorReason } from "./access-token-error.ts";
import { canonicalGuid } from "./guid.ts";
import type { Claims } from "./unverified-token.ts";

/** The two forms of Entra's access tokens; the app's manifest decides which one it gets. */
export type AccessTokenVersion = "1.0" | "2.0";

/** Which tokens are meant for this server. */
export interface TokenExpectations {
  readonly cloud: AzureCloud;
  readonly tenants: ReadonlySet<string>;
  readonly audiences: ReadonlySet<string>;
  readonly versions: ReadonlySet<string>;
  readonly maxAgeInMs: number;
}

/** Where a token says it comes from. */
export interface TokenOrigin {
  readonly version: AccessTokenVersion;
  readonly tenantId: string;
  readonly issuer: string;
  readonly issuedAtInMs: number;
  readonly validFromInMs: number;
  readonly expiresAtInMs: number;
}

/** How far the clocks of Entra and of this server may be apart. */
const clockToleranceInMs = 60_000;

/**
 * Checks everything that makes a token worth a key look-up: version, tenant, issuer, audience, lifetime.
 * It runs before the signature check, so that a token of somebody else costs no look-up and cannot use
 * up the few refreshes that a key set has. Nothing it returns is to be believed before that check.
 *
 * @throws AccessTokenError `invalid_token`.
 * @see https://www.rfc-editor.org/rfc/rfc8725#section-3.8
 */
export function checkClaims(
  claims: Claims,
  expected: TokenExpectations,
  nowInMs: number,
): TokenOrigin {
  const { ver: version, aud, iss, exp, nbf, iat } = claims;
  if (!isVersion(version) || !expected.versions.has(version)) throw refused("version");

  const tenantId = canonicalGuid(claims["tid"]);
  // a twin such as TID would let two readers of one token see two tenants
  const twins = Object.keys(claims).filter((name) => name.toLowerCase() === "tid");
  if (tenantId === undefined || twins.length !== 1) throw refused("tenant");
  if (!expected.tenants.has(tenantId)) throw refused("tenant");

  const issuer = issuerOf(expected.cloud, version, tenantId);
  if (iss !== issuer) throw refused("issuer");
  if (typeof aud !== "string" || !expected.audiences.has(aud)) throw refused("audience");

  const expiresAtInMs = milliseconds(exp);
  const issuedAtInMs = milliseconds(iat);
  const validFromInMs = nbf === undefined ? issuedAtInMs : milliseconds(nbf);
  const origin = { version, tenantId, issuer, issuedAtInMs, validFromInMs, expiresAtInMs };
  checkLifetime(origin, expected, nowInMs);
  return origin;
}

/**
 * Checks what changes while a token rests.
 *
 * @throws AccessTokenError `invalid_token`.
 */
export function checkLifetime(
  { issuedAtInMs, validFromInMs, expiresAtInMs }: TokenOrigin,
  { maxAgeInMs }: TokenExpectations,
  nowInMs: number,
): void {
  if (
    expiresAtInMs + clockToleranceInMs <= nowInMs ||
    issuedAtInMs - clockToleranceInMs > nowInMs ||
    validFromInMs - clockToleranceInMs > nowInMs ||
    issuedAtInMs + maxAgeInMs + clockToleranceInMs < nowInMs
  ) {
    throw refused("lifetime");
  }
}

/** The exact `iss` of a tenant's tokens. */
export function issuerOf(cloud: AzureCloud, version: AccessTokenVersion, tenantId: string): string {
  return cloud.issuers[version].replace("{tenantid}", tenantId);
}

function isVersion(value: unknown): value is AccessTokenVersion {
  return value === "1.0" || value === "2.0";
}

function milliseconds(seconds: unknown): number {
  if (typeof seconds !== "number" || !Number.isFinite(seconds)) throw refused("lifetime");
  return seconds * 1000;
}

const messages = {
  version: "The access token is not of an accepted version.",
  tenant: "The access token is of a tenant that is not accepted.",
  issuer: "The access token is of an issuer that is not accepted.",
  audience: "The access token is not made out to this server.",
  lifetime: "The access token is outside its lifetime.",
} as const satisfies Partial<Record<AccessTokenErrorReason, string>>;

function refused(reason: keyof typeof messages): AccessTokenError {
  return new AccessTokenError("invalid_token", messages[reason], { reason });
}
