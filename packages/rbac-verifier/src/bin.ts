#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { addAuditCommand } from "./cli/audit-command.ts";
import { addCanICommand } from "./cli/can-i-command.ts";
import { addDiffCommand } from "./cli/diff-command.ts";
import { addFixCommand } from "./cli/fix-command.ts";
import { addHostsCommand } from "./cli/hosts-command.ts";
import { addInfraCommand } from "./cli/infra-command.ts";
import { addRuleCommands } from "./cli/rule-commands.ts";
import { addSnapshotCommand } from "./cli/snapshot-command.ts";
import { addUndoCommand } from "./cli/undo-command.ts";
import { addVerifyCommand } from "./cli/verify-command.ts";
import { isRbacVerifierError } from "./rbac-verifier-error.ts";

const program = new Command("entrim-verify")
  .description(
    "Is this set-up on Azure really keyless, private and complete? And if not, what mends it?",
  )
  .version(versionOf(readFileSync(new URL("../package.json", import.meta.url), "utf8")))
  .exitOverride()
  .showSuggestionAfterError()
  .addHelpText(
    "after",
    `
Examples:
  entrim-verify verify --openai <id> --search <id> --identity <id>
  entrim-verify verify --snapshot set-up.json --format sarif --output findings.sarif
  entrim-verify verify --snapshot set-up.json --format svg --output set-up.svg
  entrim-verify audit --search https://contoso.search.windows.net --index documents --group-field group_ids
  entrim-verify fix R10 S04 --snapshot set-up.json
  entrim-verify infra set-up --name contoso-chat --location swedencentral
  entrim-verify explain S04

Ends with 0 when nothing was found, 1 when something was, 2 for wrong usage,
3 when the evidence is not enough, 4 when Azure refuses or does not answer.`,
  );

addVerifyCommand(program);
addFixCommand(program);
addUndoCommand(program);
addAuditCommand(program);
addCanICommand(program);
addHostsCommand(program);
addSnapshotCommand(program);
addDiffCommand(program);
addInfraCommand(program);
addRuleCommands(program);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

function versionOf(manifest: string): string {
  return (JSON.parse(manifest) as { readonly version: string }).version;
}

function exitCodeOf(error: unknown): number {
  // the message stands there already
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  console.error(error instanceof Error ? error.message : error);
  if (!isRbacVerifierError(error)) return 2;
  switch (error.code) {
    case "ACCESS_DENIED":
    case "AZURE_UNAVAILABLE":
    case "FIX_REFUSED":
      return 4;
    case "INVALID_EVIDENCE":
    case "TARGET_MISSING":
    case "TARGET_AMBIGUOUS":
      return 2;
  }
}
