import { describe, expect, it } from "vitest";
import { entrimSnapshot, ids, judge, type Mutable, resource } from "../contoso.test.fixture.ts";
import {
  diffFindings,
  type Finding,
  type FindingDiff,
  formatDiff,
  formatReport,
} from "../index.ts";
import { readReport } from "./read-report.ts";

function judged(...changes: readonly ((snapshot: Mutable) => unknown)[]): readonly Finding[] {
  const snapshot = entrimSnapshot();
  for (const change of changes) change(snapshot);
  return judge(snapshot);
}

const keysOn = (s: Mutable): unknown =>
  (resource(s, ids.openai).properties.disableLocalAuth = false);
const keysUnknown = (s: Mutable): unknown =>
  delete resource(s, ids.openai).properties.disableLocalAuth;
const noRole = (s: Mutable): unknown => s.roleAssignments.shift();
const excess = (s: Mutable): unknown =>
  (resource(s, ids.search).properties.networkRuleSet.bypass = "AzureServices");

/** The rules of each kind of change. */
function rules(diff: FindingDiff): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(diff).map(([kind, changes]: [string, FindingDiff["new"]]) => [
      kind,
      changes.map(({ before, now }) => (now ?? before)?.ruleId),
    ]),
  ) as Readonly<Record<string, readonly string[]>>;
}

const nothing = { new: [], mended: [], unchanged: [], unclear: [] };

describe("diffFindings", () => {
  it("says what is new, mended and as before", () => {
    const diff = diffFindings(judged(keysOn), judged(keysOn));
    expect(rules(diff)).toEqual({ ...nothing, unchanged: ["A08"] });
    expect(rules(diffFindings(judged(keysOn), judged(noRole)))).toEqual({
      ...nothing,
      mended: ["A08"],
      new: ["R10"],
    });
    expect(rules(diffFindings(judged(), judged()))).toEqual(nothing);
  });

  it("[verify/diff-unknown] does not call mended what is not known any more, or no longer reported", () => {
    expect(rules(diffFindings(judged(keysOn), judged(keysUnknown)))["unclear"]).toEqual(["A08"]);
    expect(rules(diffFindings(judged(), judged(keysUnknown)))["unclear"]).toEqual(["A08"]);
    expect(rules(diffFindings(judged(excess), judged()))).toEqual({ ...nothing, unclear: ["S21"] });
  });

  it("takes what is accepted for what it is", () => {
    const accepted = judged(keysOn).map((finding) =>
      finding.status === "fail" ? Object.assign({}, finding, { status: "suppressed" }) : finding,
    );
    expect(rules(diffFindings(judged(keysOn), accepted))["unchanged"]).toEqual(["A08"]);
    expect(rules(diffFindings(accepted, judged(keysOn)))["unchanged"]).toEqual(["A08"]);
  });

  it("counts each of several findings of one rule on one thing", () => {
    const fail = judged(keysOn).find(({ status }) => status === "fail");
    const one = fail as Finding;
    const two = [one, { ...one, message: "another" }];
    expect(diffFindings([one], two)).toMatchObject({ new: [{}], unchanged: [{}] });
    expect(diffFindings(two, [one])).toMatchObject({ unclear: [{}], unchanged: [{}] });
    expect(diffFindings(two, [{ ...one, status: "pass" }])).toMatchObject({ mended: [{}, {}] });
  });

  it("goes by the resource, in any case, and not by the message", () => {
    const upper = judged(keysOn).map((finding) =>
      Object.assign({}, finding, {
        message: "other words",
        subject: { ...finding.subject, resourceId: finding.subject.resourceId.toUpperCase() },
      }),
    );
    expect(rules(diffFindings(judged(keysOn), upper))).toEqual({ ...nothing, unchanged: ["A08"] });
  });
});

describe("formatDiff", () => {
  const diff = diffFindings(judged(keysOn, excess), judged(noRole));

  it("tells people, the worst first", () => {
    const lines = formatDiff(diff, "table").trimEnd().split("\n");
    expect(lines[0]).toBe("New");
    expect(lines[1]).toMatch(/^ {4}✗ R10 app-reads-index/);
    expect(lines.join("\n")).toContain("no longer reported: mended, or no longer judged");
    expect(lines.at(-1)).toBe("1 new, 1 not known any more, 0 as before, 1 mended.");
    expect(formatDiff(diff, "table", { color: true })).toContain("\u001B[31m✗\u001B[0m R10");
  });

  it("tells programs", () => {
    expect(JSON.parse(formatDiff(diff, "json"))).toMatchObject({
      schema: "entrim.diff/1",
      new: [{ now: { ruleId: "R10", status: "fail" } }],
    });
    expect(() => formatDiff(diff, "html" as "json")).toThrow(TypeError);
  });
});

describe("readReport", () => {
  it("reads what formatReport wrote", () => {
    const findings = judged(keysOn);
    expect(readReport("report.json", formatReport(findings, "json"))).toEqual(
      JSON.parse(JSON.stringify(findings)),
    );
  });

  it.each([
    ['{"findings":[]}'],
    ['{"schema":"entrim.findings/2","findings":[]}'],
    ['{"schema":"entrim.findings/1","findings":{}}'],
    ['{"schema":"entrim.findings/1","findings":[{"ruleId":"A08"}]}'],
  ])("refuses %s", (text) => {
    expect(() => readReport("report.json", text)).toThrow(/no report/);
  });
});
