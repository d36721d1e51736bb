import { badRequestFormat } from "./management-error.ts";
import { listPage } from "./list-page.ts";
import {
  requireKnownOptions,
  requirePermission,
  requireScopeExists,
  type ManagementCall,
} from "./management-call.ts";
import { methodNotAllowed } from "./method-not-allowed.ts";

const filter =
  /^(?:atScope\(\)|asTarget\(\)|assignedTo\('[0-9a-f-]{36}'\)|principalId\s+eq\s+'?[0-9a-f-]{36}'?)$/i;

/**
 * Lists the roles that principals could activate: none, for nobody here is merely eligible.
 *
 * @see https://learn.microsoft.com/rest/api/authorization/role-eligibility-schedule-instances
 * @throws ManagementError for a caller without the role for it, and for a filter that Azure would not take.
 */
export function answerRoleEligibilities(call: ManagementCall, scope: string): Response {
  const { request, url } = call;
  if (request.method !== "GET") throw methodNotAllowed(request.method);
  requireKnownOptions(call, ["$filter"]);
  requirePermission(call, "Microsoft.Authorization/roleAssignments/read", scope);
  requireScopeExists(call, scope);
  const wanted = url.searchParams.get("$filter");
  if (wanted !== null && !filter.test(wanted.trim())) throw badRequestFormat();
  return listPage(call, []);
}
