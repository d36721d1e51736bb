import { createHash } from "node:crypto";
import type { Finding, FindingStatus, Severity } from "../finding.ts";
import { findRule } from "../rules/catalogue.ts";
import { placeOf } from "./place-of.ts";
import { plainText } from "./plain-text.ts";
import type { ReportRun } from "./report-run.ts";

const levels: Readonly<Record<Severity, "error" | "warning" | "note">> = {
  error: "error",
  warning: "warning",
  info: "note",
};

const kinds: Readonly<Record<FindingStatus, string>> = {
  pass: "pass",
  fail: "fail",
  review: "review",
  unknown: "open",
  notApplicable: "notApplicable",
  suppressed: "fail",
  manual: "review",
};

const scores: Readonly<Record<Severity, string>> = { error: "8.0", warning: "5.0", info: "2.0" };

/**
 * Findings for code scanning.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function formatSarif(
  findings: readonly Finding[],
  { all = false, run }: { readonly all?: boolean; readonly run?: ReportRun },
): string {
  const ids = [...new Set(findings.map(({ ruleId }) => ruleId))];
  const reported = findings.filter(
    ({ status }) => all || status === "fail" || status === "suppressed",
  );
  return `${JSON.stringify(
    {
      $schema: "https://json.schemastore.org/sarif-2.1.0.json",
      version: "2.1.0",
      runs: [
        {
          tool: {
            driver: {
              name: "entrim-verify",
              version: run?.version,
              informationUri: "https://www.npmjs.com/package/@entrim/rbac-verifier",
              rules: ids.map((id) => describeRule(id, findings)),
            },
          },
          invocations: run && [{ executionSuccessful: true, startTimeUtc: run.startedAt }],
          automationDetails: { id: "entrim-verify/" },
          results: reported.map((finding) => toResult(finding, ids)),
        },
      ],
    },
    null,
    2,
  )}\n`;
}

function describeRule(id: string, findings: readonly Finding[]): unknown {
  const rule = findRule(id);
  const example = findings.find(({ ruleId }) => ruleId === id);
  const slug = rule?.slug ?? example?.slug ?? id;
  const severity = example?.severity ?? "warning";
  const why = rule?.why ?? example?.why ?? "";
  return {
    id,
    name: slug.replace(/(?:^|-)([a-z\d])/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: rule?.title ?? slug },
    fullDescription: { text: why },
    help: { text: why, markdown: why },
    defaultConfiguration: { level: levels[severity] },
    properties: {
      tags: ["azure", ...(rule?.aka ?? [])],
      precision: "very-high",
      "security-severity": scores[severity],
    },
  };
}

function toResult(finding: Finding, ids: readonly string[]): unknown {
  const { ruleId, status, severity, subject, message, evidence, fix } = finding;
  const { resourceId, principalId = "", edge = "" } = subject;
  const isFailure = kinds[status] === "fail";
  // a resource has no file, but viewers want one
  const uri = encodeURI(`azure/${placeOf(resourceId)}.json`);
  return {
    ruleId,
    ruleIndex: ids.indexOf(ruleId),
    kind: kinds[status],
    level: isFailure ? levels[severity] : "none",
    message: { text: plainText(fix === undefined ? message : `${message}\nFix: ${fix.az}`) },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri }, region: { startLine: 1 } },
        logicalLocations: [{ fullyQualifiedName: resourceId, kind: "resource" }],
      },
    ],
    partialFingerprints: {
      "entrimFinding/v1": createHash("sha256")
        .update([ruleId, resourceId.toLowerCase(), principalId, edge].join("|"))
        .digest("hex"),
    },
    ...(status === "suppressed"
      ? { suppressions: [{ kind: "external", justification: finding.reason ?? "" }] }
      : {}),
    properties: {
      source: evidence.source,
      ...(evidence.path === undefined ? {} : { path: evidence.path }),
    },
  };
}
