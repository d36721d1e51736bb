import type { Command } from "commander";
import { formatBaseline, parseBaseline } from "../baseline.ts";
import type { Finding } from "../finding.ts";
import { type Suppression, suppressFindings } from "../suppression.ts";
import { readInputFile } from "./read-input-file.ts";
import { saveFile } from "./write-output.ts";

/** What is accepted, as the command line says it. */
export interface BaselineArguments {
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly reason?: string;
  readonly until?: string;
}

/** Adds what a command that finds things takes. */
export function addBaselineOptions(command: Command): Command {
  return command
    .option("--baseline <file>", "what is accepted for a time; the rest counts")
    .option("--write-baseline <file>", "accept what is found, with --reason and --until")
    .option("--reason <text>", "why it is accepted")
    .option("--until <day>", "the last day on which it is, as 2027-01-31");
}

/** What a baseline accepts. */
export async function readBaseline({
  baseline,
}: BaselineArguments): Promise<readonly Suppression[]> {
  return baseline === undefined ? [] : parseBaseline(baseline, await readInputFile(baseline));
}

/**
 * Writes a baseline if that is asked for.
 *
 * @returns Whether it was.
 * @throws TypeError without a reason or an end.
 */
export async function saveBaseline(
  findings: readonly Finding[],
  { baseline, writeBaseline, reason = "", until = "" }: BaselineArguments,
): Promise<boolean> {
  if (writeBaseline === undefined) return false;
  if (baseline !== undefined) {
    throw new TypeError(
      "rbac-verifier: write the baseline without --baseline, so that it holds all that is found",
    );
  }
  const text = formatBaseline(findings, { reason, until });
  const accepted = parseBaseline(writeBaseline, text);
  const held = suppressFindings(findings, accepted);
  const count = held.filter(({ status }) => status === "suppressed").length;
  await saveFile(writeBaseline, text);
  process.stderr.write(`${count} findings are accepted until ${until}: ${writeBaseline}\n`);
  return true;
}
