import { randomUUID } from "node:crypto";
import type { Directory, RoleAssignment, RoleAssignments } from "../azure.ts";
import type { Seed } from "../seed.ts";
import { builtInRoles, type BuiltInRole } from "./built-in-roles.ts";
import { covers, isScope, segmentsOf } from "./scope.ts";

interface Grant {
  readonly assignment: RoleAssignment;
  readonly role: BuiltInRole;
  readonly scope: readonly string[];
}

/**
 * The role assignments of a seed. They add up; there are no deny assignments and no conditions.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/overview#how-azure-rbac-determines-if-a-user-has-access-to-a-resource
 * @throws TypeError for a role or principal that does not exist, or a scope that is none.
 */
export function createRoleAssignments(seed: Seed, directory: Directory): RoleAssignments {
  let grants: readonly Grant[] = [];

  const grant: RoleAssignments["grant"] = ({ principalId, role: name, scope: id }) => {
    const role = requireRole(name);
    const scope = requireScope(id);
    const assignment = {
      id: `${id}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}`,
      principalId: requirePrincipal(directory, principalId),
      roleDefinitionId: role.id,
      scope: id,
    };
    grants = [...grants, { assignment, role, scope }];
    return assignment;
  };
  for (const assignment of seed.roleAssignments ?? []) grant(assignment);

  return {
    list: () => grants.map(({ assignment }) => assignment),
    grant,
    revoke({ principalId, role: name, scope: id }) {
      const role = name === undefined ? undefined : requireRole(name);
      const scope = id === undefined ? undefined : requireScope(id).join("/");
      const isMeant = (each: Grant) =>
        each.assignment.principalId === principalId.toLowerCase() &&
        (role === undefined || each.role === role) &&
        (scope === undefined || each.scope.join("/") === scope);
      const kept = grants.filter((each) => !isMeant(each));
      const removed = grants.length - kept.length;
      grants = kept;
      return removed;
    },
    permits(principalId, action, resourceId) {
      const id = principalId.toLowerCase();
      const principals = new Set([id, ...directory.transitiveGroupsOf(id)]);
      const resource = segmentsOf(resourceId);
      return grants.some(
        ({ assignment, role, scope }) =>
          principals.has(assignment.principalId) && covers(scope, resource) && allows(role, action),
      );
    },
  };
}

/** Whether one role allows it. What a role takes out of its own grant another may still grant. */
function allows(
  role: BuiltInRole,
  action: { readonly dataAction: string } | { readonly action: string },
): boolean {
  const [wanted, granted, excepted] =
    "dataAction" in action
      ? [action.dataAction, role.dataActions, role.notDataActions]
      : [action.action, role.actions, role.notActions];
  const isOneOf = (patterns: readonly string[]) => patterns.some((it) => matches(it, wanted));
  return isOneOf(granted) && !isOneOf(excepted);
}

/** Compares an action with a pattern in which `*` stands for any text; letter case does not count. */
function matches(pattern: string, action: string): boolean {
  const parts = pattern.split("*").map((text) => text.replace(/[.\\^$+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "is").test(action);
}

function requireRole(nameOrId: string): BuiltInRole {
  const wanted = nameOrId.toLowerCase();
  const role = builtInRoles.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
  if (role) return role;
  throw new TypeError(
    `azure-emulator: no built-in role "${nameOrId}"; it has ${builtInRoles.map(({ name }) => name).join(", ")}`,
  );
}

function requirePrincipal(directory: Directory, principalId: string): string {
  const { users, groups, apps, identities } = directory;
  const wanted = principalId.toLowerCase();
  const exists =
    [...users, ...groups].some(({ id }) => id === wanted) ||
    apps.some(({ objectId }) => objectId === wanted) ||
    identities.some((identity) => identity.principalId === wanted);
  if (exists) return wanted;
  throw new TypeError(
    `azure-emulator: no principal "${principalId}" to grant a role to; name the object id of a user, group or app, or the principal id of an identity (not its client id)`,
  );
}

function requireScope(id: string): readonly string[] {
  const segments = segmentsOf(id);
  if (id.toLowerCase() === `/${segments.join("/")}` && isScope(segments)) return segments;
  throw new TypeError(
    `azure-emulator: "${id}" is no scope; name the id of a subscription, resource group or resource, as in "/subscriptions/<id>/resourceGroups/<name>"`,
  );
}
