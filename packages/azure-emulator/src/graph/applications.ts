import { X509Certificate } from "node:crypto";
import type { Directory } from "../azure.ts";
import { authorityHost } from "../hosts.ts";
import type { SeedApp } from "../seed.ts";
import { appRoleId } from "./app-role-assignments.ts";
import { selectProperties, type DirectoryObject } from "./directory-objects.ts";
import { contextOf, type GraphRequest } from "./graph-call.ts";
import { GraphError } from "./graph-error.ts";
import { requirePermission } from "./permissions.ts";
import { parseQueryOptions } from "./query-options.ts";
import { requireMethod } from "./require-method.ts";
import { stableId } from "./stable-id.ts";

/** A path to app registrations, to one of them or to whom it trusts. */
export interface ApplicationPath {
  /** `undefined` for all. */
  readonly key: { readonly name: "id" | "appId"; readonly value: string } | undefined;
  readonly isCredentials: boolean;
}

const pathPattern =
  /^\/applications(?:(?:\/([^/]+)|\(appId='([^']+)'\))(\/federatedIdentityCredentials)?)?$/i;

/** What a path names of app registrations, if it is such a path. */
export function parseApplicationPath(path: string): ApplicationPath | undefined {
  const found = pathPattern.exec(path);
  if (!found) return undefined;
  const [, id, appId, credentials] = found;
  const value = (id ?? appId)?.toLowerCase();
  return {
    key: value === undefined ? undefined : { name: id === undefined ? "appId" : "id", value },
    isCredentials: credentials !== undefined,
  };
}

/**
 * Shows app registrations, and the identities that they trust in place of a secret.
 *
 * @see https://learn.microsoft.com/graph/api/application-get
 * @throws GraphError without the permission, for a registration that does not exist and for unknown options.
 */
export function answerApplications(
  call: GraphRequest,
  { key, isCredentials }: ApplicationPath,
): unknown {
  const { request, claims, directory, url } = call;
  requireMethod(request, "GET");
  requirePermission(claims, "read", "servicePrincipal");
  const { select } = parseQueryOptions(url.searchParams, isCredentials ? [] : ["$select"]);
  const objects = directory.apps.map(applicationObject);
  requireKnown(select, objects);
  const selection = select ? `(${select.join(",")})` : "";
  if (!key) {
    return {
      "@odata.context": contextOf(call, `applications${selection}`),
      value: objects.map((object) => selectProperties(object, select)),
    };
  }
  const at = objects.findIndex((object) => object[key.name] === key.value);
  const [object, app] = [objects[at], directory.apps[at]];
  if (!object || !app) {
    throw new GraphError(
      404,
      "Request_ResourceNotFound",
      `Resource '${key.value}' does not exist or one of its queried reference-property objects are not present.`,
    );
  }
  if (!isCredentials) {
    return {
      "@odata.context": contextOf(call, `applications${selection}/$entity`),
      ...selectProperties(object, select),
    };
  }
  const fragment = `applications('${object.id}')/federatedIdentityCredentials`;
  return { "@odata.context": contextOf(call, fragment), value: credentialsOf(app, directory) };
}

function requireKnown(
  select: readonly string[] | undefined,
  [object]: readonly DirectoryObject[],
): void {
  const unknown = select?.find((name) => object && !Object.hasOwn(object, name));
  if (unknown === undefined) return;
  throw new GraphError(
    400,
    "BadRequest",
    `Parsing OData Select and Expand failed: Could not find a property named '${unknown}' on type 'microsoft.graph.application' of the local Azure.`,
  );
}

/** An app registration as Graph shows it; of secrets no more than that they are there. */
function applicationObject(app: SeedApp): DirectoryObject {
  const { appId, displayName, identifierUri, appRoles = [], scopes, redirectUris } = app;
  return {
    id: stableId("application", appId),
    appId,
    displayName,
    identifierUris: [identifierUri],
    signInAudience: "AzureADMyOrg",
    isFallbackPublicClient: app.allowPublicClient ?? false,
    groupMembershipClaims: app.groupMembershipClaims ?? "None",
    web: { redirectUris },
    api: {
      oauth2PermissionScopes: scopes.map((value) => ({
        id: stableId(appId, "scope", value),
        value,
        type: "User",
        isEnabled: true,
      })),
    },
    appRoles: appRoles.map(({ value }) => ({
      id: appRoleId(appId, value),
      value,
      displayName: value,
      isEnabled: true,
      allowedMemberTypes: ["User", "Application"],
    })),
    passwordCredentials: (app.clientSecrets ?? []).map((_, at) => ({
      keyId: stableId(appId, "secret", String(at)),
      displayName: null,
      hint: null,
      secretText: null,
    })),
    keyCredentials: (app.certificates ?? []).map((certificate) => {
      const { subject, validFromDate, validToDate } = new X509Certificate(certificate);
      return {
        keyId: stableId(appId, "certificate", certificate),
        displayName: subject,
        type: "AsymmetricX509Cert",
        usage: "Verify",
        key: null,
        startDateTime: validFromDate.toISOString(),
        endDateTime: validToDate.toISOString(),
      };
    }),
  };
}

function credentialsOf(
  { appId, federatedCredentials = [] }: SeedApp,
  { tenantId, identities }: Directory,
): readonly unknown[] {
  return federatedCredentials.map(({ subject, audience }) => ({
    id: stableId(appId, "federated", subject, audience),
    name: identities.find(({ principalId }) => principalId === subject)?.name ?? subject,
    issuer: `https://${authorityHost}/${tenantId}/v2.0`,
    subject,
    audiences: [audience],
    description: null,
  }));
}
