import { formatTable } from "../report/format-table.ts";
import { plainText } from "../report/plain-text.ts";
import { summarize } from "../report/summarize.ts";
import type { IndexAudit, IndexReader } from "./audit-index.ts";

/**
 * Writes an audit for people, with the verdict in its last line, or for programs.
 *
 * @throws TypeError for another format.
 */
export function formatAudit(
  audit: IndexAudit,
  format: "table" | "json",
  options: { readonly color?: boolean; readonly all?: boolean } = {},
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
        `${plainText(index)}: ${documents} documents, ${countedBy === "facets" ? "counted by group" : "read one by one"}`,
        "",
        "documents    people  group",
        ...readers.map(rowOf),
        "",
        formatTable(findings, options),
      ].join("\n");
    default:
      throw new TypeError("rbac-verifier: format must be table or json");
  }
}

function rowOf({ groupId, documents, exists, displayName, members }: IndexReader): string {
  const people = exists === "no" ? "gone" : (members?.toString() ?? "?");
  const name = displayName === undefined ? "" : `${plainText(displayName)}  `;
  return `${String(documents).padStart(9)}  ${people.padStart(8)}  ${name}${groupId}`;
}
