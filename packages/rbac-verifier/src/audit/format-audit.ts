import { counted } from "../counted.ts";
import { formatReport, type ReportFormat, type ReportOptions } from "../report/format-report.ts";
import { formatTable } from "../report/format-table.ts";
import { plainText } from "../report/plain-text.ts";
import { summarize } from "../report/summarize.ts";
import type { IndexAudit, IndexReader } from "./audit-index.ts";

/**
 * Writes an audit for people, with the verdict in its last line; for programs; or its findings for code scanning
 * (SARIF 2.1.0) or for a build server (JUnit).
 *
 * @throws TypeError for another format.
 */
export function formatAudit(
  audit: IndexAudit,
  format: ReportFormat,
  options: ReportOptions = {},
): string {
  const { index, documents, countedBy, readers, findings } = audit;
  switch (format) {
    case "json":
      return `${JSON.stringify(
        {
          schema: "entrim.audit/1",
          tool: { name: "@entrim/rbac-verifier" },
          index,
          documents,
          countedBy,
          summary: summarize(findings),
          readers,
          findings,
        },
        null,
        2,
      )}\n`;
    case "table":
      return [
        `${plainText(index)}: ${counted(documents, "document")}, ${countedBy === "facets" ? "counted by group" : "read one by one"}`,
        "",
        "documents    people  group",
        ...readers.map(rowOf),
        "",
        formatTable(findings, options),
      ].join("\n");
    case "sarif":
    case "junit":
      return formatReport(findings, format, options);
    default:
      throw new TypeError("rbac-verifier: format must be table, json, sarif or junit");
  }
}

function rowOf({ groupId, documents, exists, displayName, members }: IndexReader): string {
  const people = exists === "no" ? "gone" : (members?.toString() ?? "?");
  const name = displayName === undefined ? "" : `${plainText(displayName)}  `;
  return `${String(documents).padStart(9)}  ${people.padStart(8)}  ${name}${groupId}`;
}
