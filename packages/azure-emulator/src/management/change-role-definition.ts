import { z } from "zod";
import type { RoleDefinition } from "../azure.ts";
import { isManagementGroup, isScope, segmentsOf } from "../roles/scope.ts";
import { requirePermission, requireScopeExists, type ManagementCall } from "./management-call.ts";
import { badRequestFormat, ManagementError } from "./management-error.ts";
import { roleDefinitionBody } from "./role-definition-body.ts";

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const patterns = z.array(z.string().min(1)).default([]);

const bodySchema = z.object({
  properties: z.strictObject({
    roleName: z.string().min(1).max(128),
    description: z.string().nullish(),
    type: z.literal("CustomRole").optional(),
    assignableScopes: z.array(z.string()).min(1),
    permissions: z
      .array(
        z.strictObject({
          actions: patterns,
          notActions: patterns,
          dataActions: patterns,
          notDataActions: patterns,
        }),
      )
      .min(1),
  }),
});

/**
 * Makes a custom role, or changes it for everybody who has it.
 *
 * @throws ManagementError for a caller who may not make it everywhere that it can be assigned, and for what
 *   makes no sense.
 * @see https://learn.microsoft.com/azure/role-based-access-control/custom-roles
 */
export async function putRoleDefinition(
  call: ManagementCall,
  scope: string,
  name: string,
): Promise<Response> {
  const { definitions } = call.azure.roles;
  if (!guid.test(name)) {
    throw new ManagementError(
      400,
      "InvalidRoleDefinitionId",
      `The role definition ID '${name}' is not valid. The role definition ID must be a GUID.`,
    );
  }
  const json: unknown = await call.request.json().catch(() => undefined);
  const body = bodySchema.safeParse(json);
  if (!body.success) throw badRequestFormat();
  const { roleName, description, assignableScopes, permissions } = body.data.properties;
  const action = "Microsoft.Authorization/roleDefinitions/write";
  for (const assignable of assignableScopes) {
    const segments = segmentsOf(assignable);
    if (segments.length === 0 || !isScope(segments)) throw badRequestFormat();
    if (isManagementGroup(segments) && permissions.some((one) => one.dataActions.length > 0)) {
      throw new ManagementError(
        400,
        "InvalidRoleDefinitionDataActions",
        "Custom roles with data actions cannot be assigned at the management group scope.",
      );
    }
    requirePermission(call, action, assignable);
    requireScopeExists(call, assignable);
  }
  const existing = definitions.find(name);
  if (existing?.type === "BuiltInRole") throw badRequestFormat();
  const namesake = definitions.find(roleName);
  if (namesake && namesake.id !== name.toLowerCase()) {
    throw new ManagementError(
      409,
      "RoleDefinitionWithSameNameExists",
      `A custom role with the same name already exists in this directory. Use a different name: '${roleName}'.`,
    );
  }
  const made = definitions.put({
    id: name,
    name: roleName,
    description: description ?? "",
    assignableScopes,
    permissions,
  });
  return Response.json(roleDefinitionBody(scope, made), { status: 201 });
}

/**
 * Takes a custom role away that nobody has.
 *
 * @throws ManagementError for a caller without the role for it, a built-in role, and one that is assigned.
 */
export function deleteRoleDefinition(call: ManagementCall, scope: string, name: string): Response {
  const { roles } = call.azure;
  requirePermission(call, "Microsoft.Authorization/roleDefinitions/delete", scope);
  const found: RoleDefinition | undefined = roles.definitions.find(name);
  if (!found) return new Response(null, { status: 204 });
  if (found.type === "BuiltInRole") throw badRequestFormat();
  if (roles.list().some(({ roleDefinitionId }) => roleDefinitionId === found.id)) {
    throw new ManagementError(
      400,
      "RoleDefinitionHasAssignments",
      "There are existing role assignments referencing role (code: RoleDefinitionHasAssignments).",
    );
  }
  roles.definitions.remove(found.id);
  return Response.json(roleDefinitionBody(scope, found));
}
