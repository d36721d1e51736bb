import type { RoleAction, RolePermissions } from "../azure.ts";

/** Whether permissions take in an action. What one set takes out of its own another may still take in. */
export function includesAction(permissions: RolePermissions, action: RoleAction): boolean {
  const [wanted, included, excepted] =
    "dataAction" in action
      ? [action.dataAction, permissions.dataActions, permissions.notDataActions]
      : [action.action, permissions.actions, permissions.notActions];
  const isOneOf = (patterns: readonly string[]) =>
    patterns.some((it) => matchesPattern(it, wanted));
  return isOneOf(included) && !isOneOf(excepted);
}

/** Compares an action with a pattern in which `*` stands for any text; letter case does not count. */
export function matchesPattern(pattern: string, action: string): boolean {
  const parts = pattern.split("*").map((text) => text.replace(/[.\\^$+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "is").test(action);
}
