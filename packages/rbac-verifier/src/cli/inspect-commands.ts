import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { auditRules } from "../audit/audit-rules.ts";
import { formatSnapshot } from "../evidence/format-snapshot.ts";
import { decodeJson } from "../evidence/decode-json.ts";
import { explainRule } from "../explain-rule.ts";
import { type UndoStep, undoFixes } from "../fix/apply-fixes.ts";
import { hostsLines } from "../hosts-lines.ts";
import { ruleCatalogue } from "../rules/catalogue.ts";
import { isStep } from "../step.ts";
import { verify } from "../verify.ts";
import { azureOptions } from "./azure-options.ts";
import { addEvidenceOptions, type EvidenceArguments, readCase } from "./evidence-options.ts";
import { type OutputArguments, writeOutput } from "./write-output.ts";

/** The commands that show something: `explain`, `rules`, `can-i`, `hosts`, `snapshot`; and `undo`. */
export function addInspectCommands(program: Command): void {
  program
    .command("explain")
    .description("what a rule asks for, why, and what Azure says where it does not hold")
    .argument("<rule>", "id or name of the rule")
    .action((word: string) => {
      const text = explainRule(word);
      if (text === undefined) program.error(`there is no rule ${word}; see entrim-verify rules`);
      process.stdout.write(text);
    });

  program
    .command("rules")
    .description("list the rules")
    .action(() => {
      const lines = [...ruleCatalogue, ...auditRules].map(
        ({ id, slug, title }) => `${id}  ${slug.padEnd(28)} ${title}`,
      );
      process.stdout.write(`${lines.join("\n")}\n`);
    });

  addEvidenceOptions(
    program
      .command("can-i")
      .description("whether a principal may do what a step needs; ends with 0 or 1")
      .argument("<principal>", "object id")
      .argument("<step>", "name of a step, or id of a rule, as app.retrieve or R10"),
  ).action(async (principal: string, step: string, given: EvidenceArguments & OutputArguments) => {
    const { evidence, options } = await readCase(given);
    const decisive = verify(evidence, options).filter(
      ({ ruleId, blocks, subject }) =>
        subject.principalId?.toLowerCase() === principal.toLowerCase() &&
        subject.edge !== undefined &&
        (isStep(step) ? blocks.includes(step) : ruleId.toLowerCase() === step.toLowerCase()),
    );
    if (decisive.length === 0)
      program.error("no edge of the profile is about this principal and step");
    const lines = decisive.flatMap(({ status, message, grantedBy = [] }) => [
      `${status === "pass" ? "yes" : status === "fail" ? "no" : "not known"}: ${message}`,
      ...grantedBy.map(
        ({ role, scope, via, assignmentId }) =>
          `  ${role} at ${scope} (${via})\n    ${assignmentId}`,
      ),
    ]);
    await writeOutput(`${lines.join("\n")}\n`, given);
    if (decisive.some(({ status }) => status === "fail")) process.exitCode = 1;
    else if (decisive.some(({ status }) => status !== "pass")) process.exitCode = 3;
  });

  addEvidenceOptions(
    program
      .command("hosts")
      .description("lines for the hosts file of a machine that comes in by VPN"),
  ).action(async (given: EvidenceArguments & OutputArguments) => {
    const { evidence } = await readCase(given);
    await writeOutput(
      hostsLines(evidence)
        .map((line) => `${line}\n`)
        .join(""),
      given,
    );
  });

  addEvidenceOptions(
    program
      .command("snapshot")
      .description("save what is read, without secrets")
      .argument("<file>", "where to"),
  ).action(async (output: string, given: EvidenceArguments & OutputArguments) => {
    const { evidence } = await readCase(given);
    await writeOutput(formatSnapshot(evidence), { ...given, output });
  });

  program
    .command("undo")
    .description("take back what fix --apply made")
    .argument("<file>", "what fix --apply wrote")
    .option("--cloud <name>", "public, usgov or china (public)")
    .action(async (file: string, { cloud }: Pick<EvidenceArguments, "cloud">) => {
      const steps = decodeJson(file, await readFile(file)) as readonly UndoStep[];
      await undoFixes(steps, await azureOptions(cloud));
    });
}
