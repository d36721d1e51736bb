import type { RoleAssignment } from "../azure.ts";
import { principalTypeOf } from "../roles/principal-type.ts";
import type { ManagementCall } from "./management-call.ts";
import { roleDefinitionId } from "./role-definition-id.ts";

/** A role assignment as Resource Manager shows it. */
export function roleAssignmentBody(
  { azure }: ManagementCall,
  assignment: RoleAssignment,
): Readonly<Record<string, unknown>> {
  const { id, scope, principalId, createdAtInMs } = assignment;
  const time = new Date(createdAtInMs).toISOString();
  return {
    properties: {
      roleDefinitionId: roleDefinitionId(scope, assignment.roleDefinitionId),
      principalId,
      principalType: principalTypeOf(azure.directory, principalId),
      scope,
      condition: null,
      conditionVersion: null,
      createdOn: time,
      updatedOn: time,
      createdBy: null,
      updatedBy: null,
      delegatedManagedIdentityResourceId: null,
      description: null,
    },
    id,
    type: "Microsoft.Authorization/roleAssignments",
    name: id.slice(id.lastIndexOf("/") + 1),
  };
}
