import type { Finding } from "./check-environment.ts";
import type { ProbeResult } from "./probe-clients.ts";

/** What the doctor found, for a person to read: who connects, and who fails with what to do. */
export function formatDiagnosis(
  findings: readonly Finding[],
  probes: readonly ProbeResult[],
): string {
  return [
    ...findings.map(formatFinding),
    ...probes.map(({ client, outcome }) => {
      if (outcome === "connects") return `connects  ${client}`;
      if (outcome === "missing") return `missing   ${client}`;
      return formatFinding(outcome);
    }),
  ].join("\n");
}

function formatFinding({ client, reason, remedy }: Finding): string {
  return `fails     ${client}: ${reason}\n          ${remedy}`;
}
