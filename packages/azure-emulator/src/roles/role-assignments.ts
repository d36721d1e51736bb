import { randomUUID } from "node:crypto";
import type {
  Clock,
  DenyAssignments,
  Directory,
  RoleAssignment,
  RoleAssignments,
  RoleDefinition,
} from "../azure.ts";
import type { Seed } from "../seed.ts";
import { requirePrincipal } from "./require-principal.ts";
import { requireScope } from "./require-scope.ts";
import { parseRoleCondition, type RoleCondition } from "./role-condition.ts";
import { createRoleDefinitions } from "./role-definitions.ts";
import { includesAction } from "./role-permissions.ts";
import { covers, idWithin, segmentsOf } from "./scope.ts";

interface Grant {
  readonly assignment: RoleAssignment;
  readonly scope: readonly string[];
  readonly holds: RoleCondition;
  /** From when on the services go by it, in milliseconds since 1970. */
  readonly fromInMs: number;
}

/**
 * The role assignments of a seed. They add up; deny assignments go before them.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/overview#how-azure-rbac-determines-if-a-user-has-access-to-a-resource
 * @throws TypeError for a role or principal that does not exist, a scope that is none, or a condition that is
 *   not understood.
 */
export function createRoleAssignments(options: {
  readonly seed: Seed;
  readonly directory: Directory;
  readonly denials: DenyAssignments;
  readonly clock: Clock;
}): RoleAssignments {
  const { seed, directory, denials, clock } = options;
  const propagationInMs = seed.roles?.propagationInMs ?? 0;
  const definitions = createRoleDefinitions(seed);
  let grants: readonly Grant[] = [];
  /** What was taken away and still holds. */
  let leaving: readonly { readonly grant: Grant; readonly untilInMs: number }[] = [];

  const requireRole = (nameOrId: string): RoleDefinition => {
    const role = definitions.find(nameOrId);
    if (role) return role;
    const names = definitions.list().map(({ name }) => name);
    throw new TypeError(`azure-emulator: no role "${nameOrId}"; it has ${names.join(", ")}`);
  };

  const add = (
    wanted: Parameters<RoleAssignments["grant"]>[0],
    fromInMs: number,
  ): RoleAssignment => {
    const { principalId, role, scope: id, name = randomUUID(), description, condition } = wanted;
    const { id: roleDefinitionId } = requireRole(role);
    const scope = requireScope(id);
    const now = clock.now();
    const assignment = {
      id: idWithin(id, `providers/Microsoft.Authorization/roleAssignments/${name}`),
      principalId: requirePrincipal(directory, principalId),
      roleDefinitionId,
      scope: id,
      createdAtInMs: now,
      updatedAtInMs: now,
      description,
      condition,
    };
    grants = [...grants, { assignment, scope, holds: conditionOf(condition), fromInMs }];
    return assignment;
  };
  for (const assignment of seed.roleAssignments ?? []) add(assignment, 0);

  /** Takes away what is meant; how much that was. */
  const drop = (isMeant: (grant: Grant) => boolean): number => {
    const now = clock.now();
    const dropped = grants.filter(isMeant);
    grants = grants.filter((each) => !dropped.includes(each));
    leaving = [
      ...leaving.filter(({ untilInMs }) => untilInMs > now),
      ...dropped
        // what never held does not begin to
        .filter(({ fromInMs }) => fromInMs <= now)
        .map((grant) => ({ grant, untilInMs: now + propagationInMs })),
    ];
    return dropped.length;
  };

  return {
    definitions,
    list: () => grants.map(({ assignment }) => assignment),
    grant: (assignment) => add(assignment, clock.now() + propagationInMs),
    update(id, { description, condition }) {
      const found = grants.find(({ assignment }) => isSame(assignment.id, id));
      if (!found) return undefined;
      const holds = conditionOf(condition);
      const updatedAtInMs = clock.now();
      const assignment = { ...found.assignment, description, condition, updatedAtInMs };
      grants = grants.map((each) => (each === found ? { ...found, assignment, holds } : each));
      return assignment;
    },
    revoke({ principalId, role: name, scope: id }) {
      const role = name === undefined ? undefined : requireRole(name).id;
      const scope = id === undefined ? undefined : requireScope(id).join("/");
      return drop(
        ({ assignment, scope: its }) =>
          assignment.principalId === principalId.toLowerCase() &&
          (role === undefined || assignment.roleDefinitionId === role) &&
          (scope === undefined || its.join("/") === scope),
      );
    },
    remove: (id) => drop(({ assignment }) => isSame(assignment.id, id)) > 0,
    permits(principalId, action, resourceId) {
      const id = principalId.toLowerCase();
      const groups = directory.transitiveGroupsOf(id, { securityEnabledOnly: true });
      const principals = new Set([id, ...groups]);
      const resource = segmentsOf(resourceId);
      const now = clock.now();
      const isGranted = [
        ...grants.filter(({ fromInMs }) => fromInMs <= now),
        ...leaving.filter(({ untilInMs }) => untilInMs > now).map(({ grant }) => grant),
      ].some(
        ({ assignment, scope, holds }) =>
          principals.has(assignment.principalId) &&
          covers(scope, resource) &&
          definitions
            .find(assignment.roleDefinitionId)
            ?.permissions.some((permissions) => includesAction(permissions, action)) &&
          holds(action, resourceId),
      );
      return isGranted && denials.find(principalId, action, resourceId) === undefined;
    },
  };
}

function conditionOf(condition: string | undefined): RoleCondition {
  return condition === undefined ? () => true : parseRoleCondition(condition);
}

function isSame(id: string, other: string): boolean {
  return id.toLowerCase() === other.toLowerCase();
}
