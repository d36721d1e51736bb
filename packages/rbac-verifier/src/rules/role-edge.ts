import type { Grant } from "../access/access-evaluator.ts";
import { includesRole, type RoleDefinition } from "../access/role-definition.ts";
import type { DecidingGrant } from "../finding.ts";
import { isWithin, levelOf, nameOf } from "../evidence/resource-id.ts";
import { roleFix } from "../fix/role-fix.ts";
import type { Edge, EdgeResult } from "./edge.ts";
import { edges } from "./edges.ts";
import type { Outcome, Rule } from "./rule.ts";
import type { Scene } from "./scene.ts";

/** Families R01 to R39: one rule for each edge. */
export const roleEdgeRules: readonly Rule[] = edges.map(ruleOf);

function ruleOf({ id, slug, title, why, severity, blocks, profiles, stages }: Edge): Rule {
  return {
    id,
    slug,
    title,
    why,
    severity,
    blocks,
    profiles,
    ...(stages === undefined ? {} : { stages }),
    check: (scene) =>
      scene.edges.filter(({ edge }) => edge.id === id).map((result) => outcomeOf(result, scene)),
  };
}

/** How an edge is named in findings. */
function edgeName({ from, resourceId }: EdgeResult): string {
  return `${from} → ${nameOf(resourceId)}`;
}

/** What a finding about an edge is about. */
export function edgeSubject(result: EdgeResult): Outcome["subject"] {
  const { resourceId, principalId } = result;
  return {
    resourceId,
    edge: edgeName(result),
    ...(principalId === undefined ? {} : { principalId }),
  };
}

/** A grant in the form of findings. */
export function decidingGrant({ assignment, role, via }: Grant): DecidingGrant {
  return {
    assignmentId: assignment.id,
    role: role?.name ?? assignment.roleId,
    scope: assignment.scope,
    via,
  };
}

function outcomeOf(result: EdgeResult, scene: Scene): Outcome {
  const { edge, from, principalId, principalType, resourceId, decision } = result;
  const on = nameOf(resourceId);
  if (principalId === undefined || decision === undefined) {
    return {
      status: "unknown",
      subject: { resourceId, edge: edgeName(result) },
      message: `who ${from} is to Entra is not in the evidence`,
    };
  }
  const subject = { resourceId, principalId, edge: edgeName(result) };
  const role = edge.role(scene);
  const grantedBy = decision.grants.map(decidingGrant);
  const missing = decision.missingActions.map(shortAction).join(", ");
  switch (decision.verdict) {
    case "granted":
      return {
        status: "pass",
        subject,
        message: `${from} may do what it needs on ${on}${literalNote(result, scene)}`,
        grantedBy,
      };
    case "conditional":
      return {
        status: "review",
        subject,
        message: `${from} may do what it needs on ${on} if a condition allows it: ${missing}`,
        missingActions: decision.missingActions,
        grantedBy,
      };
    case "unknown":
      return {
        status: "unknown",
        subject,
        message: `whether ${from} holds ${role.name} on ${on} is not sure: ${decision.gaps.join("; ")}`,
        missingActions: decision.missingActions,
        grantedBy,
      };
    case "missing": {
      const denied = decision.denials.filter(({ certainty }) => certainty === "yes");
      const reasons = [
        ...denied.map(({ deny }) => `denied by ${deny.name}`),
        ...hints(result, scene),
      ];
      return {
        status: "fail",
        subject,
        message: `${from} lacks ${missing} on ${on}${reasons.length === 0 ? "" : `: ${reasons.join("; ")}`}`,
        expected: role.name,
        actual: grantedBy.map((grant) => grant.role),
        missingActions: decision.missingActions,
        grantedBy,
        // no role goes before a deny assignment
        fix:
          denied.length > 0
            ? undefined
            : roleFix({ role, scope: resourceId, principalId, principalType, principalName: from }),
      };
    }
  }
}

/** The last words of an action, which name what it does. */
function shortAction(action: string): string {
  return action.split("/").slice(-2).join("/");
}

/** Says when the named role is not held, although everything needed is. */
function literalNote(
  { edge, principalId, resourceId, decision }: EdgeResult,
  scene: Scene,
): string {
  const wanted = scene.access.roleOf(edge.role(scene).id);
  const held = (decision?.grants ?? []).flatMap(({ role }) => role ?? []);
  if (principalId === undefined || wanted === undefined || includesRole(held, wanted)) return "";
  return ` (by ${[...new Set(held.map(({ name }) => name))].join(" and ")}, not by ${wanted.name}; on ${levelOf(resourceId)})`;
}

/** What a principal has instead of what it needs. */
function hints(result: EdgeResult, scene: Scene): readonly string[] {
  const { principalId, question, decision } = result;
  if (principalId === undefined || question === undefined || decision === undefined) return [];
  const found: string[] = [];
  const controlOnly = controlOnlyRole(result, scene);
  if (controlOnly !== undefined) {
    found.push(`${controlOnly.name} manages the resource and holds no data actions`);
  }
  const partial = decision.grants.find(({ role }) => role?.isCustom === true);
  if (partial !== undefined)
    found.push(`the custom role ${partial.role?.name ?? ""} covers a part`);
  if (scene.access.grantsAmong(scene.evidence.eligibleAssignments ?? [], question).length > 0) {
    found.push("the role is eligible and not active");
  }
  return found;
}

/** People who own a resource are refused its data nevertheless. */
export function controlOnlyRole(
  { principalId, resourceId, edge }: EdgeResult,
  scene: Scene,
): RoleDefinition | undefined {
  if (principalId === undefined) return undefined;
  const [needed] = edge.needs(scene).dataActions ?? [];
  if (needed === undefined) return undefined;
  const everything = new Set(["*", `${needed.split("/")[0] ?? ""}/*`]);
  return scene.access
    .assignmentsOf(principalId)
    .filter(({ scope }) => isWithin(scope, resourceId, () => undefined) !== "no")
    .flatMap(({ roleId }) => scene.access.roleOf(roleId) ?? [])
    .find(
      ({ permissions }) =>
        permissions.some(({ actions = [] }) => actions.some((one) => everything.has(one))) &&
        permissions.every(({ dataActions = [] }) => dataActions.length === 0),
    );
}
