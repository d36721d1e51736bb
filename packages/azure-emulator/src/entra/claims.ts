import { createHash, randomBytes } from "node:crypto";
import type { JWTPayload } from "jose";
import type { Directory } from "../azure.ts";
import type { SeedApp, SeedOptionalClaim, SeedUser } from "../seed.ts";
import { appRolesOf } from "./app-roles.ts";
import { isGraph, type TokenResource } from "./resources.ts";

/** More groups than this do not fit into a token: overage. */
const maxGroupsInToken = 200;

/** The `iss` of a tenant's tokens by their version. */
export function issuerOf(tenantId: string, version: "1.0" | "2.0"): string {
  return version === "1.0"
    ? `https://sts.windows.net/${tenantId}/`
    : `https://login.microsoftonline.com/${tenantId}/v2.0`;
}

/** Who a token is about: a person, or a service principal by itself. */
type TokenSubject =
  | { readonly kind: "user"; readonly user: SeedUser }
  | { readonly kind: "app"; readonly objectId: string };

/** How a client proved who it is; its place in the list is the value of `azpacr`. */
const clientProofs = ["none", "secret", "assertion"] as const;

/** How a client proved who it is: not at all, by a secret, or by something that was signed. */
export type ClientProof = (typeof clientProofs)[number];

/** What an access token grants. */
export interface AccessGrant {
  readonly subject: TokenSubject;
  /** Client id of the app that asks. */
  readonly clientId: string;
  readonly clientProof: ClientProof;
  readonly resource: TokenResource;
  /** Delegated permissions; none where a service principal asks for itself. */
  readonly scopes: readonly string[];
  /** What the client can do, as in `cp1` (nothing). */
  readonly clientCapabilities?: readonly string[];
  /** Authentication contexts that the person met (none). */
  readonly authenticationContexts?: readonly string[];
}

/**
 * The claims of an access token, without its times and the session.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
 */
export function accessTokenClaims(directory: Directory, grant: AccessGrant): JWTPayload {
  const { subject, clientId, clientProof, resource, scopes } = grant;
  const { clientCapabilities = [], authenticationContexts = [] } = grant;
  const version = resource.tokenVersion;
  const proof = String(clientProofs.indexOf(clientProof));
  const claims: JWTPayload = {
    aud: resource.audience,
    iss: issuerOf(directory.tenantId, version),
    tid: directory.tenantId,
    uti: randomBytes(16).toString("base64url"),
    ver: version,
    ...(version === "1.0"
      ? { appid: clientId, appidacr: proof, idtyp: subject.kind }
      : { azp: clientId, azpacr: proof }),
    ...(wants(resource, "xms_cc") ? listClaim("xms_cc", clientCapabilities) : {}),
    ...listClaim("acrs", authenticationContexts),
  };
  if (subject.kind === "app") {
    const roles = isGraph(resource)
      ? directory.graphPermissionsOf(subject.objectId)
      : rolesAt(directory, resource, subject.objectId);
    return {
      ...claims,
      ...(resource.app && wants(resource, "idtyp") ? { idtyp: "app" } : {}),
      oid: subject.objectId,
      sub: subject.objectId,
      ...listClaim("roles", roles),
    };
  }
  const { user } = subject;
  return {
    ...claims,
    ...(resource.app ? groupClaims(directory, user, resource.app) : {}),
    ...listClaim("roles", rolesAt(directory, resource, user.id)),
    ...guestClaims(user),
    ...(resource.app && wants(resource, "acct") ? { acct: user.homeTenantId ? 1 : 0 } : {}),
    oid: user.id,
    sub: pairwiseSubject(user.id, resource.audience),
    name: user.displayName,
    scp: scopes.join(" "),
    ...(version === "1.0"
      ? { upn: user.userPrincipalName, unique_name: user.userPrincipalName, acr: "1", amr: ["pwd"] }
      : { preferred_username: user.userPrincipalName }),
  };
}

/**
 * The claims of an id token, without its times.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference
 */
export function idTokenClaims(
  directory: Directory,
  { user, app, nonce }: { user: SeedUser; app: SeedApp; nonce: string | undefined },
): JWTPayload {
  return {
    ...groupClaims(directory, user, app),
    ...listClaim("roles", appRolesOf(directory, app, user.id)),
    ...guestClaims(user),
    aud: app.appId,
    iss: issuerOf(directory.tenantId, "2.0"),
    tid: directory.tenantId,
    oid: user.id,
    sub: pairwiseSubject(user.id, app.appId),
    name: user.displayName,
    preferred_username: user.userPrincipalName,
    uti: randomBytes(16).toString("base64url"),
    ver: "2.0",
    ...(nonce === undefined ? {} : { nonce }),
  };
}

/** APIs of Microsoft's are told everything, one's own what its registration asks for. */
function wants({ app }: TokenResource, claim: SeedOptionalClaim): boolean {
  return app === undefined || (app.optionalClaims ?? []).includes(claim);
}

function rolesAt(
  directory: Directory,
  { app }: TokenResource,
  objectId: string,
): readonly string[] {
  return app ? appRolesOf(directory, app, objectId) : [];
}

/** A guest's tokens are those of this tenant, and name the one that signed them in. */
function guestClaims({ homeTenantId }: SeedUser): JWTPayload {
  return homeTenantId === undefined ? {} : { idp: issuerOf(homeTenantId, "1.0") };
}

/** A list that is left out where it is empty. */
function listClaim(name: string, values: readonly string[]): JWTPayload {
  return values.length > 0 ? { [name]: [...values] } : {};
}

/** The same person has another `sub` at each app. */
function pairwiseSubject(userId: string, audience: string): string {
  return createHash("sha256").update(`${userId} ${audience}`).digest("base64url");
}

function groupClaims(directory: Directory, user: SeedUser, app: SeedApp): JWTPayload {
  if (app.groupMembershipClaims !== "SecurityGroup") return {};
  const groups = directory.transitiveGroupsOf(user.id, { securityEnabledOnly: true });
  if (groups.length === 0) return {};
  if (groups.length <= maxGroupsInToken) return { groups: [...groups] };
  return {
    _claim_names: { groups: "src1" },
    // Entra still names a service that no longer exists; nothing may ever be fetched from here
    _claim_sources: {
      src1: {
        endpoint: `https://graph.windows.net/${directory.tenantId}/users/${user.id}/getMemberObjects`,
      },
    },
  };
}
