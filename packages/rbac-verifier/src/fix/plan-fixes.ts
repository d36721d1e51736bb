import type { Finding } from "../finding.ts";
import { requireKnownOptions } from "../require-known-options.ts";
import { requireRule } from "../suppression.ts";
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
 *
 * @throws TypeError for an option that is none, and for a rule that is neither of the catalogue nor of a finding: it would look as if all were well.
 */
export function planFixes(findings: readonly Finding[], options: FixPlanOptions = {}): FixPlan {
  requireKnownOptions("planFixes", options, { only: true });
  const { only } = options;
  const failed = findings.filter(({ status }) => status === "fail");
  const wanted = only === undefined ? undefined : new Set(only.map((word) => idOf(word, findings)));
  const chosen = failed.filter(({ ruleId }) => wanted?.has(ruleId) ?? true);
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
        reason: `it would lock everybody out while ${brokenWays.join(", ")} ${brokenWays.length === 1 ? "does" : "do"} not hold`,
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

/** The id of a rule by its id or name; findings know the rules of one's own. */
function idOf(word: string, findings: readonly Finding[]): string {
  const own = findings.find(({ ruleId, slug }) => ruleId === word || slug === word);
  return own?.ruleId ?? requireRule(word, []).id;
}
