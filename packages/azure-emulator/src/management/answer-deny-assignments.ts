import type { DenyAssignment, Directory } from "../azure.ts";
import { principalTypeOf } from "../roles/principal-type.ts";
import { covers, idWithin, segmentsOf } from "../roles/scope.ts";
import { parseAssignmentFilter } from "./assignment-filter.ts";
import { listPage } from "./list-page.ts";
import {
  requireKnownOptions,
  requirePermission,
  requireScopeExists,
  type ManagementCall,
} from "./management-call.ts";
import { ManagementError } from "./management-error.ts";
import { methodNotAllowed } from "./method-not-allowed.ts";

/** How a deny assignment names everybody. */
const everyone = {
  id: "00000000-0000-0000-0000-000000000000",
  displayName: "All Principals",
  type: "SystemDefined",
};

/**
 * Lists and shows the deny assignments of the seed.
 *
 * @see https://learn.microsoft.com/rest/api/authorization/deny-assignments
 * @throws ManagementError for a caller without the role for it, and for one that does not exist.
 */
export function answerDenyAssignments(
  call: ManagementCall,
  scope: string,
  name: string | undefined,
): Response {
  const { azure, request, url } = call;
  if (request.method !== "GET") throw methodNotAllowed(request.method);
  requireKnownOptions(call, name === undefined ? ["$filter", "$skipToken"] : []);
  requirePermission(call, "Microsoft.Authorization/denyAssignments/read", scope);
  requireScopeExists(call, scope);
  if (name !== undefined) {
    const id = idWithin(scope, `providers/Microsoft.Authorization/denyAssignments/${name}`);
    const found = azure.denials.list().find((one) => one.id.toLowerCase() === id.toLowerCase());
    if (found) return Response.json(denyAssignmentBody(azure.directory, found));
    throw new ManagementError(
      404,
      "DenyAssignmentNotFound",
      `The deny assignment '${name}' is not found.`,
    );
  }
  const filter = parseAssignmentFilter(url.searchParams.get("$filter"), [
    "atScope",
    "principalId",
    "denyAssignmentName",
  ]);
  const here = segmentsOf(scope);
  const isWanted = (one: DenyAssignment): boolean => {
    const there = segmentsOf(one.scope);
    const { principalId, denyAssignmentName } = filter;
    return (
      (covers(there, here) || (!filter.atScope && covers(here, there))) &&
      (principalId === undefined ||
        (one.principalIds !== "everyone" && one.principalIds.includes(principalId))) &&
      (denyAssignmentName === undefined || one.name === denyAssignmentName)
    );
  };
  return listPage(
    call,
    azure.denials
      .list()
      .filter(isWanted)
      .map((one) => denyAssignmentBody(azure.directory, one)),
  );
}

function denyAssignmentBody(
  directory: Directory,
  assignment: DenyAssignment,
): Readonly<Record<string, unknown>> {
  const { id, name, scope, permissions, principalIds, excludedPrincipalIds } = assignment;
  const principal = (principalId: string) => ({
    id: principalId,
    type: principalTypeOf(directory, principalId),
  });
  return {
    properties: {
      denyAssignmentName: name,
      description: null,
      permissions: [{ ...permissions, condition: null, conditionVersion: null }],
      scope,
      doNotApplyToChildScopes: assignment.doNotApplyToChildScopes,
      principals: principalIds === "everyone" ? [everyone] : principalIds.map(principal),
      excludePrincipals: excludedPrincipalIds.map(principal),
      isSystemProtected: true,
    },
    id,
    type: "Microsoft.Authorization/denyAssignments",
    name: id.slice(id.lastIndexOf("/") + 1),
  };
}
