#!/usr/bin/env node
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { Command, Option } from "commander";
import { formatEnvironment } from "./format-environment.ts";
import { formatGuide } from "./format-guide.ts";
import { formatRoles } from "./format-roles.ts";
import { planMigration, type MigrationTarget } from "./plan-migration.ts";
import { readPreviousApp } from "./previous-app.ts";
import { readSettings } from "./read-settings.ts";

interface Options {
  readonly to: MigrationTarget;
  readonly output?: string;
  readonly force?: true;
}

const program = new Command("entrim-migrate")
  .description("From the settings of an Azure OpenAI On Your Data app to those of its successor")
  .argument("[file]", "the settings (standard input)")
  .addOption(
    new Option("--to <server>", "a chat with sign-in, or an API for programs")
      .choices(["chat", "api"])
      .default("chat"),
  )
  .option("--output <folder>", "write entrim.env, roles.sh and MIGRATION.md there (print the last)")
  .option("--force", "write over files that are there")
  .addHelpText(
    "after",
    `
Examples:
  az webapp config appsettings list -n <app> -g <group> -o json | entrim-migrate
  entrim-migrate .env --to api --output migration`,
  )
  .action(migrate);

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

async function migrate(file: string | undefined, { to, output, force }: Options): Promise<void> {
  const source = file === undefined ? await text(process.stdin) : await readFile(file, "utf8");
  const app = readPreviousApp(readSettings(source));
  const migration = planMigration(app, to);
  const guide = formatGuide(migration);
  if (output === undefined) {
    process.stdout.write(guide);
    return;
  }
  await mkdir(output, { recursive: true });
  const files = {
    "entrim.env": formatEnvironment(migration.settings),
    "roles.sh": formatRoles(app),
    "MIGRATION.md": guide,
  };
  for (const [name, content] of Object.entries(files)) {
    // oxlint-disable-next-line no-await-in-loop -- the first that is there already ends it
    await writeFile(join(output, name), content, { flag: force ? "w" : "wx" });
    console.log(join(output, name));
  }
}
