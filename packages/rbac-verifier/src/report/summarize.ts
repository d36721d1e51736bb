import type { Finding, FindingStatus, Severity } from "../finding.ts";

/** Counts, and the verdict that follows from them. */
export interface Summary {
  readonly byStatus: Readonly<Record<FindingStatus, number>>;
  /** Failures by severity. */
  readonly failures: Readonly<Record<Severity, number>>;
  /** `ready` when no error was found and none is unknown; `unknown` when only those are left. */
  readonly verdict: "ready" | "not ready" | "unknown";
}

/** Counts findings. */
export function summarize(findings: readonly Finding[]): Summary {
  const byStatus: Record<FindingStatus, number> = {
    pass: 0,
    fail: 0,
    review: 0,
    unknown: 0,
    notApplicable: 0,
    suppressed: 0,
    manual: 0,
  };
  const failures: Record<Severity, number> = { error: 0, warning: 0, info: 0 };
  for (const { status, severity } of findings) {
    byStatus[status]++;
    if (status === "fail") failures[severity]++;
  }
  const isOpen = findings.some(
    ({ status, severity }) => severity === "error" && (status === "unknown" || status === "review"),
  );
  return {
    byStatus,
    failures,
    verdict: failures.error > 0 ? "not ready" : isOpen || byStatus.pass === 0 ? "unknown" : "ready",
  };
}
