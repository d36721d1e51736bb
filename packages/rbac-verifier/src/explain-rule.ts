import { rulePages } from "./pages/rule-page.ts";
import { type AzurePolicy, azurePolicies } from "./rules/azure-policies.ts";
import { findRule, ruleCatalogue } from "./rules/catalogue.ts";
import type { RuleDescription } from "./rules/rule.ts";
import { azureSays } from "./azure-says.ts";
import { describeStep } from "./step.ts";

/**
 * The page of a rule: what it asks for, why, what Azure says where it does not hold, how to mend it, and where that
 * is documented.
 *
 * @param word Id or name of the rule, or of the same check elsewhere: the id of a built-in definition of Azure
 *   Policy, or what another scanner calls it. Several rules may cover one of those.
 * @returns Nothing when there is no such rule.
 */
export function explainRule(word: string): string | undefined {
  const rule = findRule(word);
  if (rule !== undefined) return pageOf(rule);
  const wanted = word.toLowerCase();
  const policy = azurePolicies.find(({ id }) => id === wanted);
  if (policy !== undefined) return pageOfPolicy(policy);
  const same = ruleCatalogue.filter(({ aka = [] }) =>
    aka.some((name) => name.toLowerCase() === wanted),
  );
  return same.length === 0 ? undefined : same.map(pageOf).join("\n");
}

function pageOfPolicy({ id, name, rules, note }: AzurePolicy): string {
  const pages = rules.flatMap((one) => findRule(one) ?? []).map(pageOf);
  const head = [`Azure Policy ${id}`, "", `${name}.`, ...(note === undefined ? [] : [note])];
  return [`${head.join("\n")}\n`, ...pages].join("\n");
}

function pageOf(rule: RuleDescription): string {
  const lines = [`${rule.id} ${rule.slug}`, "", rule.title, rule.why];
  if (rule.blocks.length > 0) lines.push("", "Without it, this stops:");
  for (const step of rule.blocks) {
    const said = azureSays(rule.id, step);
    lines.push(
      `  ${describeStep(step).what}`,
      ...(said === undefined ? [] : [`    Azure says: ${said}`]),
    );
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
