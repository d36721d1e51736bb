import type { Finding } from "../finding.ts";

/** How a part of the picture is. */
export type State = "broken" | "warning" | "unknown" | "holds";

/** What findings say of one part of the picture. */
export interface Mark {
  readonly state: State;
  /** Ids of the rules that make it so, the worst first. */
  readonly rules: readonly { readonly id: string; readonly state: State }[];
  /** What they say. */
  readonly messages: readonly string[];
}

const order: readonly State[] = ["broken", "warning", "unknown", "holds"];

/** How one finding looks; what is only worth knowing is not drawn. */
export function stateOf({ status, severity }: Finding): State {
  if (severity === "info") return "holds";
  if (status === "fail") return severity === "error" ? "broken" : "warning";
  return status === "unknown" || status === "review" ? "unknown" : "holds";
}

/** Sums up; nothing said is nothing known when something should have been. */
export function markOf(findings: readonly Finding[]): Mark {
  const bad = findings
    .map((finding) => ({ finding, state: stateOf(finding) }))
    .filter(({ state }) => state !== "holds")
    .toSorted((one, other) => order.indexOf(one.state) - order.indexOf(other.state));
  const rules = new Map<string, { readonly id: string; readonly state: State }>();
  for (const { finding, state } of bad) {
    if (!rules.has(finding.ruleId)) rules.set(finding.ruleId, { id: finding.ruleId, state });
  }
  return {
    state: bad[0]?.state ?? (findings.length === 0 ? "unknown" : "holds"),
    rules: [...rules.values()],
    messages: bad.map(({ finding }) => `${finding.ruleId}: ${finding.message}`),
  };
}
