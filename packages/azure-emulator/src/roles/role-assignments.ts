import { randomUUID } from "node:crypto";
import type {
  Clock,
  DenyAssignments,
  Directory,
  RoleAssignment,
  RoleAssignments,
} from "../azure.ts";
import type { Seed } from "../seed.ts";
import { builtInRoles, type BuiltInRole } from "./built-in-roles.ts";
import { findRole } from "./find-role.ts";
import { requirePrincipal } from "./require-principal.ts";
import { requireScope } from "./require-scope.ts";
import { includesAction } from "./role-permissions.ts";
import { covers, segmentsOf } from "./scope.ts";

interface Grant {
  readonly assignment: RoleAssignment;
  readonly role: BuiltInRole;
  readonly scope: readonly string[];
}

/**
 * The role assignments of a seed. They add up; deny assignments go before them, and there are no conditions.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/overview#how-azure-rbac-determines-if-a-user-has-access-to-a-resource
 * @throws TypeError for a role or principal that does not exist, or a scope that is none.
 */
export function createRoleAssignments(options: {
  readonly seed: Seed;
  readonly directory: Directory;
  readonly denials: DenyAssignments;
  readonly clock: Clock;
}): RoleAssignments {
  const { seed, directory, denials, clock } = options;
  let grants: readonly Grant[] = [];

  const grant: RoleAssignments["grant"] = ({ principalId, role: wanted, scope: id, name }) => {
    const role = requireRole(wanted);
    const scope = requireScope(id);
    const assignment = {
      id: `${id}/providers/Microsoft.Authorization/roleAssignments/${name ?? randomUUID()}`,
      principalId: requirePrincipal(directory, principalId),
      roleDefinitionId: role.id,
      scope: id,
      createdAtInMs: clock.now(),
    };
    grants = [...grants, { assignment, role, scope }];
    return assignment;
  };
  for (const assignment of seed.roleAssignments ?? []) grant(assignment);

  /** Takes away what is meant; how much that was. */
  const drop = (isMeant: (grant: Grant) => boolean): number => {
    const kept = grants.filter((each) => !isMeant(each));
    const removed = grants.length - kept.length;
    grants = kept;
    return removed;
  };

  return {
    list: () => grants.map(({ assignment }) => assignment),
    grant,
    revoke({ principalId, role: name, scope: id }) {
      const role = name === undefined ? undefined : requireRole(name);
      const scope = id === undefined ? undefined : requireScope(id).join("/");
      return drop(
        (each) =>
          each.assignment.principalId === principalId.toLowerCase() &&
          (role === undefined || each.role === role) &&
          (scope === undefined || each.scope.join("/") === scope),
      );
    },
    remove: (id) => drop(({ assignment }) => assignment.id.toLowerCase() === id.toLowerCase()) > 0,
    permits(principalId, action, resourceId) {
      const id = principalId.toLowerCase();
      const principals = new Set([id, ...directory.transitiveGroupsOf(id)]);
      const resource = segmentsOf(resourceId);
      const isGranted = grants.some(
        ({ assignment, role, scope }) =>
          principals.has(assignment.principalId) &&
          covers(scope, resource) &&
          includesAction(role, action),
      );
      return isGranted && denials.find(principalId, action, resourceId) === undefined;
    },
  };
}

function requireRole(nameOrId: string): BuiltInRole {
  const role = findRole(nameOrId);
  if (role) return role;
  throw new TypeError(
    `azure-emulator: no built-in role "${nameOrId}"; it has ${builtInRoles.map(({ name }) => name).join(", ")}`,
  );
}
