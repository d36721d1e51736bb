import { type Command, Option } from "commander";
import { auditRules } from "../audit/audit-rules.ts";
import { explainRule } from "../explain-rule.ts";
import { wrapText } from "../report/wrap-text.ts";
import { azurePolicies } from "../rules/azure-policies.ts";
import { ruleCatalogue } from "../rules/catalogue.ts";
import { terminalOptions } from "./write-output.ts";

interface ListArguments {
  readonly format: "table" | "json";
}

/** The commands that tell of rules: `explain`, `rules`, `policies`. */
export function addRuleCommands(program: Command): void {
  program
    .command("explain")
    .description("what a rule asks for, why, and what Azure says where it does not hold")
    .argument("<rule>", "its id or name, or the id of an Azure Policy or another scanner's check")
    .action((word: string) => {
      const text = explainRule(word);
      if (text === undefined) program.error(`there is no rule ${word}; see entrim-verify rules`);
      process.stdout.write(text);
    });
  program
    .command("rules")
    .description("list the rules")
    .addOption(formatOption())
    .action(({ format }: ListArguments) => {
      const rules = [...ruleCatalogue, ...auditRules];
      show(
        format,
        rules.map(({ id, slug, title, why, blocks, profiles, stages, aka }) => ({
          id,
          slug,
          title,
          why,
          blocks,
          profiles,
          stages,
          aka,
        })),
        ({ id, slug, title }) => [`${id}  ${slug.padEnd(26)}  `, title],
      );
    });
  program
    .command("policies")
    .description("list the built-in Azure Policies of these services, and which rules cover them")
    .addOption(formatOption())
    .action(({ format }: ListArguments) => {
      show(format, azurePolicies, ({ id, name, rules, note }) => [
        `${id}  `,
        `${rules.length === 0 ? "no rule" : rules.join(", ")}: ${name}.${note === undefined ? "" : ` ${note}`}`,
      ]);
    });
}

function formatOption(): Option {
  return new Option("--format <name>", "how to write them")
    .choices(["table", "json"])
    .default("table");
}

function show<T>(
  format: ListArguments["format"],
  rows: readonly T[],
  lineOf: (row: T) => readonly [head: string, text: string],
): void {
  const { width } = terminalOptions({});
  const lines = rows.map((row) => {
    const [head, text] = lineOf(row);
    const indent = width === undefined || head.length < width / 2 ? head.length : 4;
    const taken = head.length;
    return `${head}${wrapText(text, { indent, taken, ...(width === undefined ? {} : { width }) })}`;
  });
  process.stdout.write(
    format === "json" ? `${JSON.stringify(rows, null, 2)}\n` : `${lines.join("\n")}\n`,
  );
}
