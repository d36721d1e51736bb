import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import type { InfraOptions } from "../infra/infra-options.ts";
import { writeInfra } from "../infra/write-infra.ts";
import { cloudOption } from "./azure-options.ts";
import { profileOption } from "./profile-option.ts";
import { codeOf } from "./read-input-file.ts";

interface InfraArguments {
  readonly name: string;
  readonly location: string;
  readonly profile?: NonNullable<InfraOptions["profile"]>;
  readonly cloud?: NonNullable<InfraOptions["cloud"]>;
  readonly addressSpace?: string;
  readonly gateway?: boolean;
  readonly vectorizer?: boolean;
  readonly index?: string;
  readonly force?: boolean;
}

/** `infra`: writes a complete set-up as code. */
export function addInfraCommand(program: Command): void {
  program
    .command("infra")
    .description("write a complete set-up as Bicep, as a template of Azure and as Terraform")
    .argument("<folder>", "where to")
    .requiredOption("--name <text>", "what names begin with, as contoso-chat; required")
    .requiredOption("--location <region>", "region of Azure, as swedencentral; required")
    .addOption(profileOption())
    .addOption(cloudOption())
    .option("--address-space <range>", "a private range (10.0.0.0/16)")
    .option("--gateway", "with a VPN gateway for people, which costs by the hour")
    .option("--vectorizer", "with an embedding model that AI Search asks")
    .option("--index <name>", "the index that the app asks (documents)")
    .option("--force", "also over files that are there")
    .action(async (folder: string, { force = false, ...options }: InfraArguments) => {
      const files = writeInfra(options);
      await mkdir(folder, { recursive: true });
      for (const { name, text } of files) {
        // one after another, so that the first that is there already stops the rest
        // oxlint-disable-next-line no-await-in-loop
        await save(join(folder, name), text, force);
        process.stdout.write(`${join(folder, name)}\n`);
      }
    });
}

async function save(file: string, text: string, force: boolean): Promise<void> {
  try {
    await writeFile(file, text, { flag: force ? "w" : "wx" });
  } catch (cause) {
    throw new TypeError(
      codeOf(cause) === "EEXIST"
        ? `rbac-verifier: ${file} is there already; name another folder, or write over it with --force`
        : `rbac-verifier: the file ${file} cannot be written (${codeOf(cause)}); name another folder`,
      { cause },
    );
  }
}
