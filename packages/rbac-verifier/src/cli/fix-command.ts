import { createInterface } from "node:readline/promises";
import { setTimeout } from "node:timers/promises";
import { type Command, InvalidArgumentError, Option } from "commander";
import { counted } from "../counted.ts";
import type { Finding } from "../finding.ts";
import { applyFixes } from "../fix/apply-fixes.ts";
import type { Fix } from "../fix/fix.ts";
import { type FixPlan, planFixes } from "../fix/plan-fixes.ts";
import type { UndoStep } from "../fix/undo-fixes.ts";
import { maskIds } from "../mask-ids.ts";
import { formatReport } from "../report/format-report.ts";
import { exitCodeOf } from "../report/exit-code.ts";
import { plainText } from "../report/plain-text.ts";
import { verify } from "../verify.ts";
import { azureOptions } from "./azure-options.ts";
import { addEvidenceOptions, type EvidenceArguments, readCase } from "./evidence-options.ts";
import { openUndoFile } from "./undo-file.ts";
import { type OutputArguments, terminalOptions, writeOutput } from "./write-output.ts";

interface FixArguments extends EvidenceArguments, Pick<OutputArguments, "mask"> {
  readonly apply?: boolean;
  readonly yes?: boolean;
  readonly emit: "az" | "bicep" | "terraform" | "arm";
  readonly wait: number;
  readonly undoFile: string;
}

/** `fix`: shows what mends the findings, in order; applies it when told to. */
export function addFixCommand(program: Command): void {
  addEvidenceOptions(
    program
      .command("fix")
      .description("show what mends the findings, in the order in which it can be done")
      .argument("[rules...]", "ids or names of rules (all)"),
  )
    .addOption(
      new Option("--emit <tool>", "for which tool to write it")
        .choices(["az", "bicep", "terraform", "arm"])
        .default("az"),
    )
    .option("--apply", "make the changes, after asking")
    .option("--yes", "make them without asking")
    .option("--undo-file <file>", "where to keep how to take them back", "entrim-undo.json")
    .option("--wait <minutes>", "how long to look until they are seen to hold", minutes, 10)
    .action(async (rules: string[], given: FixArguments) => {
      const { evidence, options } = await readCase(given);
      const plan = planFixes(verify(evidence, options), rules.length === 0 ? {} : { only: rules });
      await writeOutput(describePlan(plan, given.emit), given);
      if (given.apply !== true || plan.steps.length === 0) return;
      if (evidence.planned) {
        throw new TypeError(
          "rbac-verifier: this is only planned; mend it where it is written, or read what was made of it",
        );
      }
      if (plan.steps.every(({ change }) => change === undefined)) {
        process.stderr.write("None of it is one request; run the commands yourself.\n");
        return;
      }
      if (given.yes !== true && !(await isConfirmed(plan))) {
        process.stderr.write("Nothing was changed.\n");
        return;
      }
      const undoFile = await openUndoFile(given.undoFile);
      const undo: UndoStep[] = [];
      try {
        await applyFixes(plan, {
          ...(await azureOptions(given.cloud)),
          onStep: (step) => {
            const told = `${step.outcome}: ${plainText(step.fix.summary)}\n`;
            process.stderr.write(given.mask === true ? maskIds(told) : told);
            if (step.undo !== undefined) undo.push(step.undo);
          },
        });
      } finally {
        // also what was made before a refusal can be taken back
        await undoFile.add(undo);
        if (undo.length > 0) {
          process.stderr.write(`To take it back: entrim-verify undo ${given.undoFile}\n`);
        }
      }
      if (given.snapshot !== undefined) return;
      const findings = await readAgain(plan, given);
      await writeOutput(formatReport(findings, "table", terminalOptions({})), given);
      process.exitCode = exitCodeOf(findings);
    });
}

/** Reads until what was mended is seen to be, or the time is over. */
async function readAgain({ steps }: FixPlan, given: FixArguments): Promise<readonly Finding[]> {
  const mended = new Set(
    steps
      .filter(({ change }) => change !== undefined)
      .flatMap(({ findings }) => findings.map(({ ruleId }) => ruleId)),
  );
  const until = Date.now() + given.wait * 60_000;
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- each look is a later one
    const { evidence, options } = await readCase(given);
    const findings = verify(evidence, options);
    const open = findings.filter(({ ruleId, status }) => mended.has(ruleId) && status === "fail");
    if (open.length === 0 || Date.now() + lookEveryInMs > until) return findings;
    process.stderr.write("Not all of it has arrived; a new role takes up to ten minutes.\n");
    // oxlint-disable-next-line no-await-in-loop
    await setTimeout(lookEveryInMs);
  }
}

const lookEveryInMs = 15_000;

function minutes(text: string): number {
  if (!/^\d{1,3}$/.test(text)) throw new InvalidArgumentError("whole minutes.");
  return Number(text);
}

/** The request of a fix, with what it sends. */
function requestOf({ arm }: Fix): string | undefined {
  if (arm === undefined) return undefined;
  return `${arm.method} ${arm.url}\n${JSON.stringify(arm.body, null, 2)}`;
}

function describePlan({ steps, heldBack }: FixPlan, emit: FixArguments["emit"]): string {
  const lines = steps.flatMap((step, index) => [
    `# ${index + 1}. ${plainText(step.summary)} (${step.findings.map(({ ruleId }) => ruleId).join(", ")})${step.risk === "none" ? "" : ` [${step.risk}]`}`,
    plainText(
      (emit === "arm" ? requestOf(step) : step[emit]) ?? `# no ${emit} for this: ${step.az}`,
    ),
    "",
  ]);
  for (const { finding, reason } of heldBack) {
    lines.push(`# held back: ${finding.ruleId} ${finding.slug}: ${reason}`);
  }
  return lines.length === 0 ? "# Nothing to mend.\n" : `${lines.join("\n")}\n`;
}

async function isConfirmed({ steps }: FixPlan): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const changes = steps.filter(({ change }) => change !== undefined).length;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`Make ${counted(changes, "change")}? (yes/no) `);
  terminal.close();
  return answer.trim().toLowerCase() === "yes";
}
