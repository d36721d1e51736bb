import type { Finding } from "../finding.ts";
import { formatJson } from "./format-json.ts";
import { formatJunit } from "./format-junit.ts";
import { formatSarif } from "./format-sarif.ts";
import { formatTable, type TableOptions } from "./format-table.ts";
import type { ReportRun } from "./report-run.ts";

/** What a report is written as. */
export type ReportFormat = "table" | "json" | "sarif" | "junit";

/** How to write a report; `all` is for a table and for SARIF. */
export interface ReportOptions extends TableOptions {
  /** Whether what is unknown is an error in JUnit (`false`). */
  readonly strict?: boolean;
  /** How the findings came about, for JSON, SARIF and JUnit (not said). */
  readonly run?: ReportRun;
}

/**
 * Writes findings for people, for programs, for code scanning (SARIF 2.1.0) or for a build server (JUnit).
 *
 * @throws TypeError for another format.
 */
export function formatReport(
  findings: readonly Finding[],
  format: ReportFormat,
  options: ReportOptions = {},
): string {
  switch (format) {
    case "table":
      return formatTable(findings, options);
    case "json":
      return formatJson(findings, options.run);
    case "sarif":
      return formatSarif(findings, options);
    case "junit":
      return formatJunit(findings, options);
    default:
      throw new TypeError("rbac-verifier: format must be table, json, sarif or junit");
  }
}
