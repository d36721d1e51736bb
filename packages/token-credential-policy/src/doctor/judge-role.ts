import type { AzureProblem } from "../explain-azure-error.ts";
import type { Check } from "./check.ts";
import type { Principal } from "./principal.ts";
import { grantCommand, requiredRoles } from "./required-role.ts";
import type { RoleAssignments } from "./role-assignments.ts";
import type { Target } from "./target.ts";

/** How long an assignment may take: to a principal itself, and by a group that it is in. */
const propagationInMs = { direct: 15 * 60_000, byGroup: 24 * 3_600_000 };

/** What to do about a service that refuses a principal for want of a role. */
export function judgeRole(
  target: Target,
  principal: Principal,
  problem: AzureProblem,
  {
    resourceId,
    assignedAtInMs,
    isByGroup = false,
    now,
  }: RoleAssignments & { readonly now: number },
): Check {
  const check = { hop: "role", state: "fails" } as const;
  if (assignedAtInMs === undefined || Number.isNaN(assignedAtInMs) || target.service === "graph") {
    return {
      ...check,
      detail: problem.problem,
      remedy: problem.remedy,
      command: grantCommand(target, principal, resourceId),
    };
  }
  const { name } = requiredRoles[target.service];
  const ageInMs = now - assignedAtInMs;
  const whom = isByGroup ? "a group of the identity's" : "the identity";
  const since = `${name}, or a role that includes it, was assigned to ${whom} ${ageOf(ageInMs)} ago`;
  if (ageInMs < (isByGroup ? propagationInMs.byGroup : propagationInMs.direct)) {
    return {
      ...check,
      detail: `${since}, and does not hold yet.`,
      remedy: isByGroup
        ? "Wait: membership holds with the next token of the identity, which for a managed identity may take a day; assign the role to the identity itself to be faster."
        : "Wait: it takes up to ten minutes, for a token that is about already a little longer. Then try again.",
    };
  }
  return {
    ...check,
    detail: `${since}, and the service refuses all the same.`,
    remedy:
      target.service === "search"
        ? "Turn on role-based access on the service (authOptions: aadOrApiKey, or disableLocalAuth); otherwise look for a deny assignment or a condition, as npx @entrim/rbac-verifier verify does."
        : "Look for a deny assignment or a condition on the assignment, as npx @entrim/rbac-verifier verify does.",
  };
}

function ageOf(timeInMs: number): string {
  const minutes = Math.max(0, Math.round(timeInMs / 60_000));
  if (minutes < 120) return minutes === 1 ? "1 minute" : `${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}
