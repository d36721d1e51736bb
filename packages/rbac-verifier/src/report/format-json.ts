import type { Finding } from "../finding.ts";
import { groupFindings } from "../group-findings.ts";
import type { ReportRun } from "./report-run.ts";
import { summarize } from "./summarize.ts";

/** Findings for programs; the order of members is stable. */
export function formatJson(findings: readonly Finding[], run: ReportRun | undefined): string {
  const { version, ...circumstances } = run ?? {};
  return `${JSON.stringify(
    {
      schema: "entrim.findings/1",
      tool: { name: "@entrim/rbac-verifier", version },
      run: run && circumstances,
      summary: summarize(findings),
      findings,
      edges: edgesOf(findings),
    },
    null,
    2,
  )}\n`;
}

/** Who needs what of whom, and whether it holds. */
interface Edge {
  readonly edge: string;
  readonly status: "pass" | "fail" | "unknown";
  /** Of all that were asked about it. */
  readonly rules: readonly string[];
}

function edgesOf(findings: readonly Finding[]): readonly Edge[] {
  const groups = groupFindings(findings, ({ subject }) => subject.edge ?? "");
  return [...groups].flatMap(([edge, group]) => {
    if (edge === "") return [];
    const has = (wanted: Finding["status"]): boolean =>
      group.some(({ status }) => status === wanted);
    const isOpen = has("unknown") || has("review") || has("manual");
    return [
      {
        edge,
        status: has("fail") ? "fail" : isOpen || !has("pass") ? "unknown" : "pass",
        rules: [...new Set(group.map(({ ruleId }) => ruleId))],
      } as const,
    ];
  });
}
