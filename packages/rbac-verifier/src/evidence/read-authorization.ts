import type { DenyAssignment } from "../access/deny-assignment.ts";
import type { RoleAssignment } from "../access/role-assignment.ts";
import type { Permission, RoleDefinition } from "../access/role-definition.ts";
import { nameOf, scopeOfExtension } from "./resource-id.ts";
import { listAt, textAt, textsAt, valueAt, type Json } from "./read-path.ts";

/**
 * A role assignment as Resource Manager, Resource Graph or the CLI writes it; also an instance of a schedule
 * of privileged identity management.
 *
 * @returns Nothing when principal or role are missing.
 */
export function readRoleAssignment(row: Json): RoleAssignment | undefined {
  const of = (name: string): string | undefined =>
    textAt(row, `properties.${name}`) ?? textAt(row, name);
  const principalId = of("principalId");
  const roleDefinitionId = of("roleDefinitionId");
  if (principalId === undefined || roleDefinitionId === undefined) return undefined;
  const id = textAt(row, "id") ?? "";
  return {
    id,
    principalId: principalId.toLowerCase(),
    principalType: of("principalType"),
    roleId: nameOf(roleDefinitionId).toLowerCase(),
    scope: of("scope") ?? scopeOfExtension(id),
    condition: of("condition"),
    createdOn: of("createdOn"),
    endsOn: of("endDateTime"),
  };
}

/** A role definition as Resource Manager, Resource Graph or the CLI writes it. */
export function readRoleDefinition(row: Json): RoleDefinition | undefined {
  const id = textAt(row, "name") ?? textAt(row, "id");
  const permissions = valueAt(row, "properties.permissions") ?? valueAt(row, "permissions");
  if (id === undefined || !Array.isArray(permissions)) return undefined;
  const kind = textAt(row, "properties.type") ?? textAt(row, "roleType") ?? "";
  return {
    id: nameOf(id).toLowerCase(),
    name: textAt(row, "properties.roleName") ?? textAt(row, "roleName") ?? nameOf(id),
    isCustom: kind.toLowerCase() === "customrole",
    permissions: permissions.map(readPermission),
  };
}

/** A deny assignment as Resource Manager writes it. */
export function readDenyAssignment(row: Json): DenyAssignment | undefined {
  const id = textAt(row, "id");
  if (id === undefined) return undefined;
  const body = valueAt(row, "properties") ?? row;
  const ids = (path: string): string[] =>
    listAt(body, path).flatMap((one) => textAt(one, "id")?.toLowerCase() ?? []);
  return {
    id,
    name: textAt(body, "denyAssignmentName") ?? nameOf(id),
    scope: textAt(body, "scope") ?? scopeOfExtension(id),
    permissions: listAt(body, "permissions").map(readPermission),
    principals: ids("principals"),
    excludedPrincipals: ids("excludePrincipals"),
    isScopeOnly: valueAt(body, "doNotApplyToChildScopes") === true,
  };
}

/** What a role, or the caller, may do. */
export function readPermission(row: Json): Permission {
  const condition = textAt(row, "condition");
  return {
    actions: textsAt(row, "actions"),
    notActions: textsAt(row, "notActions"),
    dataActions: textsAt(row, "dataActions"),
    notDataActions: textsAt(row, "notDataActions"),
    ...(condition === undefined ? {} : { condition }),
  };
}
