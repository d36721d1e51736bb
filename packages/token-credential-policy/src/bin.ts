#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { addDoctorCommand } from "./cli/doctor-command.ts";

const program = new Command("token-credential-policy")
  .description("Does a token reach Azure from here, and is it let in?")
  .exitOverride()
  .addHelpText(
    "after",
    `
Example:
  token-credential-policy doctor --openai https://contoso.openai.azure.com --deployment gpt-4o`,
  );

addDoctorCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

function exitCodeOf(error: unknown): number {
  // the message stands there already
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  console.error(error instanceof Error ? error.message : error);
  return 2;
}
