import { isSameId } from "./evidence/resource-id.ts";
import type { Finding } from "./finding.ts";
import { findRule } from "./rules/catalogue.ts";
import type { RuleDescription } from "./rules/rule.ts";

/** A finding that is known and accepted for a time. */
export interface Suppression {
  /** Id or name of the rule. */
  readonly rule: string;
  /** (every resource) */
  readonly resourceId?: string;
  /** (every principal) */
  readonly principalId?: string;
  /** As `openai → search` (every edge). */
  readonly edge?: string;
  /** Why; it stands in reports. */
  readonly reason: string;
  /** The last day, ISO 8601; after it the finding counts again. */
  readonly until: string;
}

/** How to suppress. */
export interface SuppressOptions {
  /** Rules of your own that suppressions may name (none). */
  readonly customRules?: readonly RuleDescription[];
  /** Milliseconds since 1970 (the system's). */
  readonly now?: () => number;
}

const members: ReadonlySet<string> = new Set([
  "rule",
  "resourceId",
  "principalId",
  "edge",
  "reason",
  "until",
]);

/**
 * Marks findings that are accepted as `suppressed`. One whose acceptance is over counts as it did before, and says
 * so by `expiredSuppression`.
 *
 * @throws TypeError for a suppression without a reason, without an end, or of a rule that does not exist.
 */
export function suppressFindings(
  findings: readonly Finding[],
  suppressions: readonly Suppression[],
  { customRules = [], now = Date.now }: SuppressOptions = {},
): readonly Finding[] {
  if (!Array.isArray(suppressions)) {
    throw new TypeError("rbac-verifier: suppressions must be a list");
  }
  const accepted = (suppressions as readonly Suppression[]).map((one) =>
    requireSuppression(one, customRules),
  );
  const nowInMs = now();
  return findings.map((finding): Finding => {
    if (finding.status === "pass") return finding;
    const matching = accepted
      .filter((one) => isAbout(one, finding))
      .toSorted((one, other) => other.untilInMs - one.untilInMs);
    const [longest] = matching;
    if (longest === undefined) return finding;
    const { reason, until } = longest;
    return nowInMs <= longest.untilInMs
      ? { ...finding, status: "suppressed", reason }
      : { ...finding, expiredSuppression: { reason, until } };
  });
}

interface AcceptedFinding extends Suppression {
  readonly ruleId: string;
  readonly untilInMs: number;
}

function isAbout(
  { ruleId, resourceId, principalId, edge }: AcceptedFinding,
  finding: Finding,
): boolean {
  const { subject } = finding;
  return (
    ruleId === finding.ruleId &&
    (resourceId === undefined || isSameId(resourceId, subject.resourceId)) &&
    (principalId === undefined ||
      principalId.toLowerCase() === subject.principalId?.toLowerCase()) &&
    (edge === undefined || edge === subject.edge)
  );
}

function requireSuppression(
  suppression: Suppression,
  customRules: readonly RuleDescription[],
): AcceptedFinding {
  const { rule, reason, until } = Object(suppression) as Suppression;
  const unknown = Object.keys(Object(suppression)).find((member) => !members.has(member));
  if (unknown !== undefined) {
    // a misspelt resourceId would suppress everywhere
    throw new TypeError(
      `rbac-verifier: a suppression has the member ${unknown}; use ${[...members].join(", ")}`,
    );
  }
  const ruleId = requireRule(rule, customRules).id;
  const day = /^\d{4}-\d{2}-\d{2}$/.test(until) ? `${until}T23:59:59.999Z` : until;
  const untilInMs = typeof day === "string" ? Date.parse(day) : Number.NaN;
  if (Number.isNaN(untilInMs)) {
    throw new TypeError(
      `rbac-verifier: the suppression of ${rule} needs until, a day as in 2027-01-31`,
    );
  }
  if (typeof reason !== "string" || reason.trim() === "") {
    throw new TypeError(`rbac-verifier: the suppression of ${rule} needs a reason`);
  }
  return { ...suppression, ruleId, untilInMs };
}

/**
 * A rule by its id or name.
 *
 * @throws TypeError when there is none.
 */
export function requireRule(
  word: string,
  customRules: readonly RuleDescription[],
): RuleDescription {
  const rule = findRule(word) ?? customRules.find(({ id, slug }) => id === word || slug === word);
  if (rule === undefined) {
    throw new TypeError(`rbac-verifier: there is no rule ${word}; see the list of rules`);
  }
  return rule;
}
