import { describe, expect, it } from "vitest";
import { articleSnapshot, complaints, entrimSnapshot, ids, judge } from "./contoso.test.fixture.ts";
import { formatDiagram, formatReport, formatSnapshot, maskIds, readSnapshot } from "./index.ts";

const subscription = "11111111-2222-3333-4444-555555555555";

function broken(): ReturnType<typeof entrimSnapshot> {
  const snapshot = entrimSnapshot();
  snapshot.roleAssignments.shift();
  return snapshot;
}

describe("maskIds", () => {
  it("[verify/mask] leaves no id of subscription, tenant or principal in any output", () => {
    const snapshot = broken();
    const evidence = readSnapshot([{ name: "set-up.json", content: snapshot }]);
    const findings = judge(snapshot);
    const secret = [
      subscription,
      snapshot.tenantId,
      ids.appPrincipal,
      snapshot.targets.applicationId,
    ];
    const texts = [
      ...(["table", "json", "sarif", "junit"] as const).map((format) =>
        formatReport(findings, format, { all: true }),
      ),
      formatDiagram(findings, evidence),
      formatSnapshot(evidence),
    ];
    expect(texts.join("")).toContain(subscription);
    for (const text of texts.map(maskIds)) {
      for (const id of secret) expect(text.toLowerCase()).not.toContain(id);
    }
  });

  it("gives the same id the same mask, in any case", () => {
    const mask = maskIds(ids.developer);
    expect(mask).toMatch(/^00000000-0000-0000-0000-[\da-f]{12}$/);
    expect(maskIds(`/x/${ids.developer.toUpperCase()}/y`)).toBe(`/x/${mask}/y`);
    expect(maskIds(subscription)).not.toBe(mask);
  });

  it("leaves what is the same for everybody", () => {
    const reader = "1407120a-92aa-4202-b7e9-c0e197c71c8f";
    const policy = "6300012e-e9a4-4649-b41f-a85f5c43be91";
    const permission = "98830695-27a2-44f7-8c18-0c3ebc9698f6";
    expect(maskIds(`${reader} ${policy} ${permission}`)).toBe(`${reader} ${policy} ${permission}`);
  });

  it("leaves a snapshot that is judged as before", () => {
    for (const [snapshot, profile] of [
      [entrimSnapshot(), "entrim"],
      [broken(), "entrim"],
      [articleSnapshot(), "r2"],
    ] as const) {
      const evidence = readSnapshot([{ name: "set-up.json", content: snapshot }]);
      const masked = JSON.parse(maskIds(formatSnapshot(evidence))) as unknown;
      expect(complaints(judge(masked, { profile }))).toEqual(
        complaints(judge(snapshot, { profile })),
      );
    }
  });
});
