import { azureCloud } from "@entrim/azure-clouds";
import { type Command, InvalidArgumentError, Option } from "commander";
import { auditIndex, type AuditProgress } from "../audit/audit-index.ts";
import { formatAudit } from "../audit/format-audit.ts";
import { nameOf } from "../evidence/resource-id.ts";
import type { Severity } from "../finding.ts";
import { exitCodeOf } from "../report/exit-code.ts";
import { suppressFindings } from "../suppression.ts";
import { azureOptions } from "./azure-options.ts";
import {
  addBaselineOptions,
  type BaselineArguments,
  readBaseline,
  saveBaseline,
} from "./baseline-options.ts";
import type { EvidenceArguments } from "./evidence-options.ts";
import { hasColor, type OutputArguments, writeOutput } from "./write-output.ts";

interface AuditArguments
  extends BaselineArguments, OutputArguments, Pick<EvidenceArguments, "cloud"> {
  readonly search: string;
  readonly index: string;
  readonly groupField: string;
  readonly keyField?: string;
  readonly parentField?: string;
  readonly graph: boolean;
  readonly largeGroup?: number;
  readonly samples?: number;
  readonly format: "table" | "json";
  readonly failOn: Severity;
  readonly strict?: boolean;
  readonly all?: boolean;
  readonly exitCodes: boolean;
}

/** `audit`: looks through the documents of an index. */
export function addAuditCommand(program: Command): void {
  const command = program
    .command("audit")
    .description("who reads what of an index, and whom its documents forget; reads no content")
    .requiredOption("--search <address>", "of the search service: https://…, or its resource id")
    .requiredOption("--index <name>", "name of the index")
    .requiredOption("--group-field <name>", "field with the groups of a document")
    .option("--key-field <name>", "the key field (as the definition of the index says)")
    .option("--parent-field <name>", "field with the id of what a document is a chunk of")
    .option("--cloud <name>", "public, usgov or china (public)")
    .option("--no-graph", "do not look groups up in Microsoft Graph")
    .option("--large-group <people>", "so many are nearly everybody (1000)", wholeNumber)
    .option("--samples <number>", "how many ids of each kind to name (10)", wholeNumber);
  addBaselineOptions(command)
    .addOption(
      new Option("--format <name>", "how to write it").choices(["table", "json"]).default("table"),
    )
    .option("--output <file>", "where to write it (standard output)")
    .addOption(
      new Option("--fail-on <severity>", "the least severity that fails")
        .choices(["error", "warning", "info"])
        .default("error"),
    )
    .option("--strict", "fail when not all is known")
    .option("--mask", "write other ids in place of those of tenants, subscriptions and principals")
    .option("--all", "show what holds as well")
    .option("--no-exit-codes", "end with 0 whatever is found")
    .action(async (given: AuditArguments) => {
      const { keyField, parentField, largeGroup, samples } = given;
      const audit = await auditIndex({
        ...(await azureOptions(given.cloud)),
        endpoint: endpointOf(given),
        index: given.index,
        groupField: given.groupField,
        groups: given.graph ? "graph" : "none",
        ...(keyField === undefined ? {} : { keyField }),
        ...(parentField === undefined ? {} : { parentField }),
        ...(largeGroup === undefined ? {} : { largeGroup }),
        ...(samples === undefined ? {} : { samples }),
        onProgress: showProgress,
      });
      if (process.stderr.isTTY) process.stderr.write("\u001B[2K\r");
      const findings = suppressFindings(audit.findings, await readBaseline(given));
      if (await saveBaseline(findings, given)) return;
      const { strict = false, all = false } = given;
      const options = { color: hasColor(given), all };
      await writeOutput(formatAudit({ ...audit, findings }, given.format, options), given);
      if (given.exitCodes)
        process.exitCode = exitCodeOf(findings, { failOn: given.failOn, strict });
    });
}

function endpointOf({ search, cloud = "public" }: AuditArguments): string {
  return search.startsWith("/")
    ? `https://${nameOf(search).toLowerCase()}.${azureCloud(cloud).search.hostSuffix}`
    : search;
}

function showProgress({ what, read, total }: AuditProgress): void {
  if (process.stderr.isTTY) process.stderr.write(`\u001B[2K\r${what}: ${read} of ${total}`);
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("a whole number from 1.");
  return Number(text);
}
