/** A role for a principal at a scope, in one form for Resource Manager, the CLI, Resource Graph and Terraform. */
export interface RoleAssignment {
  readonly id: string;
  readonly principalId: string;
  readonly principalType: string | undefined;
  /** GUID in lower case. */
  readonly roleId: string;
  readonly scope: string;
  readonly condition: string | undefined;
  /** ISO 8601. */
  readonly createdOn: string | undefined;
  /** When it ends, ISO 8601; only for grants with a term. */
  readonly endsOn: string | undefined;
}
