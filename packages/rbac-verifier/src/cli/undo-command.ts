import type { Command } from "commander";
import { counted } from "../counted.ts";
import { undoFixes } from "../fix/undo-fixes.ts";
import { azureOptions, cloudOption } from "./azure-options.ts";
import type { EvidenceArguments } from "./evidence-options.ts";
import { readUndoFile } from "./undo-file.ts";

/** `undo`: takes back what `fix` made. */
export function addUndoCommand(program: Command): void {
  program
    .command("undo")
    .description("take back what fix --apply made, the last first, and remove the file")
    .argument("[file]", "what fix --apply wrote", "entrim-undo.json")
    .addOption(cloudOption())
    .action(async (name: string, { cloud }: Pick<EvidenceArguments, "cloud">) => {
      const file = await readUndoFile(name);
      await undoFixes(file.steps, await azureOptions(cloud));
      await file.remove();
      process.stderr.write(`${counted(file.steps.length, "change")} taken back.\n`);
    });
}
