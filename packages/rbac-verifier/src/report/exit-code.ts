import type { Finding, Severity } from "../finding.ts";

const ranks: Readonly<Record<Severity, number>> = { error: 2, warning: 1, info: 0 };

/** When a run counts as failed. */
export interface ExitCodeOptions {
  /** The least severity that fails (`error`). */
  readonly failOn?: Severity;
  /** Whether what is unknown fails (`false`). */
  readonly strict?: boolean;
}

/**
 * The exit code of a run: 0 when nothing was found that counts, 1 when something was, 3 when the evidence is
 * not complete and that counts, or nothing could be judged. 2 is for wrong usage and 4 for Azure.
 */
export function exitCodeOf(
  findings: readonly Finding[],
  { failOn = "error", strict = false }: ExitCodeOptions = {},
): 0 | 1 | 3 {
  const counts = ({ severity }: Finding): boolean => ranks[severity] >= ranks[failOn];
  if (findings.some((finding) => finding.status === "fail" && counts(finding))) return 1;
  const judged = findings.some(({ status }) => status === "pass" || status === "fail");
  const open = findings.some(
    (finding) => (finding.status === "unknown" || finding.status === "review") && counts(finding),
  );
  return !judged || (strict && open) ? 3 : 0;
}
