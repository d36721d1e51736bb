#!/usr/bin/env node
import { DefaultAzureCredential } from "@azure/identity";
import type { AzureCloudName } from "@entrim/azure-clouds";
import { Command, InvalidArgumentError, Option } from "commander";
import { formatOutcome } from "./cli/format-outcome.ts";
import { ingestFolder, type IngestFolderOptions } from "./cli/ingest-folder.ts";
import { createProgressLine } from "./cli/progress-line.ts";

type IngestOptions = Omit<IngestFolderOptions, "folder" | "credential"> & {
  readonly cloud: AzureCloudName;
};

const program = new Command("entrim").description(
  "Documents into AI Search, each with who may read it, without any key",
);

program
  .command("ingest")
  .description("fill an index with the documents of a folder, or upload them to a container")
  .argument("<folder>", "its access.json says which groups may read what")
  .option("--search <endpoint>", "as in https://contoso.search.windows.net")
  .option("--index <name>", "made if there is none")
  .option("--openai <endpoint>", "for vectors, as in https://contoso.openai.azure.com")
  .option("--embedding-deployment <name>", "for vectors")
  .option("--storage <endpoint>", "upload instead, as in https://contoso.blob.core.windows.net")
  .option("--container <name>", "upload instead")
  .option("--max-tokens <number>", "of a chunk (1024)", numberOf)
  .option("--overlap <number>", "tokens that a chunk repeats (0)", numberOf)
  .option("--group-field <name>", "field for the groups (group_ids)")
  .option("--base-url <url>", "what stands before a document's path in its address")
  .addOption(new Option("--cloud <name>").choices(["public", "usgov", "china"]).default("public"))
  .action(async (folder: string, options: IngestOptions) => {
    const abort = new AbortController();
    process.once("SIGINT", () => abort.abort(new Error("Stopped. Run it again to go on.")));
    const line = createProgressLine(process.stderr);
    try {
      const credential = new DefaultAzureCredential();
      const outcome = formatOutcome(
        await ingestFolder({
          ...options,
          folder,
          credential,
          onProgress: (progress) => line.show(progress),
          abortSignal: abort.signal,
        }),
      );
      line.end();
      for (const problem of outcome.problems) console.error(problem);
      console.log(outcome.summary);
      if (outcome.hint !== undefined) console.error(outcome.hint);
      if (outcome.isPartial) process.exitCode = 2;
    } catch (error) {
      line.end();
      throw error;
    }
  });

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function numberOf(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new InvalidArgumentError("It must be a whole number.");
}
