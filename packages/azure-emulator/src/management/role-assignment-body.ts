import type { RoleAssignment } from "../azure.ts";
import { principalTypeOf } from "../roles/principal-type.ts";
import type { ManagementCall } from "./management-call.ts";
import { roleDefinitionId } from "./role-definition-id.ts";

/** A role assignment as Resource Manager shows it. */
export function roleAssignmentBody(
  { azure }: ManagementCall,
  assignment: RoleAssignment,
): Readonly<Record<string, unknown>> {
  const { id, scope, principalId, condition, description } = assignment;
  return {
    properties: {
      roleDefinitionId: roleDefinitionId(scope, assignment.roleDefinitionId),
      principalId,
      principalType: principalTypeOf(azure.directory, principalId),
      scope,
      condition: condition ?? null,
      conditionVersion: condition === undefined ? null : "2.0",
      createdOn: new Date(assignment.createdAtInMs).toISOString(),
      updatedOn: new Date(assignment.updatedAtInMs).toISOString(),
      createdBy: null,
      updatedBy: null,
      delegatedManagedIdentityResourceId: null,
      description: description ?? null,
    },
    id,
    type: "Microsoft.Authorization/roleAssignments",
    name: id.slice(id.lastIndexOf("/") + 1),
  };
}
