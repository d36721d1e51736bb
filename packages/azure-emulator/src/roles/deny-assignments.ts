import { randomUUID } from "node:crypto";
import type { DenyAssignment, DenyAssignments, Directory } from "../azure.ts";
import type { Seed, SeedDenyAssignment } from "../seed.ts";
import { requirePrincipal } from "./require-principal.ts";
import { requireScope } from "./require-scope.ts";
import { includesAction } from "./role-permissions.ts";
import { covers, idWithin, segmentsOf } from "./scope.ts";

/**
 * The deny assignments of a seed. Azure makes them by itself, for managed applications and deployment
 * stacks; nobody can be asked to make one.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/deny-assignments
 * @throws TypeError for a principal that does not exist, or a scope that is none.
 */
export function createDenyAssignments(
  { denyAssignments = [] }: Seed,
  directory: Directory,
): DenyAssignments {
  const all = denyAssignments.map((seed) => ({
    assignment: denyAssignmentOf(seed, directory),
    scope: requireScope(seed.scope),
  }));
  return {
    list: () => all.map(({ assignment }) => assignment),
    find(principalId, action, resourceId) {
      const id = principalId.toLowerCase();
      const principals = new Set([
        id,
        ...directory.transitiveGroupsOf(id, { securityEnabledOnly: true }),
      ]);
      const isOneOf = (ids: readonly string[]) => ids.some((one) => principals.has(one));
      const resource = segmentsOf(resourceId);
      return all.find(
        ({ assignment, scope }) =>
          covers(scope, resource) &&
          !(assignment.doNotApplyToChildScopes && resource.length > scope.length) &&
          (assignment.principalIds === "everyone" || isOneOf(assignment.principalIds)) &&
          !isOneOf(assignment.excludedPrincipalIds) &&
          includesAction(assignment.permissions, action),
      )?.assignment;
    },
  };
}

function denyAssignmentOf(seed: SeedDenyAssignment, directory: Directory): DenyAssignment {
  const { name, scope, principalIds, excludedPrincipalIds = [] } = seed;
  const { actions = [], notActions = [], dataActions = [], notDataActions = [] } = seed;
  return {
    id: idWithin(scope, `providers/Microsoft.Authorization/denyAssignments/${randomUUID()}`),
    name,
    scope,
    permissions: { actions, notActions, dataActions, notDataActions },
    principalIds: principalIds?.map((id) => requirePrincipal(directory, id)) ?? "everyone",
    excludedPrincipalIds: excludedPrincipalIds.map((id) => requirePrincipal(directory, id)),
    doNotApplyToChildScopes: seed.doNotApplyToChildScopes ?? false,
  };
}
