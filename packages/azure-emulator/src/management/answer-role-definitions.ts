import type { RoleDefinition } from "../azure.ts";
import { covers, segmentsOf } from "../roles/scope.ts";
import { deleteRoleDefinition, putRoleDefinition } from "./change-role-definition.ts";
import { listPage } from "./list-page.ts";
import {
  requireKnownOptions,
  requirePermission,
  requireScopeExists,
  type ManagementCall,
} from "./management-call.ts";
import { badRequestFormat, ManagementError } from "./management-error.ts";
import { methodNotAllowed } from "./method-not-allowed.ts";
import { roleDefinitionBody } from "./role-definition-body.ts";

/**
 * Lists and shows roles; makes, changes and removes custom ones.
 *
 * @see https://learn.microsoft.com/rest/api/authorization/role-definitions
 * @throws ManagementError for a caller without the role for it, and for a role that does not exist.
 */
export async function answerRoleDefinitions(
  call: ManagementCall,
  scope: string,
  name: string | undefined,
): Promise<Response> {
  const { method } = call.request;
  requireKnownOptions(call, name === undefined ? ["$filter", "$skipToken"] : []);
  if (name !== undefined && method === "PUT") return putRoleDefinition(call, scope, name);
  if (name !== undefined && method === "DELETE") return deleteRoleDefinition(call, scope, name);
  if (method !== "GET") throw methodNotAllowed(method);
  requirePermission(call, "Microsoft.Authorization/roleDefinitions/read", scope);
  requireScopeExists(call, scope);
  const { definitions } = call.azure.roles;
  if (name === undefined) {
    const isWanted = parseDefinitionFilter(call.url.searchParams.get("$filter"), scope);
    const wanted = definitions.list().filter(isWanted);
    return listPage(
      call,
      wanted.map((role) => roleDefinitionBody(scope, role)),
    );
  }
  const role = definitions.list().find(({ id }) => id === name.toLowerCase());
  if (role) return Response.json(roleDefinitionBody(scope, role));
  throw new ManagementError(
    404,
    "RoleDefinitionDoesNotExist",
    `The specified role definition with ID '${name.replaceAll("-", "")}' does not exist.`,
  );
}

/**
 * Reads a filter: by name, by type, or `atScopeAndBelow()`, which takes in what can be assigned below the
 * scope only. Without it, a role is listed where it can be assigned.
 */
function parseDefinitionFilter(
  filter: string | null,
  scope: string,
): (role: RoleDefinition) => boolean {
  const here = segmentsOf(scope);
  const isAssignable = ({ assignableScopes }: RoleDefinition) =>
    assignableScopes.some((one) => covers(segmentsOf(one), here));
  const isAssignableBelow = ({ assignableScopes }: RoleDefinition) =>
    assignableScopes.some((one) => covers(here, segmentsOf(one)));
  if (filter === null) return isAssignable;
  if (/^atScopeAndBelow\(\)$/i.test(filter.trim())) {
    return (role) => isAssignable(role) || isAssignableBelow(role);
  }
  const [, member, value = ""] =
    /^(roleName|type)\s+eq\s+'((?:[^']|'')*)'$/i.exec(filter.trim()) ?? [];
  if (member === undefined) throw badRequestFormat();
  const wanted = value.replaceAll("''", "'").toLowerCase();
  const property = member.toLowerCase() === "type" ? "type" : "name";
  return (role) => isAssignable(role) && role[property].toLowerCase() === wanted;
}
