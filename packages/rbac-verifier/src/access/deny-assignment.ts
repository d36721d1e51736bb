import { isSameId, isWithin, type AncestorLookup } from "../evidence/resource-id.ts";
import { allOf, anyOf, type Certainty } from "./certainty.ts";
import { permits, type Permission, type Plane } from "./role-definition.ts";

/** A prohibition that Azure put there; no role goes before it. */
export interface DenyAssignment {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  readonly permissions: readonly Permission[];
  /** Ids in lower case. */
  readonly principals: readonly string[];
  /** Ids in lower case. */
  readonly excludedPrincipals: readonly string[];
  readonly isScopeOnly: boolean;
}

/** Stands for every principal in a deny assignment. */
const everyone = "00000000-0000-0000-0000-000000000000";

/** Somebody asking for an action. */
export interface DenyQuestion {
  readonly principalId: string;
  /** All groups, nested ones included; undefined when they are not known. */
  readonly groups: readonly string[] | undefined;
  readonly resourceId: string;
  readonly action: string;
  readonly plane: Plane;
}

/**
 * Whether a deny assignment stands in the way.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/deny-assignments
 */
export function isDenied(
  deny: DenyAssignment,
  { principalId, groups, resourceId, action, plane }: DenyQuestion,
  ancestors: AncestorLookup,
): Certainty {
  const matching = deny.permissions.filter((permission) => permits(permission, action, plane));
  if (matching.length === 0) return "no";
  if (deny.isScopeOnly && !isSameId(deny.scope, resourceId)) return "no";
  const own = new Set([principalId, ...(groups ?? [])].map((id) => id.toLowerCase()));
  const meets = (ids: readonly string[]): Certainty => {
    if (ids.some((id) => own.has(id))) return "yes";
    // a group of which nobody knows whether the principal is in it
    return groups === undefined && ids.length > 0 ? "unknown" : "no";
  };
  const included = deny.principals.includes(everyone) ? "yes" : meets(deny.principals);
  const excluded = meets(deny.excludedPrincipals);
  return allOf([
    isWithin(deny.scope, resourceId, ancestors),
    included,
    excluded === "yes" ? "no" : excluded === "no" ? "yes" : "unknown",
    anyOf(matching.map(({ condition }) => (condition === undefined ? "yes" : "unknown"))),
  ]);
}
