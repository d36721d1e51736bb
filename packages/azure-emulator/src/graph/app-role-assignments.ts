import type { Directory } from "../azure.ts";
import { graphAppRoleId, graphResource } from "./graph-app-roles.ts";
import { contextOf, type GraphRequest } from "./graph-call.ts";
import { GraphError } from "./graph-error.ts";
import { allSubjects, type GraphSubject } from "./graph-subject.ts";
import { requirePermission } from "./permissions.ts";
import { parseQueryOptions } from "./query-options.ts";
import { requireMethod } from "./require-method.ts";
import { stableId } from "./stable-id.ts";

/** A path to what a service principal may do, or to who may do something at it. */
export interface AppRolePath {
  readonly id: string | undefined;
  readonly appId: string | undefined;
  readonly relation: "appRoleAssignments" | "appRoleAssignedTo";
}

/** A role that somebody or something has at an API. */
interface AppRoleAssignment {
  readonly id: string;
  readonly deletedDateTime: null;
  readonly appRoleId: string;
  readonly principalId: string;
  readonly principalDisplayName: string;
  readonly principalType: "User" | "Group" | "ServicePrincipal";
  readonly resourceId: string;
  readonly resourceDisplayName: string;
}

const pathPattern =
  /^\/servicePrincipals(?:\/([^/]+)|\(appId='([^']+)'\))\/(appRoleAssignments|appRoleAssignedTo)$/i;

/** The service principal whose roles a path names, if it is such a path. */
export function parseAppRolePath(path: string): AppRolePath | undefined {
  const [, id, appId, relation] = pathPattern.exec(path) ?? [];
  if (relation === undefined) return undefined;
  const isOwn = relation.toLowerCase() === "approleassignments";
  return {
    id: id?.toLowerCase(),
    appId: appId?.toLowerCase(),
    relation: isOwn ? "appRoleAssignments" : "appRoleAssignedTo",
  };
}

/**
 * Lists the application roles of a service principal, or those that others have at it.
 *
 * @see https://learn.microsoft.com/graph/api/serviceprincipal-list-approleassignments
 * @throws GraphError without the permission, for a service principal that does not exist and for options.
 */
export function answerAppRoleAssignments(call: GraphRequest, path: AppRolePath): unknown {
  const { request, claims, directory, url } = call;
  requireMethod(request, "GET");
  requirePermission(claims, "read", "servicePrincipal");
  parseQueryOptions(url.searchParams, []);
  const id = servicePrincipalOf(directory, path);
  const isOwn = path.relation === "appRoleAssignments";
  const value = assignmentsIn(directory).filter(
    ({ principalId, resourceId }) => (isOwn ? principalId : resourceId) === id,
  );
  return {
    "@odata.context": contextOf(call, `servicePrincipals('${id}')/${path.relation}`),
    value,
  };
}

/** The id of the role of an app that a value names. */
export function appRoleId(appId: string, value: string): string {
  return stableId(appId, "appRole", value);
}

function servicePrincipalOf(directory: Directory, { id, appId }: AppRolePath): string {
  const found = allSubjects(directory).find(
    ({ type, object }) =>
      type === "servicePrincipal" &&
      (appId === undefined ? object.id === id : object["appId"] === appId),
  );
  if (found) return found.object.id;
  throw new GraphError(
    404,
    "Request_ResourceNotFound",
    `Resource '${id ?? appId ?? ""}' does not exist or one of its queried reference-property objects are not present.`,
  );
}

function assignmentsIn(directory: Directory): readonly AppRoleAssignment[] {
  const subjects = new Map(allSubjects(directory).map((subject) => [subject.object.id, subject]));
  const { apps } = directory;
  const ofGraph = [...subjects.values()].flatMap((subject) =>
    directory
      .graphPermissionsOf(subject.object.id)
      .map((permission) => assignment(subject, graphResource, graphAppRoleId(permission))),
  );
  const ofApps = apps.flatMap(({ appId, objectId, displayName, appRoles = [] }) =>
    appRoles.flatMap(({ value, assignedTo }) =>
      assignedTo.flatMap((principalId) => {
        const subject = subjects.get(principalId);
        const resource = { id: objectId, displayName };
        return subject ? [assignment(subject, resource, appRoleId(appId, value))] : [];
      }),
    ),
  );
  return [...ofGraph, ...ofApps];
}

const principalTypes = {
  user: "User",
  group: "Group",
  servicePrincipal: "ServicePrincipal",
} as const;

function assignment(
  { type, object }: GraphSubject,
  resource: { readonly id: string; readonly displayName: string },
  roleId: string,
): AppRoleAssignment {
  return {
    id: stableId(object.id, resource.id, roleId),
    deletedDateTime: null,
    appRoleId: roleId,
    principalId: object.id,
    principalDisplayName: String(object["displayName"]),
    principalType: principalTypes[type],
    resourceId: resource.id,
    resourceDisplayName: resource.displayName,
  };
}
