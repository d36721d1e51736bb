import { permits } from "../access/role-definition.ts";
import { readPermission } from "../evidence/read-authorization.ts";
import { nameOf } from "../evidence/resource-id.ts";
import { typeOf } from "../evidence/to-arm-resource.ts";
import type { AzureClient } from "../live/azure-client.ts";
import { isRbacVerifierError, RbacVerifierError } from "../rbac-verifier-error.ts";
import type { Change } from "./fix.ts";
import type { FixPlan } from "./plan-fixes.ts";

/**
 * Asks Azure what whoever applies a plan may do, before the first change: half a plan may be worse than none.
 * Where Azure does not say, the change itself will tell.
 *
 * @throws RbacVerifierError `FIX_REFUSED`.
 * @see https://learn.microsoft.com/rest/api/authorization/permissions
 */
export async function requireOwnRights({ steps }: FixPlan, arm: AzureClient): Promise<void> {
  const needed = new Map(
    steps
      .flatMap(({ change }) => change ?? [])
      .map((change) => {
        const need = needOf(change);
        return [`${need.scope} ${need.action}`.toLowerCase(), need] as const;
      }),
  );
  const refused = await Promise.all(
    [...needed.values()].map(async ({ scope, action }) =>
      (await isAllowed(scope, action, arm)) ? [] : [`${action} on ${nameOf(scope)}`],
    ),
  );
  const missing = refused.flat();
  if (missing.length === 0) return;
  throw new RbacVerifierError(
    "FIX_REFUSED",
    `rbac-verifier: whoever applies this may not ${missing.join(", ")}; nothing was changed. Owner, or Role Based Access Control Administrator together with Contributor, may`,
  );
}

function needOf(change: Change): { readonly scope: string; readonly action: string } {
  return change.kind === "roleAssignment"
    ? { scope: change.scope, action: "Microsoft.Authorization/roleAssignments/write" }
    : { scope: change.resourceId, action: `${typeOf(change.resourceId) ?? ""}/write` };
}

async function isAllowed(scope: string, action: string, arm: AzureClient): Promise<boolean> {
  try {
    const rows = await arm.list(
      `${scope}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01`,
    );
    return rows.length === 0 || rows.some((row) => permits(readPermission(row), action, "control"));
  } catch (error) {
    if (isRbacVerifierError(error)) return true;
    throw error;
  }
}
