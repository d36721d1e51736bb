import { azureCloud } from "@entrim/azure-clouds";
import { type Command, InvalidArgumentError, Option } from "commander";
import { auditIndex, type AuditIndexOptions, type AuditProgress } from "../audit/audit-index.ts";
import { formatAudit } from "../audit/format-audit.ts";
import { nameOf } from "../evidence/resource-id.ts";
import type { Severity } from "../finding.ts";
import { exitCodeOf } from "../report/exit-code.ts";
import type { ReportFormat } from "../report/format-report.ts";
import { suppressFindings } from "../suppression.ts";
import { azureOptions, cloudOption } from "./azure-options.ts";
import {
  addBaselineOptions,
  type BaselineArguments,
  readBaseline,
  saveBaseline,
} from "./baseline-options.ts";
import type { EvidenceArguments } from "./evidence-options.ts";
import { readConfig } from "./read-config.ts";
import { type OutputArguments, terminalOptions, writeOutput } from "./write-output.ts";

interface AuditArguments
  extends BaselineArguments, OutputArguments, Pick<EvidenceArguments, "cloud" | "config"> {
  readonly search?: string;
  readonly index?: string;
  readonly groupField?: string;
  readonly keyField?: string;
  readonly parentField?: string;
  readonly graph: boolean;
  readonly largeGroup?: number;
  readonly samples?: number;
  readonly format: ReportFormat;
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
    .option("--search <address>", "of the search service: https://…, or its resource id")
    .option("--index <name>", "name of the index")
    .option("--group-field <name>", "field with the groups of a document")
    .option("--key-field <name>", "the key field (as the definition of the index says)")
    .option("--parent-field <name>", "field with the id of what a document is a chunk of")
    .option("--config <file>", "JSON with targets, audit, rules and suppressions")
    .addOption(cloudOption())
    .option("--no-graph", "do not look groups up in Microsoft Graph")
    .option("--large-group <people>", "so many are nearly everybody (1000)", wholeNumber)
    .option("--samples <number>", "how many ids of each kind to name (10)", wholeNumber);
  addBaselineOptions(command)
    .addOption(
      new Option("--format <name>", "how to write it")
        .choices(["table", "json", "sarif", "junit"])
        .default("table"),
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
      const audit = await auditIndex({
        ...(await azureOptions(given.cloud)),
        ...(await readQuestion(given)),
        onProgress: showProgress,
      });
      if (process.stderr.isTTY) process.stderr.write("\u001B[2K\r");
      const findings = suppressFindings(audit.findings, await readBaseline(given));
      if (await saveBaseline(findings, given)) return;
      const { format, strict = false, all = false } = given;
      const options = { ...terminalOptions(given), all, strict };
      await writeOutput(formatAudit({ ...audit, findings }, format, options), given);
      if (given.exitCodes)
        process.exitCode = exitCodeOf(findings, { failOn: given.failOn, strict });
    });
}

/** Which index, and how: the command line goes before the configuration. */
async function readQuestion(
  given: AuditArguments,
): Promise<Omit<AuditIndexOptions, "credential" | "cloud">> {
  const { targets = {}, options = {}, audit = {} } = await readConfig(given.config);
  const {
    search = targets.search,
    index = targets.index,
    groupField = targets.groupField,
    keyField = audit.keyField,
    parentField = audit.parentField,
    largeGroup = audit.largeGroup,
    samples = audit.samples,
  } = given;
  if (search === undefined || index === undefined || groupField === undefined) {
    throw new TypeError(
      "rbac-verifier: name the index with --search, --index and --group-field, or as targets of --config",
    );
  }
  const { rules, suppressions } = options;
  return {
    endpoint: endpointOf(search, given.cloud),
    index,
    groupField,
    groups: given.graph ? (audit.groups ?? "graph") : "none",
    ...(keyField === undefined ? {} : { keyField }),
    ...(parentField === undefined ? {} : { parentField }),
    ...(largeGroup === undefined ? {} : { largeGroup }),
    ...(samples === undefined ? {} : { samples }),
    ...(rules === undefined ? {} : { rules }),
    ...(suppressions === undefined ? {} : { suppressions }),
  };
}

function endpointOf(search: string, cloud: EvidenceArguments["cloud"] = "public"): string {
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
