import type { Directory } from "../azure.ts";
import type { SeedApp } from "../seed.ts";
import { EntraError } from "./entra-error.ts";
import { findResource, graphAudience, isGraph, type TokenResource } from "./resources.ts";

/** What a client asks for: one API, some of its permissions, and OpenID Connect's own scopes. */
export interface RequestedScopes {
  /** The text that was asked for. */
  readonly requested: string;
  readonly resource: TokenResource;
  /** Permissions of the resource as its tokens carry them. */
  readonly permissions: readonly string[];
  /** What the answer names as granted; it repeats `.default`, or clients would not cache. */
  readonly granted: string;
  readonly openid: boolean;
  readonly offlineAccess: boolean;
}

const openidScopes = new Set(["openid", "profile", "email", "offline_access"]);

/** What an app may read of the person who signs in without anyone's consent. */
const graphPermission = "User.Read";

/**
 * The delegated permissions in the `scope` of a request for a person's token.
 *
 * @param client Who asks for it.
 * @throws EntraError for several APIs at once, an unknown API, a permission that it does not have, or one
 *   that nobody consented to.
 */
export function parseScopes(
  directory: Directory,
  client: SeedApp,
  requested: string,
): RequestedScopes {
  const names = requested.split(" ").filter(Boolean);
  const wanted = names
    .filter((name) => !openidScopes.has(name))
    // a bare name is one of Microsoft Graph's
    .map((name) => (name.includes("/") ? name : `${graphAudience}/${name}`));
  const apis = new Set(wanted.map(apiOf));
  const [api = graphAudience] = apis;
  if (apis.size > 1) {
    throw new EntraError(
      "invalid_request",
      28000,
      "Provided value for the input parameter scope is not valid because it contains more than one resource.",
    );
  }
  const resource = requireResource(directory, api);
  const permissions = permissionsOf(resource, client, wanted.map(permissionOf));
  return {
    requested,
    resource,
    permissions,
    granted: [
      ...new Set([
        ...(isGraph(resource) ? names.filter((name) => openidScopes.has(name)) : []),
        ...permissions.map((permission) => `${api}/${permission}`),
        ...wanted,
      ]),
    ].join(" "),
    openid: names.includes("openid"),
    offlineAccess: names.includes("offline_access"),
  };
}

/**
 * The API that a service principal asks for by itself; its scope must end in `/.default`.
 *
 * @throws EntraError for any other scope, or an unknown API.
 */
export function parseDefaultScope(directory: Directory, scope: string): TokenResource {
  if (!scope.endsWith("/.default") || scope.includes(" ")) {
    throw new EntraError(
      "invalid_scope",
      1002012,
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    );
  }
  return requireResource(directory, apiOf(scope));
}

/**
 * The API of that identifier.
 *
 * @throws EntraError for one that the tenant does not know.
 */
function requireResource(directory: Directory, identifier: string): TokenResource {
  const resource = findResource(directory, identifier);
  if (resource) return resource;
  throw new EntraError(
    "invalid_resource",
    500011,
    `The resource principal named ${identifier} was not found in the tenant named ${directory.tenantName}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
  );
}

function permissionsOf(
  resource: TokenResource,
  client: SeedApp,
  wanted: readonly string[],
): readonly string[] {
  if (resource.app) {
    const { scopes, appId } = resource.app;
    const unknown = wanted.find((name) => name !== ".default" && !scopes.includes(name));
    if (unknown !== undefined) {
      throw new EntraError(
        "invalid_scope",
        70011,
        `The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope ${unknown} does not exist on ${appId}.`,
      );
    }
    return wanted.includes(".default") ? scopes : wanted;
  }
  const consented = consentedPermissions(resource, client);
  const isConsented = (name: string) =>
    name === ".default" ? consented.length > 0 : consented.includes(name);
  if (!wanted.every(isConsented)) {
    throw new EntraError(
      "consent_required",
      65001,
      "The user or administrator has not consented to use the application. Send an interactive authorization request for this user and resource.",
    );
  }
  return consented;
}

/** What the app may have of an API of Microsoft's, whoever signs in. */
function consentedPermissions(
  resource: TokenResource,
  { delegatedPermissions = [] }: SeedApp,
): readonly string[] {
  const audience = resource.audience.replace(/\/$/, "");
  return [
    ...new Set([
      ...(isGraph(resource) ? [graphPermission] : []),
      ...delegatedPermissions
        .filter((permission) => apiOf(permission) === audience)
        .map(permissionOf),
    ]),
  ];
}

function apiOf(scope: string): string {
  return scope.slice(0, scope.lastIndexOf("/"));
}

function permissionOf(scope: string): string {
  return scope.slice(scope.lastIndexOf("/") + 1);
}
