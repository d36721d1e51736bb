import { azureSays } from "../azure-says.ts";
import { counted } from "../counted.ts";
import type { Finding } from "../finding.ts";
import { groupFindings } from "../group-findings.ts";
import { describeStep } from "../step.ts";
import { familyOf } from "./families.ts";
import { plainText } from "./plain-text.ts";
import { summarize } from "./summarize.ts";
import { wrapText } from "./wrap-text.ts";

const red = 31;
const yellow = 33;
const green = 32;
const grey = 90;

/** How a table looks. */
export interface TableOptions {
  /** Colours, for a terminal (`false`). */
  readonly color?: boolean;
  /** What holds as well (`false`). */
  readonly all?: boolean;
  /** Columns of a terminal; commands stay in one line, to be copied (no line is broken). */
  readonly width?: number;
}

type Paint = (code: number, text: string) => string;

/** Findings for people, by family; one verdict in the last line. */
export function formatTable(
  findings: readonly Finding[],
  { color = false, all = false, width }: TableOptions,
): string {
  const paint: Paint = (code, text) => (color ? `\u001B[${code}m${text}\u001B[0m` : text);
  const columns = width === undefined ? {} : { width: Math.max(width, 40) };
  const lines: string[] = [];
  for (const [family, group] of groupFindings(findings, ({ ruleId }) => familyOf(ruleId))) {
    const { mark, code } = worst(group);
    const passed = group.filter(({ status }) => status === "pass").length;
    lines.push(`${paint(code, `[${mark}]`)} ${family}  ${passed} of ${group.length} hold`);
    for (const finding of group) {
      if (finding.status === "pass" && !all) continue;
      const own = markOf(finding);
      const head = `${finding.ruleId} ${finding.slug}  `;
      const said = wrapText(plainText(finding.message), {
        ...columns,
        indent: 8,
        taken: 6 + head.length,
      });
      lines.push(`    ${paint(own.code, own.mark)} ${head}${said}`);
      for (const [label, labelColor, text] of detailsOf(finding)) {
        const isCommand = label === "fix";
        const shown = wrapText(text, {
          ...(isCommand ? {} : columns),
          indent: 14,
          taken: 8 + label.length + 1,
        });
        lines.push(`        ${paint(labelColor, label.padEnd(5))} ${shown}`);
      }
    }
  }
  lines.push("", verdictOf(findings, paint));
  return `${lines.join("\n")}\n`;
}

/** What stands below a finding: a label, its colour, a text. */
function detailsOf(finding: Finding): readonly (readonly [string, number, string])[] {
  const { status, why, blocks, fix, ruleId, expiredSuppression: expired } = finding;
  const was =
    expired === undefined
      ? []
      : [
          [
            "was accepted",
            yellow,
            `until ${plainText(expired.until)}: ${plainText(expired.reason)}`,
          ] as const,
        ];
  if (status !== "fail" && status !== "review") return was;
  return [
    ...was,
    ["why", grey, plainText(why)] as const,
    ...blocks.slice(0, 2).map((step) => {
      const said = azureSays(ruleId, step);
      const { what } = describeStep(step);
      return ["stops", grey, said === undefined ? what : `${what}: ${said}`] as const;
    }),
    ...(fix === undefined ? [] : [["fix", grey, plainText(fix.az)] as const]),
  ];
}

function verdictOf(findings: readonly Finding[], paint: Paint): string {
  const { byStatus, failures, verdict } = summarize(findings);
  const expired = findings.filter(({ expiredSuppression }) => expiredSuppression).length;
  const counts = [
    counted(failures.error, "error"),
    counted(failures.warning, "warning"),
    `${byStatus.unknown + byStatus.review} unknown`,
    ...(expired > 0 ? [`${expired} no longer accepted`] : []),
    ...(byStatus.suppressed > 0 ? [`${byStatus.suppressed} suppressed`] : []),
  ].join(", ");
  const words = {
    ready: paint(green, "Ready"),
    "not ready": paint(red, "Not ready"),
    unknown: paint(yellow, "Not known to be ready"),
  };
  return `${words[verdict]}: ${counts}.`;
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
