import { expect, it } from "vitest";
import { requirements } from "./requirements.ts";
import { verdict, type VitestReport } from "./verdict.ts";

const promise = { id: "trim/second-check", source: "rule 2", behaviour: "…" };

function report(...tests: [title: string, status: string][]): VitestReport {
  const assertionResults = tests.map(([title, status]) => ({ title, status }));
  const status = tests.some(([, s]) => s === "failed") ? "failed" : "passed";
  return { testResults: [{ name: "a.test.ts", status, assertionResults }] };
}

it("sums what passed and failed over all workspaces", () => {
  const reports = [
    { workspace: "a", report: report(["x", "passed"], ["y", "failed"]) },
    { workspace: "b", report: report(["z", "passed"]) },
  ];
  expect(verdict(reports, [], { strict: true })).toMatchObject({ passed: 2, failed: 1 });
});

it("counts a workspace without a report and a file that did not load as failures", () => {
  const broken = { testResults: [{ name: "a", status: "failed", assertionResults: [] }] };
  const reports = [
    { workspace: "a", report: undefined },
    { workspace: "b", report: broken },
  ];
  expect(verdict(reports, [], { strict: false })).toMatchObject({ passed: 0, failed: 2 });
});

it("fails a requirement that only failing tests cite, and an id that is in no manifest", () => {
  const reports = [
    { workspace: "a", report: report(["[trim/second-check] x", "failed"]) },
    { workspace: "b", report: report(["[trim/unheard-of] y", "passed"]) },
  ];
  const { faults } = verdict(reports, [promise], { strict: true });
  expect(faults).toEqual([
    "requirement trim/second-check: no passing test cites it",
    "requirement trim/unheard-of: cited by a test, but not in the manifest",
  ]);
});

it("reads several ids of one title", () => {
  const other = { ...promise, id: "trim/positive-any" };
  const title = "[trim/second-check] [trim/positive-any] x [not/an-id]";
  const reports = [{ workspace: "a", report: report([title, "passed"]) }];
  expect(verdict(reports, [promise, other], { strict: true }).faults).toEqual([]);
});

it("names what could not run here; in a strict run that is a failure", () => {
  const reports = [{ workspace: "a", report: report(["[trim/second-check] x", "skipped"]) }];
  expect(verdict(reports, [promise], { strict: false })).toMatchObject({
    failed: 0,
    notRun: ["a: [trim/second-check] x"],
  });
  expect(verdict(reports, [promise], { strict: true }).failed).toBe(2);
});

it("holds a manifest without a repeated id", () => {
  const ids = requirements.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
