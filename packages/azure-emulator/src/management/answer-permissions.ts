import { covers, segmentsOf } from "../roles/scope.ts";
import { listPage } from "./list-page.ts";
import {
  requireKnownOptions,
  requirePermission,
  requireScopeExists,
  type ManagementCall,
} from "./management-call.ts";
import { methodNotAllowed } from "./method-not-allowed.ts";

/**
 * Lists what the caller's own roles hold at a scope, role by role. Whoever has a role there may ask.
 *
 * @see https://learn.microsoft.com/rest/api/authorization/permissions
 * @throws ManagementError for a caller who has no role there.
 */
export function answerPermissions(call: ManagementCall, scope: string): Response {
  const { azure, claims, request } = call;
  if (request.method !== "GET") throw methodNotAllowed(request.method);
  requireKnownOptions(call, ["$skipToken"]);
  const { objectId } = claims;
  const groups = azure.directory.transitiveGroupsOf(objectId, { securityEnabledOnly: true });
  const principals = new Set([objectId, ...groups]);
  const here = segmentsOf(scope);
  const held = azure.roles
    .list()
    .filter((one) => principals.has(one.principalId) && covers(segmentsOf(one.scope), here))
    .flatMap(
      ({ roleDefinitionId }) => azure.roles.definitions.find(roleDefinitionId)?.permissions ?? [],
    );
  if (held.length === 0) requirePermission(call, "Microsoft.Authorization/permissions/read", scope);
  requireScopeExists(call, scope);
  return listPage(call, held);
}
