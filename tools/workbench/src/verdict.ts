import type { Requirement } from "./requirements.ts";

/** What a workspace's test run left behind; `report` is undefined when it left nothing. */
export interface WorkspaceReport {
  readonly workspace: string;
  readonly report: VitestReport | undefined;
}

/** The part of vitest's JSON report that a verdict needs. */
export interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

/** The sum of a whole test run. */
export interface Verdict {
  readonly passed: number;
  /** Failed tests, files that did not load, workspaces without a report, unproven requirements. */
  readonly failed: number;
  /** Titles of tests that could not be run on this machine. */
  readonly notRun: readonly string[];
  /** One line for each failure that no test of its own reports. */
  readonly faults: readonly string[];
}

/**
 * Sums the reports of all workspaces and holds them against the requirements.
 *
 * A requirement is proven by a passing test that cites it. One that is cited only by tests which
 * could not run here counts as proven, unless nothing may be left out (`strict`, as in CI), where
 * such tests are failures themselves.
 */
export function verdict(
  reports: readonly WorkspaceReport[],
  requirements: readonly Requirement[],
  { strict }: { readonly strict: boolean },
): Verdict {
  const faults: string[] = [];
  const notRun: string[] = [];
  const proven = new Set<string>();
  const cited = new Set<string>();
  let passed = 0;
  let failed = 0;

  for (const { workspace, report } of reports) {
    if (report === undefined) {
      faults.push(`${workspace}: its tests left no report`);
      continue;
    }
    for (const file of report.testResults) {
      if (file.status === "failed" && file.assertionResults.every((t) => t.status !== "failed")) {
        faults.push(`${workspace}: ${file.name} did not run to its end`);
      }
      for (const { title, status } of file.assertionResults) {
        const ids = citedIds(title);
        for (const id of ids) cited.add(id);
        if (status === "passed") passed += 1;
        else if (status === "failed") failed += 1;
        else notRun.push(`${workspace}: ${title}`);
        if (status === "passed" || (status !== "failed" && !strict)) {
          for (const id of ids) proven.add(id);
        }
      }
    }
  }

  if (strict) faults.push(...notRun.map((title) => `not run, which CI does not allow: ${title}`));
  const known = new Set(requirements.map(({ id }) => id));
  for (const { id } of requirements) {
    if (!proven.has(id)) faults.push(`requirement ${id}: no passing test cites it`);
  }
  for (const id of cited) {
    if (!known.has(id)) faults.push(`requirement ${id}: cited by a test, but not in the manifest`);
  }
  return { passed, failed: failed + faults.length, notRun, faults };
}

/** The ids in brackets at the start of a test's title, as in `[trim/second-check] a hit …`. */
function citedIds(title: string): string[] {
  const prefix = /^(?:\[[a-z0-9-]+\/[a-z0-9-]+\]\s*)+/.exec(title)?.[0] ?? "";
  return [...prefix.matchAll(/\[([^\]]+)\]/g)].map(([, id = ""]) => id);
}
