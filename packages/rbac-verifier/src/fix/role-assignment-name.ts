import { nameUuid } from "../name-uuid.ts";

/** What distinguishes an assignment. */
export interface RoleAssignmentIdentity {
  readonly scope: string;
  readonly roleId: string;
  readonly principalId: string;
}

/**
 * The name of a role assignment: the same for the same assignment, so that a second run makes no second one.
 *
 * @param attempt Of which name, when an assignment of a former identity has the first (0).
 */
export function roleAssignmentName(
  { scope, roleId, principalId }: RoleAssignmentIdentity,
  attempt = 0,
): string {
  const suffix = attempt === 0 ? "" : `|${attempt}`;
  return nameUuid([scope, `${principalId}${suffix}`, roleId].join("|").toLowerCase());
}
