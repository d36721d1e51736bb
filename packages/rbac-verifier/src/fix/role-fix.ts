import { nameOf } from "../evidence/resource-id.ts";
import type { Fix } from "./fix.ts";
import { roleAssignmentName } from "./role-assignment-name.ts";

/** A fix that assigns a role, as all four tools write it. */
export function roleFix({
  role,
  scope,
  principalId,
  principalType,
  principalName,
}: {
  readonly role: { readonly id: string; readonly name: string };
  readonly scope: string;
  readonly principalId: string;
  readonly principalType: "User" | "Group" | "ServicePrincipal";
  readonly principalName: string;
}): Fix {
  const name = roleAssignmentName({ scope, roleId: role.id, principalId });
  const subscription = scope.split("/").slice(0, 3).join("/");
  const roleDefinitionId = `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role.id}`;
  return {
    phase: "roles",
    summary: `assign ${role.name} on ${nameOf(scope)} to ${principalName}`,
    risk: "none",
    az: `az role assignment create --assignee-object-id ${principalId} --assignee-principal-type ${principalType} --role ${role.id} --scope ${scope}`,
    bicep: [
      "resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {",
      `  name: guid(target.id, '${principalId}', '${role.id}')`,
      "  scope: target",
      "  properties: {",
      `    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '${role.id}')`,
      `    principalId: '${principalId}'`,
      `    principalType: '${principalType}'`,
      "  }",
      "}",
    ].join("\n"),
    terraform: [
      `resource "azurerm_role_assignment" "assignment" {`,
      `  scope              = "${scope}"`,
      `  role_definition_id = "${roleDefinitionId}"`,
      `  principal_id       = "${principalId}"`,
      `  principal_type     = "${principalType}"`,
      "}",
    ].join("\n"),
    arm: {
      method: "PUT",
      url: `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=2022-04-01`,
      body: { properties: { roleDefinitionId, principalId, principalType } },
    },
    change: { kind: "roleAssignment", scope, roleId: role.id, principalId, principalType },
  };
}
