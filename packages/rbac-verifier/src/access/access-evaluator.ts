import type { Evidence } from "../evidence/evidence.ts";
import { isSameId, isWithin, scopeOfExtension } from "../evidence/resource-id.ts";
import { builtInRoles } from "./built-in-roles.ts";
import type { Certainty } from "./certainty.ts";
import { evaluateCondition } from "./condition.ts";
import { isDenied, type DenyAssignment } from "./deny-assignment.ts";
import type { RoleAssignment } from "./role-assignment.ts";
import { permits, type Plane, type RoleDefinition } from "./role-definition.ts";

/** Actions that a step needs on a resource. */
export interface NeededActions {
  readonly actions?: readonly string[];
  readonly dataActions?: readonly string[];
}

/** Who needs what, where. */
export interface AccessQuestion extends NeededActions {
  readonly principalId: string;
  readonly resourceId: string;
  /** What is known to conditions, see `ConditionFacts`. */
  readonly attributes?: ReadonlyMap<string, readonly string[]>;
  /** Names of children that are all that is used, as `indexes/docs`; a role on one of them counts. */
  readonly children?: readonly string[];
}

/** An assignment that gives some of what is needed. */
export interface Grant {
  readonly assignment: RoleAssignment;
  readonly role: RoleDefinition | undefined;
  readonly via: "direct" | "group" | "inherited";
  /**
   * The needed actions that it gives, and how surely: `conditional` when a condition goes by what is not
   * known, `unknown` when the evidence does not reach.
   */
  readonly actions: ReadonlyMap<string, GrantCertainty>;
}

/** How surely an action is granted. */
type GrantCertainty = "yes" | "conditional" | "unknown";

/** A deny assignment in the way of some of what is needed. */
interface Denial {
  readonly deny: DenyAssignment;
  readonly actions: readonly string[];
  readonly certainty: Certainty;
}

/** Whether a principal may do what a step needs, and by what. */
export interface AccessDecision {
  readonly verdict: "granted" | "missing" | "conditional" | "unknown";
  /** The needed actions that nothing grants for certain, or that are denied. */
  readonly missingActions: readonly string[];
  readonly grants: readonly Grant[];
  readonly denials: readonly Denial[];
  /** What the evidence lacks, in words, when the verdict is unknown. */
  readonly gaps: readonly string[];
}

/** Answers questions about access from one body of evidence. */
export interface AccessEvaluator {
  decide(question: AccessQuestion): AccessDecision;
  /** Grants among other assignments, as those that are merely eligible. */
  grantsAmong(assignments: readonly RoleAssignment[], question: AccessQuestion): readonly Grant[];
  /** All assignments of a principal and its groups. */
  assignmentsOf(principalId: string): readonly RoleAssignment[];
  roleOf(roleId: string): RoleDefinition | undefined;
}

const knownRoles: ReadonlyMap<string, RoleDefinition> = new Map(
  builtInRoles.map((role) => [role.id, role]),
);

/**
 * Judges access as Azure does: deny assignments first, then the sum of all roles at or above the resource,
 * groups included; a role under a condition counts when the condition does.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/overview#how-azure-rbac-determines-if-a-user-has-access-to-a-resource
 */
