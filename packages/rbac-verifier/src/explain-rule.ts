import { rulePages } from "./pages/rule-page.ts";
import { findRule } from "./rules/catalogue.ts";
import { describeStep } from "./step.ts";

/**
 * The page of a rule: what it asks for, why, what Azure says where it does not hold, how to mend it, and where that
 * is documented.
 *
 * @param word Id or name of the rule.
 * @returns Nothing when there is no such rule.
 */
export function explainRule(word: string): string | undefined {
  const rule = findRule(word);
  if (rule === undefined) return undefined;
  const lines = [`${rule.id} ${rule.slug}`, "", rule.title, rule.why];
  if (rule.blocks.length > 0) lines.push("", "Without it:");
  for (const step of rule.blocks) {
    const { what, azureSays } = describeStep(step);
    lines.push(`  ${what}`, `    ${azureSays}`);
  }
  const page = rulePages.get(rule.id);
  if (page !== undefined) lines.push("", `To mend it: ${page.mend}`);
  if (rule.profiles !== undefined) lines.push("", `Profiles: ${rule.profiles.join(", ")}`);
  if (rule.stages !== undefined) lines.push("", `Stages: ${rule.stages.join(", ")}`);
  if (rule.aka !== undefined) lines.push("", `Elsewhere: ${rule.aka.join(", ")}`);
  if (page !== undefined && page.sources.length > 0) {
    lines.push("", "Documentation:", ...page.sources.map((source) => `  ${source}`));
  }
  return `${lines.join("\n")}\n`;
}
