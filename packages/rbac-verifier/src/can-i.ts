import type { AccessDecision } from "./access/access-evaluator.ts";
import type { Evidence } from "./evidence/evidence.ts";
import { nameOf } from "./evidence/resource-id.ts";
import type { DecidingGrant } from "./finding.ts";
import { questionOf } from "./rules/edge.ts";
import { edges } from "./rules/edges.ts";
import { decidingGrant } from "./rules/role-edge.ts";
import type { Profile } from "./rules/rule.ts";
import { createScene } from "./rules/scene.ts";
import { isStep } from "./step.ts";

/** Whom to ask about what. */
export interface CanIQuestion {
  /** Object id of anybody. */
  readonly principalId: string;
  /** A step, or the id of a rule of family R, as `app.retrieve` or `R10`. */
  readonly step: string;
  /** (`entrim`) */
  readonly profile?: Profile;
}

/** Whether somebody may do what a step needs on one resource. */
export interface CanIAnswer {
  readonly ruleId: string;
  readonly resourceId: string;
  /** `conditional`: it depends on a condition that nobody can judge here. */
  readonly verdict: "yes" | "no" | "conditional" | "unknown";
  readonly message: string;
  readonly missingActions: readonly string[];
  /** The assignments that decide. */
  readonly grantedBy: readonly DecidingGrant[];
  /** Names of deny assignments in the way. */
  readonly deniedBy: readonly string[];
}

const verdicts = {
  granted: "yes",
  missing: "no",
  conditional: "conditional",
  unknown: "unknown",
} as const;

/**
 * Whether anybody, of the set-up or not, may do what a step of the profile needs.
 *
 * @returns One answer for each resource that the step needs; none when the profile has no such step.
 */
export function canI(
  evidence: Evidence,
  { principalId, step, profile = "entrim" }: CanIQuestion,
): readonly CanIAnswer[] {
  const scene = createScene(evidence, { profile, stage: "studio", nowInMs: 0 });
  return edges
    .filter(
      ({ id, blocks, profiles }) =>
        profiles.includes(profile) &&
        (isStep(step) ? blocks.includes(step) : id.toLowerCase() === step.toLowerCase()),
    )
    .flatMap((edge) =>
      edge.to(scene).map((resourceId): CanIAnswer => {
        const decision = scene.access.decide(questionOf(edge, { principalId, resourceId }, scene));
        return {
          ruleId: edge.id,
          resourceId,
          verdict: verdicts[decision.verdict],
          message: messageOf(decision, edge.title, nameOf(resourceId)),
          missingActions: decision.missingActions,
          grantedBy: decision.grants.map(decidingGrant),
          deniedBy: decision.denials.map(({ deny }) => deny.name),
        };
      }),
    );
}

function messageOf(
  { verdict, missingActions, gaps, denials }: AccessDecision,
  title: string,
  resource: string,
): string {
  const what = `${title.replace(/\.$/, "")} (on ${resource})`;
  switch (verdict) {
    case "granted":
      return what;
    case "conditional":
      return `${what}: only if a condition allows ${missingActions.join(", ")}`;
    case "unknown":
      return `${what}: ${gaps.join("; ")}`;
    case "missing":
      return denials.length > 0
        ? `${what}: denied ${missingActions.join(", ")}`
        : `${what}: lacks ${missingActions.join(", ")}`;
  }
}
