import { type Command, Option } from "commander";
import { diffFindings } from "../diff/diff-findings.ts";
import { formatDiff } from "../diff/format-diff.ts";
import { readReport } from "../diff/read-report.ts";
import type { Severity } from "../finding.ts";
import { exitCodeOf } from "../report/exit-code.ts";
import { readInputFile } from "./read-input-file.ts";
import { type OutputArguments, terminalOptions, writeOutput } from "./write-output.ts";

interface DiffArguments extends OutputArguments {
  readonly format: "table" | "json";
  readonly failOn: Severity;
}

/** `diff`: what became of findings between two reports. */
export function addDiffCommand(program: Command): void {
  program
    .command("diff")
    .description("what is new, mended, as before or no longer known; ends with 1 for what is new")
    .argument("<old>", "a report of verify or audit with --format json")
    .argument("<new>", "a later one")
    .addOption(
      new Option("--format <name>", "how to write it").choices(["table", "json"]).default("table"),
    )
    .option("--output <file>", "where to write it (standard output)")
    .option("--mask", "write other ids in place of those of tenants, subscriptions and principals")
    .addOption(
      new Option("--fail-on <severity>", "the least severity that fails")
        .choices(["error", "warning", "info"])
        .default("error"),
    )
    .action(async (before: string, now: string, given: DiffArguments) => {
      const [old, young] = await Promise.all(
        [before, now].map(async (name) => readReport(name, await readInputFile(name))),
      );
      const diff = diffFindings(old ?? [], young ?? []);
      await writeOutput(formatDiff(diff, given.format, terminalOptions(given)), given);
      const found = diff.new.flatMap((change) => change.now ?? []);
      if (exitCodeOf(found, { failOn: given.failOn }) === 1) process.exitCode = 1;
    });
}
