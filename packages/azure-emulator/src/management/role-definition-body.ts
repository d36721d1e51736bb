import type { RoleDefinition } from "../azure.ts";
import { roleDefinitionId } from "./role-definition-id.ts";

/** A role as Resource Manager shows it at a scope. */
export function roleDefinitionBody(
  scope: string,
  role: RoleDefinition,
): Readonly<Record<string, unknown>> {
  const { id, name, description, type, assignableScopes, permissions } = role;
  return {
    properties: { roleName: name, type, description, assignableScopes, permissions },
    id: roleDefinitionId(scope, id),
    type: "Microsoft.Authorization/roleDefinitions",
    name: id,
  };
}
