import type { Finding } from "../finding.ts";
import { groupFindings } from "../group-findings.ts";
import { escapeXml } from "./escape-xml.ts";
import { familyOf } from "./families.ts";
import { placeOf } from "./place-of.ts";
import type { ReportRun } from "./report-run.ts";

/** Findings for a build server: one suite for each family. */
export function formatJunit(
  findings: readonly Finding[],
  { strict = false, run }: { readonly strict?: boolean; readonly run?: ReportRun },
): string {
  const suites = groupFindings(findings, ({ ruleId }) => familyOf(ruleId));
  const isError = ({ status }: Finding): boolean => strict && status === "unknown";
  const when = run === undefined ? "" : ` timestamp="${escapeXml(run.startedAt)}"`;
  const lines = [`<?xml version="1.0" encoding="UTF-8"?>`, "<testsuites>"];
  for (const [family, group] of suites) {
    const failures = group.filter(({ status }) => status === "fail").length;
    const errors = group.filter(isError).length;
    const passed = group.filter(({ status }) => status === "pass").length;
    const skipped = group.length - failures - errors - passed;
    lines.push(
      `  <testsuite name="${escapeXml(family)}" tests="${group.length}" failures="${failures}" errors="${errors}" skipped="${skipped}"${when}>`,
      ...group.map((finding) => testCase(finding, isError(finding))),
      "  </testsuite>",
    );
  }
  lines.push("</testsuites>");
  return `${lines.join("\n")}\n`;
}

function testCase(finding: Finding, isError: boolean): string {
  const { ruleId, slug, status, severity, subject, message, why, fix } = finding;
  const where = placeOf(subject.resourceId);
  const name = `[${severity.toUpperCase()}][${ruleId}] ${slug}${subject.edge === undefined ? "" : ` ${subject.edge}`}`;
  const open = `    <testcase classname="${escapeXml(where)}" name="${escapeXml(name)}"`;
  const text = escapeXml(message);
  if (status === "pass") return `${open}/>`;
  const body =
    status === "fail"
      ? `<failure type="${severity}" message="${text}">${escapeXml([why, fix?.az].filter((one) => one !== undefined).join("\n"))}</failure>`
      : isError
        ? `<error type="${status}" message="${text}"/>`
        : `<skipped message="${status}: ${text}"/>`;
  return `${open}>${body}</testcase>`;
}
