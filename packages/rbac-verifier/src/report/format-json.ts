import type { Finding } from "../finding.ts";
import { summarize } from "./summarize.ts";

/** Findings for programs; the order of members is stable. */
export function formatJson(findings: readonly Finding[]): string {
  return `${JSON.stringify(
    {
      schema: "entrim.findings/1",
      tool: { name: "@entrim/rbac-verifier" },
      summary: summarize(findings),
      findings,
    },
    null,
    2,
  )}\n`;
}
