import type { AzureCloud } from "@entrim/azure-clouds";
import { AccessTokenError, type AccessTokenErrorReason } from "./access-token-error.ts";
import { issuerOf, type TokenOrigin } from "./check-claims.ts";
import { readGroupClaim, type GroupClaim } from "./group-claim.ts";
import { canonicalGuid } from "./guid.ts";
import type { Claims } from "./unverified-token.ts";

/** Who holds a verified token, deeply frozen. Names and addresses are not in it: they change hands. */
export interface AccessTokenCaller {
  /** A person, or an application by itself. */
  readonly kind: "user" | "app";
  readonly tenantId: string;
  /** Object id in that tenant, of the user or of the application's service principal. */
  readonly objectId: string;
  /** The application that holds the token. */
  readonly clientId: string;
  /** What the user lets the application do; none for `app`. */
  readonly scopes: readonly string[];
  /** App roles of the user or of the application. */
  readonly roles: readonly string[];
  readonly groups: GroupClaim;
  readonly issuedAtInMs: number;
  readonly expiresAtInMs: number;
  /** Whether the application can answer a challenge that asks for further claims. */
  readonly acceptsClaimsChallenges: boolean;
}

/** Which holders of a good token may come in. */
export interface CallerPolicy {
  readonly cloud: AzureCloud;
  readonly scopes: ReadonlySet<string>;
  readonly roles: ReadonlySet<string>;
  /** Undefined: any. */
  readonly clients: ReadonlySet<string> | undefined;
  readonly guests: "deny" | "allow";
}

/**
 * Reads the caller out of claims whose signature was verified, and applies the policy. A user's token
 * and an application's have rules that no token satisfies both of.
 *
 * @throws AccessTokenError `invalid_token` for what is no access token, `insufficient_scope` for one that
 *   does not grant enough.
 */
export function readCaller(
  claims: Claims,
  origin: TokenOrigin,
  policy: CallerPolicy,
): AccessTokenCaller {
  const objectId = canonicalGuid(claims["oid"]);
  if (objectId === undefined) throw unidentified("identity");
  const clientId = canonicalGuid(origin.version === "1.0" ? claims["appid"] : claims["azp"]);
  // an id token names no client and answers a nonce
  if (clientId === undefined || claims["nonce"] !== undefined) throw unidentified("kind");

  const scopes = readScopes(claims["scp"]);
  const roles = readRoles(claims["roles"]);
  const kind = kindOf(claims, objectId, scopes, roles);
  const groups = readGroupClaim(claims);

  if (kind === "app") {
    if (!roles.some((role) => policy.roles.has(role))) throw denied("role");
  } else {
    if (!scopes.some((scope) => policy.scopes.has(scope))) throw denied("scope");
    if (policy.guests === "deny" && isGuest(claims, origin, policy.cloud)) throw denied("guest");
  }
  if (policy.clients !== undefined && !policy.clients.has(clientId)) throw denied("client");

  const { tenantId, issuedAtInMs, expiresAtInMs } = origin;
  return Object.freeze({
    kind,
    tenantId,
    objectId,
    clientId,
    scopes: Object.freeze(scopes),
    roles: Object.freeze(roles),
    groups,
    issuedAtInMs,
    expiresAtInMs,
    acceptsClaimsChallenges: acceptsClaimsChallenges(claims["xms_cc"]),
  });
}

/**
 * A token with a scope is a user's. One without is an application's if it says so, or if its subject is
 * its object, which no user's is. Anything else could be read both ways and is refused.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/claims-validation#validate-the-subject
 */
function kindOf(
  claims: Claims,
  objectId: string,
  scopes: readonly string[],
  roles: readonly string[],
): AccessTokenCaller["kind"] {
  const { idtyp, sub } = claims;
  if (scopes.length > 0) {
    if (idtyp !== undefined && idtyp !== "user") throw unidentified("kind");
    return "user";
  }
  // without either, any client of any tenant that can name the audience would hold such a token
  if (roles.length === 0) {
    throw idtyp === "user" ? denied("scope") : unidentified("kind");
  }
  if (idtyp === "app") return "app";
  if (idtyp === undefined && canonicalGuid(sub) === objectId) return "app";
  throw idtyp === "user" ? denied("scope") : unidentified("kind");
}

function readScopes(scp: unknown): string[] {
  if (scp === undefined) return [];
  if (typeof scp !== "string") throw unidentified("kind");
  return scp.split(" ").filter((scope) => scope !== "");
}

function readRoles(roles: unknown): string[] {
  if (roles === undefined) return [];
  if (!Array.isArray(roles)) throw unidentified("kind");
  return roles.map((role: unknown) => {
    if (typeof role !== "string") throw unidentified("kind");
    return role;
  });
}

/** A guest's account is at home elsewhere; in v1 form the home issuer is written as the v1 issuer. */
function isGuest(
  { acct, idp }: Claims,
  { issuer, tenantId }: TokenOrigin,
  cloud: AzureCloud,
): boolean {
  if (acct === 1 || acct === "1") return true;
  if (idp === undefined || idp === issuer) return false;
  return idp !== issuerOf(cloud, "1.0", tenantId) && idp !== issuerOf(cloud, "2.0", tenantId);
}

/** @see https://learn.microsoft.com/entra/identity-platform/claims-challenge#receiving-xms_cc-claim-in-an-access-token */
function acceptsClaimsChallenges(capabilities: unknown): boolean {
  const list: readonly unknown[] = Array.isArray(capabilities) ? capabilities : [capabilities];
  return list.some((entry) => typeof entry === "string" && entry.toLowerCase() === "cp1");
}

const refusals = {
  identity: "The access token does not say by object id who its holder is.",
  kind: "The token is not an access token of a user or of an application.",
  scope: "The access token does not grant a scope that this server accepts.",
  role: "The application has no role that this server accepts.",
  client: "The application is not one that this server accepts.",
  guest: "Guests are not accepted.",
} as const satisfies Partial<Record<AccessTokenErrorReason, string>>;

function unidentified(reason: "identity" | "kind"): AccessTokenError {
  return new AccessTokenError("invalid_token", refusals[reason], { reason });
}

function denied(reason: "scope" | "role" | "client" | "guest"): AccessTokenError {
  return new AccessTokenError("insufficient_scope", refusals[reason], { reason });
}
