import type { Finding, Severity } from "../finding.ts";
import { requireRule } from "../suppression.ts";
import type { RuleDescription } from "./rule.ts";

/** Severities by id or name of a rule, or `off`. */
export type Severities = Readonly<Record<string, Severity | "off">>;

const values: ReadonlySet<unknown> = new Set(["error", "warning", "info", "off"]);

/**
 * Severities by the ids of rules.
 *
 * @param customRules Rules beside those of the catalogue.
 * @throws TypeError for what is no severity, and for a rule that does not exist.
 */
export function readSeverities(
  rules: Severities,
  customRules: readonly RuleDescription[] = [],
): ReadonlyMap<string, Severity | "off"> {
  if (typeof rules !== "object" || rules === null || Array.isArray(rules)) {
    throw new TypeError('rbac-verifier: rules must be an object, as { "W08": "off" }');
  }
  return new Map(
    Object.entries(rules).map(([word, severity]) => {
      if (!values.has(severity)) {
        throw new TypeError(`rbac-verifier: rules.${word} must be error, warning, info or off`);
      }
      return [requireRule(word, customRules).id, severity];
    }),
  );
}

/** Findings with other severities, without those of rules that are off. */
export function withSeverities(
  findings: readonly Finding[],
  severities: ReadonlyMap<string, Severity | "off">,
): readonly Finding[] {
  return findings.flatMap((finding) => {
    const severity = severities.get(finding.ruleId);
    if (severity === "off") return [];
    return severity === undefined ? [finding] : [{ ...finding, severity }];
  });
}
