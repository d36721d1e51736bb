import type { Finding } from "../finding.ts";
import { groupFindings } from "../group-findings.ts";
import { describeStep } from "../step.ts";
import { familyOf } from "./families.ts";
import { plainText } from "./plain-text.ts";
import { summarize } from "./summarize.ts";

const red = 31;
const yellow = 33;
const green = 32;
const grey = 90;

/** Findings for people, by family; one verdict in the last line. */
export function formatTable(
  findings: readonly Finding[],
  { color = false, all = false }: { readonly color?: boolean; readonly all?: boolean },
): string {
  const paint = (code: number, text: string): string =>
    color ? `\u001B[${code}m${text}\u001B[0m` : text;
  const lines: string[] = [];
  const groups = groupFindings(findings, ({ ruleId }) => familyOf(ruleId));
  for (const [family, group] of groups) {
    const { mark, code } = worst(group);
    const passed = group.filter(({ status }) => status === "pass").length;
    lines.push(`${paint(code, `[${mark}]`)} ${family}  ${passed} of ${group.length} hold`);
    for (const finding of group) {
      if (finding.status === "pass" && !all) continue;
      const own = markOf(finding);
      lines.push(
        `    ${paint(own.code, own.mark)} ${finding.ruleId} ${finding.slug}  ${plainText(finding.message)}`,
      );
      const { expiredSuppression: expired } = finding;
      if (expired !== undefined) {
        lines.push(
          `        ${paint(yellow, "was accepted")} until ${plainText(expired.until)}: ${plainText(expired.reason)}`,
        );
      }
      if (finding.status !== "fail" && finding.status !== "review") continue;
      lines.push(`        ${paint(grey, "why")}   ${plainText(finding.why)}`);
      for (const step of finding.blocks.slice(0, 2)) {
        const { what, azureSays } = describeStep(step);
        lines.push(`        ${paint(grey, "stops")} ${what}: ${azureSays}`);
      }
      if (finding.fix !== undefined) {
        lines.push(`        ${paint(grey, "fix")}   ${plainText(finding.fix.az)}`);
      }
    }
  }
  const { byStatus, failures, verdict } = summarize(findings);
  const expired = findings.filter(({ expiredSuppression }) => expiredSuppression).length;
  const counts = [
    `${failures.error} errors`,
    `${failures.warning} warnings`,
    `${byStatus.unknown + byStatus.review} unknown`,
    ...(expired > 0 ? [`${expired} no longer accepted`] : []),
    ...(byStatus.suppressed > 0 ? [`${byStatus.suppressed} suppressed`] : []),
  ].join(", ");
  const words = {
    ready: paint(green, "Ready"),
    "not ready": paint(red, "Not ready"),
    unknown: paint(yellow, "Not known to be ready"),
  };
  lines.push("", `${words[verdict]}: ${counts}.`);
  return `${lines.join("\n")}\n`;
}

function markOf({ status, severity }: Finding): { mark: string; code: number } {
  switch (status) {
    case "pass":
      return { mark: "✓", code: green };
    case "fail":
      return severity === "error"
        ? { mark: "✗", code: red }
        : severity === "warning"
          ? { mark: "!", code: yellow }
          : { mark: "i", code: grey };
    case "review":
    case "unknown":
      return { mark: "?", code: yellow };
    case "manual":
    case "notApplicable":
    case "suppressed":
      return { mark: "-", code: grey };
  }
}

/** A group looks as bad as the worst in it. */
function worst(group: readonly Finding[]): { mark: string; code: number } {
  const marks = group.map(markOf);
  return (
    ["✗", "!", "?", "✓", "i", "-"]
      .map((mark) => marks.find((one) => one.mark === mark))
      .find((one) => one !== undefined) ?? { mark: "-", code: grey }
  );
}
