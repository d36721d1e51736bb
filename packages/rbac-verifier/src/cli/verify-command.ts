import { type Command, Option } from "commander";
import { formatDiagram } from "../diagram/format-diagram.ts";
import type { Severity } from "../finding.ts";
import { probeHosts } from "../probe-hosts.ts";
import { exitCodeOf } from "../report/exit-code.ts";
import { formatReport, type ReportFormat } from "../report/format-report.ts";
import { suppressFindings } from "../suppression.ts";
import { usualStageOf, verify } from "../verify.ts";
import {
  addBaselineOptions,
  type BaselineArguments,
  readBaseline,
  saveBaseline,
} from "./baseline-options.ts";
import { addEvidenceOptions, type EvidenceArguments, readCase } from "./evidence-options.ts";
import { type OutputArguments, terminalOptions, writeOutput } from "./write-output.ts";

interface VerifyArguments extends EvidenceArguments, BaselineArguments, OutputArguments {
  readonly format: ReportFormat | "svg";
  readonly failOn: Severity;
  readonly strict?: boolean;
  readonly probe?: boolean;
  readonly all?: boolean;
  readonly exitCodes: boolean;
}

/** `verify`: judges a set-up and changes nothing. */
export function addVerifyCommand(program: Command): void {
  const command = addEvidenceOptions(
    program.command("verify").description("judge a set-up; changes nothing"),
  );
  addBaselineOptions(command)
    .addOption(
      new Option("--format <name>", "how to write the findings; svg is a picture of the set-up")
        .choices(["table", "json", "sarif", "junit", "svg"])
        .default("table"),
    )
    .option("--output <file>", "where to write them (standard output)")
    .addOption(
      new Option("--fail-on <severity>", "the least severity that fails")
        .choices(["error", "warning", "info"])
        .default("error"),
    )
    .option("--strict", "fail when the evidence is not complete")
    .option("--probe", "also look for the hosts from this machine; run it inside the network")
    .option("--all", "show what holds as well")
    .option("--no-exit-codes", "end with 0 whatever is found")
    .action(async (given: VerifyArguments) => {
      const { evidence: read, options } = await readCase(given);
      const evidence = given.probe === true ? await probeHosts(read) : read;
      const accepted = await readBaseline(given);
      const { profile = "entrim", stage = usualStageOf(profile) } = options;
      const { cloud, source, targets } = evidence;
      const run = {
        version: program.version() ?? "",
        startedAt: new Date().toISOString(),
        profile,
        stage,
        cloud,
        source,
        targets,
      };
      const findings = suppressFindings(verify(evidence, options), accepted);
      if (await saveBaseline(findings, given)) return;
      const { format, strict = false, all = false } = given;
      const text =
        format === "svg"
          ? formatDiagram(findings, evidence)
          : formatReport(findings, format, { ...terminalOptions(given), all, strict, run });
      await writeOutput(text, given);
      if (given.exitCodes)
        process.exitCode = exitCodeOf(findings, { failOn: given.failOn, strict });
    });
}
