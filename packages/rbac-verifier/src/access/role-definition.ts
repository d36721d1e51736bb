import { coversActions, overlapsActions } from "./action-pattern.ts";
import { evaluateCondition } from "./condition.ts";

/** What one permission of a role lets a principal do; a role may have several, which add up. */
export interface Permission {
  readonly actions?: readonly string[];
  /** Taken away from `actions` of this permission only; no prohibition. */
  readonly notActions?: readonly string[];
  readonly dataActions?: readonly string[];
  readonly notDataActions?: readonly string[];
  /** A condition that comes with the role itself. */
  readonly condition?: string;
}

/** A role, built in or custom. */
export interface RoleDefinition {
  /** The GUID. */
  readonly id: string;
  readonly name: string;
  readonly isCustom?: boolean;
  readonly permissions: readonly Permission[];
}

/** The two planes of Azure: managing a resource, and using what it holds. */
export type Plane = "control" | "data";

/** Whether a permission holds an action, conditions aside. */
export function permits(permission: Permission, action: string, plane: Plane): boolean {
  const { granted, withheld } = patternsOf(permission, plane);
  return (
    granted.some((pattern) => coversActions(pattern, action)) &&
    !withheld.some((pattern) => coversActions(pattern, action))
  );
}

/**
 * Whether roles that a principal holds together give all that another role gives, whatever Azure adds to
 * its actions later. A permission under a condition counts for what the condition is not about.
 */
export function includesRole(held: readonly RoleDefinition[], wanted: RoleDefinition): boolean {
  const permissions = held.flatMap((role) => role.permissions);
  return wanted.permissions.every((permission) =>
    (["control", "data"] as const).every((plane) => {
      const { granted, withheld } = patternsOf(permission, plane);
      return granted.every((pattern) =>
        permissions.some((candidate) => {
          const own = patternsOf(candidate, plane);
          return (
            own.granted.some((outer) => coversActions(outer, pattern)) &&
            !isTargeted(candidate.condition, pattern) &&
            own.withheld.every(
              (hole) =>
                !overlapsActions(hole, pattern) ||
                withheld.some((outer) => coversActions(outer, hole)),
            )
          );
        }),
      );
    }),
  );
}

/** Whether a condition is about any action of a pattern. */
function isTargeted(condition: string | undefined, pattern: string): boolean {
  if (condition === undefined) return false;
  const targets = [...condition.matchAll(/ActionMatches\s*\{\s*'([^']*)'/gi)];
  return (
    targets.some(([, target = ""]) => overlapsActions(target, pattern)) ||
    evaluateCondition(condition, { action: pattern }) !== "yes"
  );
}

function patternsOf(
  { actions = [], notActions = [], dataActions = [], notDataActions = [] }: Permission,
  plane: Plane,
): { granted: readonly string[]; withheld: readonly string[] } {
  return plane === "control"
    ? { granted: actions, withheld: notActions }
    : { granted: dataActions, withheld: notDataActions };
}
