import type { Directory, RoleAssignment } from "../azure.ts";
import { principalTypeOf } from "../roles/principal-type.ts";
import { covers, idWithin, segmentsOf } from "../roles/scope.ts";
import { parseAssignmentFilter } from "./assignment-filter.ts";
import { createRoleAssignment } from "./create-role-assignment.ts";
import { listPage } from "./list-page.ts";
import {
  requireKnownOptions,
  requirePermission,
  requireScopeExists,
  type ManagementCall,
} from "./management-call.ts";
import { badRequestFormat, ManagementError } from "./management-error.ts";
import { methodNotAllowed } from "./method-not-allowed.ts";
import { roleAssignmentBody } from "./role-assignment-body.ts";

/**
 * Lists, shows, makes and removes role assignments. What is made here holds in every service.
 *
 * @see https://learn.microsoft.com/rest/api/authorization/role-assignments
 * @throws ManagementError for a caller without the role for it, and for what makes no sense.
 */
export async function answerRoleAssignments(
  call: ManagementCall,
  scope: string,
  name: string | undefined,
): Promise<Response> {
  const { method } = call.request;
  if (name === undefined) {
    if (method !== "GET") throw methodNotAllowed(method);
    return listRoleAssignments(call, scope);
  }
  requireKnownOptions(call, []);
  const id = idWithin(scope, `providers/Microsoft.Authorization/roleAssignments/${name}`);
  const find = () =>
    call.azure.roles.list().find((one) => one.id.toLowerCase() === id.toLowerCase());
  switch (method) {
    case "GET": {
      requirePermission(call, "Microsoft.Authorization/roleAssignments/read", scope);
      const found = find();
      if (found) return Response.json(roleAssignmentBody(call, found));
      throw new ManagementError(
        404,
        "RoleAssignmentNotFound",
        `The role assignment '${name}' is not found.`,
      );
    }
    case "PUT":
      requirePermission(call, "Microsoft.Authorization/roleAssignments/write", scope);
      requireScopeExists(call, scope);
      return createRoleAssignment(call, { scope, name, existing: find() });
    case "DELETE": {
      requirePermission(call, "Microsoft.Authorization/roleAssignments/delete", scope);
      const found = find();
      if (!found) return new Response(null, { status: 204 });
      call.azure.roles.remove(found.id);
      return Response.json(roleAssignmentBody(call, found));
    }
    default:
      throw methodNotAllowed(method);
  }
}

function listRoleAssignments(call: ManagementCall, scope: string): Response {
  const { azure, url } = call;
  requireKnownOptions(call, ["$filter", "$skipToken"]);
  requirePermission(call, "Microsoft.Authorization/roleAssignments/read", scope);
  requireScopeExists(call, scope);
  const { atScope, principalId, assignedTo } = parseAssignmentFilter(
    url.searchParams.get("$filter"),
    ["atScope", "principalId", "assignedTo"],
  );
  const holders = assignedTo === undefined ? undefined : holdersOf(azure.directory, assignedTo);
  const here = segmentsOf(scope);
  const isWanted = (assignment: RoleAssignment): boolean => {
    const there = segmentsOf(assignment.scope);
    return (
      (covers(there, here) || (!atScope && covers(here, there))) &&
      (principalId === undefined || assignment.principalId === principalId) &&
      (holders === undefined || holders.has(assignment.principalId))
    );
  };
  return listPage(
    call,
    azure.roles
      .list()
      .filter(isWanted)
      .map((assignment) => roleAssignmentBody(call, assignment)),
  );
}

/** A principal and the groups that it is in; groups cannot be asked for. */
function holdersOf(directory: Directory, principalId: string): ReadonlySet<string> {
  if (principalTypeOf(directory, principalId) === "Group") throw badRequestFormat();
  return new Set([principalId, ...directory.transitiveGroupsOf(principalId)]);
}
