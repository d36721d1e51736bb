import { describe, expect, it } from "vitest";
import { complaints, entrimSnapshot, ids, judge, now, resource } from "./contoso.test.fixture.ts";
import {
  type Finding,
  formatBaseline,
  formatReport,
  parseBaseline,
  type Suppression,
  suppressFindings,
} from "./index.ts";

function broken(): readonly Finding[] {
  const snapshot = entrimSnapshot();
  resource(snapshot, ids.openai).properties.disableLocalAuth = false;
  snapshot.roleAssignments.shift();
  delete snapshot.entra;
  return judge(snapshot);
}

const accept = (suppression: Partial<Suppression>): readonly string[] =>
  complaints(
    suppressFindings(
      broken(),
      [{ rule: "R10", reason: "known", until: "2026-12-31", ...suppression }],
      { now },
    ),
  );

describe("suppressFindings", () => {
  it("goes by rule, resource, principal and edge", () => {
    const suppressed = ["A08 fail", "R10 suppressed", "E01 unknown", "E02 unknown", "E03 unknown"];
    const counted = ["A08 fail", "R10 fail", "E01 unknown", "E02 unknown", "E03 unknown"];
    expect(accept({ rule: "app-reads-index" })).toEqual(suppressed);
    expect(accept({ resourceId: ids.search.toUpperCase() })).toEqual(suppressed);
    expect(accept({ resourceId: ids.openai })).toEqual(counted);
    expect(accept({ principalId: ids.appPrincipal })).toEqual(suppressed);
    expect(accept({ principalId: ids.developer })).toEqual(counted);
    expect(accept({ edge: "id-chat → contoso-search" })).toEqual(suppressed);
    expect(accept({ edge: "id-chat → contoso-aoai" })).toEqual(counted);
  });

  it("[verify/suppression-ends] tells of a finding that was accepted and counts again", () => {
    const findings = suppressFindings(
      broken(),
      [{ rule: "A08", reason: "old client", until: "2026-11-22" }],
      { now },
    );
    expect(findings.find(({ ruleId }) => ruleId === "A08")).toMatchObject({
      status: "fail",
      expiredSuppression: { reason: "old client", until: "2026-11-22" },
    });
    const text = formatReport(findings, "table");
    expect(text).toContain("was accepted until 2026-11-22: old client");
    expect(text).toContain("1 no longer accepted");
  });

  it("goes by the suppression that lasts longest", () => {
    const old = { rule: "A08", reason: "old", until: "2026-11-01" };
    const fresh = { rule: "A08", reason: "new", until: "2026-12-01" };
    const first = suppressFindings(broken(), [old, fresh], { now }).find(
      ({ ruleId }) => ruleId === "A08",
    );
    expect(first).toMatchObject({ status: "suppressed", reason: "new" });
    expect(first?.expiredSuppression).toBeUndefined();
  });

  it.each<[string, object]>([
    ["no reason", { reason: " " }],
    ["no end", { until: undefined }],
    ["an end that is no day", { until: "soon" }],
    ["an end that is no text", { until: 2027 }],
    ["a rule that does not exist", { rule: "Z99" }],
    ["a member that is misspelt, and would suppress everywhere", { resourceID: ids.openai }],
  ])("refuses %s", (_, suppression) => {
    expect(() => accept(suppression)).toThrow(TypeError);
  });
});

describe("a baseline", () => {
  const options = { reason: "moved in March", until: "2027-03-31" };

  it("accepts what was found, and nothing that comes later", () => {
    const accepted = parseBaseline("baseline.json", formatBaseline(broken(), options));
    const findings = suppressFindings(broken(), accepted, { now });
    expect(findings.filter(({ status }) => status === "fail")).toEqual([]);
    const snapshot = entrimSnapshot();
    resource(snapshot, ids.search).properties.disableLocalAuth = false;
    expect(complaints(suppressFindings(judge(snapshot), accepted, { now }))).toContain("S06 fail");
  });

  it("does not accept what is not known", () => {
    const text = formatBaseline(broken(), options);
    expect(text).toContain('"A08"');
    expect(text).not.toContain('"E01"');
  });

  it("is refused when it is none", () => {
    expect(() => parseBaseline("baseline.json", "[]")).toThrow(/no baseline/);
    expect(() => parseBaseline("baseline.json", '{"suppressions":[]}')).toThrow(/no baseline/);
    expect(() => parseBaseline("baseline.json", "{")).toThrow(/no JSON/);
  });
});
