import { writeFile } from "node:fs/promises";
import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import { applyFixes, type UndoStep } from "../fix/apply-fixes.ts";
import { type FixPlan, planFixes } from "../fix/plan-fixes.ts";
import { maskIds } from "../mask-ids.ts";
import { formatReport } from "../report/format-report.ts";
import { plainText } from "../report/plain-text.ts";
import { verify } from "../verify.ts";
import { azureOptions } from "./azure-options.ts";
import { addEvidenceOptions, type EvidenceArguments, readCase } from "./evidence-options.ts";
import { type OutputArguments, writeOutput } from "./write-output.ts";

interface FixArguments extends EvidenceArguments, Pick<OutputArguments, "mask"> {
  readonly apply?: boolean;
  readonly yes?: boolean;
  readonly emit: "az" | "bicep" | "terraform";
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
    .option("--emit <tool>", "az, bicep or terraform", "az")
    .option("--apply", "make the changes, after asking")
    .option("--yes", "make them without asking")
    .option("--undo-file <file>", "where to write how to take them back", "entrim-undo.json")
    .action(async (rules: string[], given: FixArguments) => {
      const { evidence, options } = await readCase(given);
      const plan = planFixes(verify(evidence, options), rules.length === 0 ? {} : { only: rules });
      await writeOutput(describePlan(plan, given.emit), given);
      if (given.apply !== true || plan.steps.length === 0) return;
      if (given.yes !== true && !(await isConfirmed(plan))) {
        process.stderr.write("Nothing was changed.\n");
        return;
      }
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
        await writeFile(given.undoFile, `${JSON.stringify(undo, null, 2)}\n`);
      }
      if (given.snapshot !== undefined) return;
      process.stderr.write("Read again; a new role takes up to ten minutes:\n");
      const after = await readCase(given);
      await writeOutput(formatReport(verify(after.evidence, after.options), "table"), given);
    });
}

function describePlan({ steps, heldBack }: FixPlan, emit: FixArguments["emit"]): string {
  const lines = steps.flatMap((step, index) => [
    `# ${index + 1}. ${plainText(step.summary)} (${step.findings.map(({ ruleId }) => ruleId).join(", ")})${step.risk === "none" ? "" : ` [${step.risk}]`}`,
    plainText(emit === "az" ? step.az : (step[emit] ?? `# no ${emit} for this: ${step.az}`)),
    "",
  ]);
  for (const { finding, reason } of heldBack) {
    lines.push(`# held back: ${finding.ruleId} ${finding.slug}: ${reason}`);
  }
  return lines.length === 0 ? "# Nothing to mend.\n" : `${lines.join("\n")}\n`;
}

async function isConfirmed({ steps }: FixPlan): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`Make these ${steps.length} changes? (yes/no) `);
  terminal.close();
  return answer.trim().toLowerCase() === "yes";
}
