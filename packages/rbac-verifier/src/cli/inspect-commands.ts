import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { auditRules } from "../audit/audit-rules.ts";
import { canI } from "../can-i.ts";
import { formatSnapshot } from "../evidence/format-snapshot.ts";
import { decodeJson } from "../evidence/decode-json.ts";
import { explainRule } from "../explain-rule.ts";
import { type UndoStep, undoFixes } from "../fix/apply-fixes.ts";
import { hostsLines } from "../hosts-lines.ts";
import { probeHosts } from "../probe-hosts.ts";
import { exitCodeOf } from "../report/exit-code.ts";
import { plainText } from "../report/plain-text.ts";
import { edges } from "../rules/edges.ts";
import { ruleCatalogue } from "../rules/catalogue.ts";
import { type VerifyOptions, verify } from "../verify.ts";
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
    const { profile } = options;
    const answers = canI(evidence, {
      principalId: principal,
      step,
      ...(profile === undefined ? {} : { profile }),
    });
    if (answers.length === 0) {
      program.error(`no role is about ${step} in this profile; use ${stepsOf(profile).join(", ")}`);
    }
    const lines = answers.flatMap(({ verdict, message, grantedBy, deniedBy }) => [
      `${verdict === "unknown" || verdict === "conditional" ? "not known" : verdict}: ${plainText(message)}`,
      ...grantedBy.map(
        ({ role, scope, via, assignmentId }) =>
          `  ${plainText(role)} at ${scope} (${via})\n    ${assignmentId}`,
      ),
      ...deniedBy.map((name) => `  denied by ${plainText(name)}`),
    ]);
    await writeOutput(`${lines.join("\n")}\n`, given);
    if (answers.some(({ verdict }) => verdict === "no")) process.exitCode = 1;
    else if (answers.some(({ verdict }) => verdict !== "yes")) process.exitCode = 3;
  });

  addEvidenceOptions(
    program
      .command("hosts")
      .description("lines for the hosts file of a machine that comes in by VPN")
      .option("--check", "look whether this machine finds the hosts there; ends with 0 or 1"),
  ).action(async (given: EvidenceArguments & OutputArguments & { readonly check?: boolean }) => {
    const { evidence, options } = await readCase(given);
    const lines = hostsLines(evidence).map((line) => `${line}\n`);
    if (given.check !== true) return writeOutput(lines.join(""), given);
    const findings = verify(await probeHosts(evidence), options).filter(
      ({ ruleId }) => ruleId === "D11",
    );
    const found = findings.map(
      ({ status, message }) => `# ${status === "pass" ? "ok" : status}: ${plainText(message)}\n`,
    );
    await writeOutput([...lines, ...found].join(""), given);
    process.exitCode = exitCodeOf(findings, { strict: true });
  });

  addEvidenceOptions(
    program
      .command("snapshot")
      .description("save what is read, without secrets")
      .option("--probe", "with what this machine finds of the hosts; run it inside the network")
      .argument("<file>", "where to"),
  ).action(
    async (
      output: string,
      given: EvidenceArguments & OutputArguments & { readonly probe?: boolean },
    ) => {
      const { evidence } = await readCase(given);
      const complete = given.probe === true ? await probeHosts(evidence) : evidence;
      await writeOutput(formatSnapshot(complete), { ...given, output });
    },
  );

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

/** The steps of a profile that roles are about. */
function stepsOf(profile: VerifyOptions["profile"] = "entrim"): readonly string[] {
  const own = edges.filter(({ profiles }) => profiles.includes(profile));
  return [...new Set(own.flatMap(({ blocks }) => blocks))];
}
