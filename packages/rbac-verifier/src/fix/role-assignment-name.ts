import { nameUuid } from "../name-uuid.ts";

/** What distinguishes an assignment. */
export interface RoleAssignmentIdentity {
  readonly scope: string;
  readonly roleId: string;
  readonly principalId: string;
}

/**
 * The name of a role assignment: the same for the same assignment, so that a second run makes no second one.
 */
export function roleAssignmentName({ scope, roleId, principalId }: RoleAssignmentIdentity): string {
  return nameUuid([scope, principalId, roleId].join("|").toLowerCase());
}
