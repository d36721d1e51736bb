import type { Finding } from "../finding.ts";
import { type Fix, fixPhases } from "./fix.ts";

/** What mends the findings, in order. */
export interface FixPlan {
  readonly steps: readonly PlannedFix[];
  /** What is not in the plan, and why. */
  readonly heldBack: readonly { readonly finding: Finding; readonly reason: string }[];
}

/** A fix and the findings that ask for it. */
export interface PlannedFix extends Fix {
  readonly findings: readonly Finding[];
}

/** What to plan. */
export interface FixPlanOptions {
  /** Ids or names of rules (all). */
  readonly only?: readonly string[];
}

/** What must hold, or be mended in the same plan, before the door from outside is closed. */
const waysIn: ReadonlySet<string> = new Set(["A07", "S11", "B05", "D01", "D02", "D03", "D04"]);

/**
 * Puts the fixes of findings into the order in which they can be made: identities, roles, ways in, and access
 * from outside last. Closing a door is held back while a way in is broken; it would lock everybody out.
 */
export function planFixes(findings: readonly Finding[], { only }: FixPlanOptions = {}): FixPlan {
  const failed = findings.filter(({ status }) => status === "fail");
  const chosen = failed.filter(
    ({ ruleId, slug }) => only === undefined || only.includes(ruleId) || only.includes(slug),
  );
  const brokenWays = [
    ...new Set(
      findings
        .filter(
          ({ ruleId, status }) =>
            waysIn.has(ruleId) && status !== "pass" && status !== "suppressed",
        )
        .map(({ ruleId }) => ruleId),
    ),
  ];
  const steps = new Map<string, PlannedFix>();
  const heldBack: { finding: Finding; reason: string }[] = [];
  for (const finding of chosen) {
    const { fix } = finding;
    if (fix === undefined) {
      heldBack.push({ finding, reason: "there is no command for this" });
    } else if (fix.phase === "public-off" && brokenWays.length > 0) {
      heldBack.push({
        finding,
        reason: `it would lock everybody out while ${brokenWays.join(", ")} do not hold`,
      });
    } else {
      const known = steps.get(fix.az);
      steps.set(fix.az, { ...fix, findings: [...(known?.findings ?? []), finding] });
    }
  }
  return {
    steps: [...steps.values()].toSorted(
      (left, right) => fixPhases.indexOf(left.phase) - fixPhases.indexOf(right.phase),
    ),
    heldBack,
  };
}
