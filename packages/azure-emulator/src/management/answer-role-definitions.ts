import { builtInRoles, type BuiltInRole } from "../roles/built-in-roles.ts";
import { listPage } from "./list-page.ts";
import {
  requireKnownOptions,
  requirePermission,
  requireScopeExists,
  type ManagementCall,
} from "./management-call.ts";
import { badRequestFormat, ManagementError } from "./management-error.ts";
import { methodNotAllowed } from "./method-not-allowed.ts";
import { roleDefinitionId } from "./role-definition-id.ts";

/**
 * Lists and shows the built-in roles. There are no custom ones.
 *
 * @see https://learn.microsoft.com/rest/api/authorization/role-definitions
 * @throws ManagementError for a caller without the role for it, and for a role that does not exist.
 */
export function answerRoleDefinitions(
  call: ManagementCall,
  scope: string,
  name: string | undefined,
): Response {
  const { method } = call.request;
  if (method !== "GET") throw methodNotAllowed(method);
  requireKnownOptions(call, name === undefined ? ["$filter", "$skipToken"] : []);
  requirePermission(call, "Microsoft.Authorization/roleDefinitions/read", scope);
  requireScopeExists(call, scope);
  if (name === undefined) {
    const isWanted = parseDefinitionFilter(call.url.searchParams.get("$filter"));
    return listPage(
      call,
      builtInRoles.filter(isWanted).map((role) => roleDefinitionBody(scope, role)),
    );
  }
  const role = builtInRoles.find(({ id }) => id === name.toLowerCase());
  if (role) return Response.json(roleDefinitionBody(scope, role));
  throw new ManagementError(
    404,
    "RoleDefinitionDoesNotExist",
    `The specified role definition with ID '${name.replaceAll("-", "")}' does not exist.`,
  );
}

function roleDefinitionBody(scope: string, role: BuiltInRole): Readonly<Record<string, unknown>> {
  const { id, name, actions, notActions, dataActions, notDataActions } = role;
  return {
    properties: {
      roleName: name,
      type: "BuiltInRole",
      assignableScopes: ["/"],
      permissions: [{ actions, notActions, dataActions, notDataActions }],
    },
    id: roleDefinitionId(scope, id),
    type: "Microsoft.Authorization/roleDefinitions",
    name: id,
  };
}

/** Reads a filter: by name, by type, or `atScopeAndBelow()`, which takes in every built-in role. */
function parseDefinitionFilter(filter: string | null): (role: BuiltInRole) => boolean {
  if (filter === null || /^atScopeAndBelow\(\)$/i.test(filter.trim())) return () => true;
  const [, member, value = ""] =
    /^(roleName|type)\s+eq\s+'((?:[^']|'')*)'$/i.exec(filter.trim()) ?? [];
  if (member === undefined) throw badRequestFormat();
  const wanted = value.replaceAll("''", "'").toLowerCase();
  return member.toLowerCase() === "type"
    ? () => wanted === "builtinrole"
    : ({ name }) => name.toLowerCase() === wanted;
}