export function createAccessEvaluator(evidence: Evidence): AccessEvaluator {
  const { roleDefinitions, managementGroups, groups, complete } = evidence;
  const ancestors = (subscription: string): readonly string[] | undefined =>
    managementGroups.get(subscription);
  const byPrincipal = new Map<string, RoleAssignment[]>();
  for (const assignment of evidence.roleAssignments ?? []) {
    const id = assignment.principalId.toLowerCase();
    const others = byPrincipal.get(id);
    if (others === undefined) byPrincipal.set(id, [assignment]);
    else others.push(assignment);
  }
  const roleOf = (id: string): RoleDefinition | undefined =>
    roleDefinitions.get(id) ?? knownRoles.get(id);
  const groupsOf = (principalId: string): readonly string[] =>
    groups.get(principalId.toLowerCase()) ?? [];
  const assignmentsOf = (principalId: string): readonly RoleAssignment[] =>
    [principalId, ...groupsOf(principalId)].flatMap(
      (id) => byPrincipal.get(id.toLowerCase()) ?? [],
    );

  function grantOf(assignment: RoleAssignment, question: AccessQuestion): Grant | undefined {
    const { scope } = assignment;
    const reaches = question.children?.some((child) =>
      isSameId(scope, `${question.resourceId}/${child}`),
    )
      ? "yes"
      : isWithin(scope, question.resourceId, ancestors);
    if (reaches === "no") return undefined;
    const role = roleOf(assignment.roleId);
    const via = isSameId(assignment.principalId, question.principalId)
      ? isSameId(scope, question.resourceId)
        ? "direct"
        : "inherited"
      : "group";
    const needed = neededOf(question);
    if (role === undefined) {
      const actions = new Map(needed.map(({ action }) => [action, "unknown" as const]));
      return { assignment, role, via, actions };
    }
    const actions = new Map<string, GrantCertainty>();
    for (const { action, plane } of needed) {
      const answer = permitted(role, assignment, { ...question, action, plane });
      if (answer === "no") continue;
      actions.set(
        action,
        reaches === "unknown" ? "unknown" : answer === "yes" ? "yes" : "conditional",
      );
    }
    return actions.size === 0 ? undefined : { assignment, role, via, actions };
  }

  function grantsAmong(
    assignments: readonly RoleAssignment[],
    question: AccessQuestion,
  ): readonly Grant[] {
    const own = new Set(
      [question.principalId, ...groupsOf(question.principalId)].map((id) => id.toLowerCase()),
    );
    return assignments
      .filter(({ principalId }) => own.has(principalId.toLowerCase()))
      .flatMap((assignment) => grantOf(assignment, question) ?? []);
  }

  return {
    assignmentsOf,
    roleOf,
    grantsAmong,
    decide(question) {
      const knowsGroups = complete.has("roleAssignments:groups");
      const grants = assignmentsOf(question.principalId).flatMap(
        (assignment) => grantOf(assignment, question) ?? [],
      );
      const needed = neededOf(question);
      const denials = (evidence.denyAssignments ?? []).flatMap((deny): Denial[] => {
        const answers = needed.map(({ action, plane }) => ({
          action,
          answer: isDenied(
            deny,
            {
              principalId: question.principalId,
              groups: knowsGroups
                ? groupsOf(question.principalId)
                : groups.get(question.principalId.toLowerCase()),
              resourceId: question.resourceId,
              action,
              plane,
            },
            ancestors,
          ),
        }));
        const actions = answers.filter(({ answer }) => answer !== "no");
        if (actions.length === 0) return [];
        const certainty = actions.some(({ answer }) => answer === "yes") ? "yes" : "unknown";
        return [{ deny, actions: actions.map(({ action }) => action), certainty }];
      });

      const level = (action: string): GrantCertainty | "no" => {
        const levels = new Set(grants.map(({ actions }) => actions.get(action)));
        const denied = denials.filter(({ actions }) => actions.includes(action));
        if (denied.some(({ certainty }) => certainty === "yes")) return "no";
        if (denied.length > 0 && levels.has("yes")) return "unknown";
        return (["yes", "conditional", "unknown"] as const).find((one) => levels.has(one)) ?? "no";
      };
      const levels = needed.map(({ action }) => ({ action, level: level(action) }));
      const isDeniedForSure = denials.some(({ certainty }) => certainty === "yes");
      const gaps = isDeniedForSure ? [] : gapsOf(evidence, grants);
      const has = (wanted: GrantCertainty | "no"): boolean =>
        levels.some((one) => one.level === wanted);
      return {
        verdict: has("no")
          ? gaps.length > 0
            ? "unknown"
            : "missing"
          : has("unknown")
            ? "unknown"
            : has("conditional")
              ? "conditional"
              : "granted",
        missingActions: levels.filter((one) => one.level !== "yes").map(({ action }) => action),
        grants,
        denials,
        gaps,
      };
    },
  };
}

interface NeededAction {
  readonly action: string;
  readonly plane: Plane;
}

function neededOf({ actions = [], dataActions = [] }: NeededActions): readonly NeededAction[] {
  return [
    ...actions.map((action) => ({ action, plane: "control" as const })),
    ...dataActions.map((action) => ({ action, plane: "data" as const })),
  ];
}

function permitted(
  role: RoleDefinition,
  assignment: RoleAssignment,
  { action, plane, attributes }: NeededAction & Pick<AccessQuestion, "attributes">,
): Certainty {
  const facts = { action, ...(attributes && { attributes }) };
  const answer = (condition: string | undefined): Certainty =>
    condition === undefined ? "yes" : evaluateCondition(condition, facts);
  const ofRole = role.permissions
    .filter((permission) => permits(permission, action, plane))
    .map(({ condition }) => answer(condition));
  const ofAssignment = answer(assignment.condition);
  if (ofAssignment === "no" || !ofRole.some((one) => one !== "no")) return "no";
  return ofAssignment === "yes" && ofRole.includes("yes") ? "yes" : "unknown";
}

/** Why a grant might exist although none was found. */
function gapsOf(evidence: Evidence, grants: readonly Grant[]): string[] {
  const gaps: string[] = [];
  if (evidence.roleAssignments === undefined) gaps.push("role assignments were not read");
  else {
    if (!evidence.complete.has("roleAssignments:inherited")) {
      gaps.push("assignments inherited from above may not have been read");
    }
    if (!evidence.complete.has("roleAssignments:groups")) {
      gaps.push("assignments by way of groups may not have been read");
    }
  }
  for (const { assignment, role, actions } of grants) {
    if (role === undefined) gaps.push(`the role ${assignment.roleId} was not read`);
    else if ([...actions.values()].includes("unknown")) {
      gaps.push(
        `the management groups above the resource were not read, and ${role.name} is held at ${scopeOfExtension(assignment.id)}`,
      );
    }
  }
  return gaps;
}
