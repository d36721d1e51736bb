import { writeFile } from "node:fs/promises";
import { type Command, Option } from "commander";
import type { Severity } from "../finding.ts";
import { exitCodeOf } from "../report/exit-code.ts";
import { formatReport, type ReportFormat } from "../report/format-report.ts";
import { verify } from "../verify.ts";
import { addEvidenceOptions, type EvidenceArguments, readCase } from "./evidence-options.ts";

interface VerifyArguments extends EvidenceArguments {
  readonly format: ReportFormat;
  readonly output?: string;
  readonly failOn: Severity;
  readonly strict?: boolean;
  readonly all?: boolean;
  readonly exitCodes: boolean;
}

/** `verify`: judges a set-up and changes nothing. */
export function addVerifyCommand(program: Command): void {
  addEvidenceOptions(program.command("verify").description("judge a set-up; changes nothing"))
    .addOption(
      new Option("--format <name>", "how to write the findings")
        .choices(["table", "json", "sarif", "junit"])
        .default("table"),
    )
    .option("--output <file>", "where to write them (standard output)")
    .addOption(
      new Option("--fail-on <severity>", "the least severity that fails")
        .choices(["error", "warning", "info"])
        .default("error"),
    )
    .option("--strict", "fail when the evidence is not complete")
    .option("--all", "show what holds as well")
    .option("--no-exit-codes", "end with 0 whatever is found")
    .action(async (given: VerifyArguments) => {
      const { evidence, options } = await readCase(given);
      const findings = verify(evidence, options);
      const color = given.output === undefined && process.stdout.isTTY && !process.env["NO_COLOR"];
      const text = formatReport(findings, given.format, {
        color,
        all: given.all === true,
        strict: given.strict === true,
      });
      if (given.output === undefined) process.stdout.write(text);
      else await writeFile(given.output, text);
      if (given.exitCodes) {
        process.exitCode = exitCodeOf(findings, {
          failOn: given.failOn,
          strict: given.strict === true,
        });
      }
    });
}
