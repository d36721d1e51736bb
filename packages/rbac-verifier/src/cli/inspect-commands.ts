import { readFile, writeFile } from "node:fs/promises";
import type { Command } from "commander";
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
      const lines = ruleCatalogue.map(
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
  ).action(async (principal: string, step: string, given: EvidenceArguments) => {
    const { evidence, options } = await readCase(given);
    const decisive = verify(evidence, options).filter(
      ({ ruleId, blocks, subject }) =>
        subject.principalId?.toLowerCase() === principal.toLowerCase() &&
        subject.edge !== undefined &&
        (isStep(step) ? blocks.includes(step) : ruleId.toLowerCase() === step.toLowerCase()),
    );
    if (decisive.length === 0)
      program.error("no edge of the profile is about this principal and step");
    for (const { status, message, grantedBy = [] } of decisive) {
      process.stdout.write(
        `${status === "pass" ? "yes" : status === "fail" ? "no" : "not known"}: ${message}\n`,
      );
      for (const { role, scope, via, assignmentId } of grantedBy) {
        process.stdout.write(`  ${role} at ${scope} (${via})\n    ${assignmentId}\n`);
      }
    }
    if (decisive.some(({ status }) => status === "fail")) process.exitCode = 1;
    else if (decisive.some(({ status }) => status !== "pass")) process.exitCode = 3;
  });

  addEvidenceOptions(
    program
      .command("hosts")
      .description("lines for the hosts file of a machine that comes in by VPN"),
  ).action(async (given: EvidenceArguments) => {
    const { evidence } = await readCase(given);
    for (const line of hostsLines(evidence)) process.stdout.write(`${line}\n`);
  });

  addEvidenceOptions(
    program
      .command("snapshot")
      .description("save what is read, without secrets")
      .argument("<file>", "where to"),
  ).action(async (file: string, given: EvidenceArguments) => {
    const { evidence } = await readCase(given);
    await writeFile(file, formatSnapshot(evidence));
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
