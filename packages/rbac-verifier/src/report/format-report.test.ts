import { describe, expect, it } from "vitest";
import { entrimSnapshot, ids, judge, resource } from "../contoso.test.fixture.ts";
import { exitCodeOf, type Finding, formatReport, type ReportRun, summarize } from "../index.ts";

function someFindings(): readonly Finding[] {
  const snapshot = entrimSnapshot();
  resource(snapshot, ids.openai).properties.disableLocalAuth = false;
  resource(snapshot, ids.site).properties.httpsOnly = false;
  delete snapshot.entra;
  return judge(snapshot, {
    suppressions: [{ rule: "W08", reason: "behind a gateway", until: "2026-12-31" }],
  });
}

const strange: Finding = {
  ...(someFindings()[0] as Finding),
  status: "fail",
  message: `<b>"&'\u0000\u001B[31m\u202E\uD800 ]]>`,
};

const run: ReportRun = {
  version: "1.2.3",
  startedAt: "2026-11-25T12:00:00.000Z",
  profile: "entrim",
  stage: "prod",
  cloud: "public",
  source: "live",
  targets: { openai: ids.openai, search: ids.search },
};

describe("the table", () => {
  it("shows what is wrong, why, and the command, and ends with one verdict", () => {
    const text = formatReport(someFindings(), "table");
    expect(text).toContain(
      "✗ A08 aoai-local-auth  contoso-aoai: disableLocalAuth is false, not true",
    );
    expect(text).toContain("az resource update --ids");
    expect(text.trimEnd().split("\n").at(-1)).toBe(
      "Not ready: 1 error, 0 warnings, 3 unknown, 1 suppressed.",
    );
    expect(text).not.toContain("\u001B");
  });

  it("says what stops, in Azure's words", () => {
    const snapshot = entrimSnapshot();
    snapshot.roleAssignments.shift();
    expect(formatReport(judge(snapshot), "table")).toContain(
      "stops the app queries AI Search: 403 Forbidden, without a body",
    );
  });

  it("is ready only when nothing is wrong or not known", () => {
    expect(formatReport(judge(entrimSnapshot()), "table")).toMatch(/\nReady: 0 errors/);
    const snapshot = entrimSnapshot();
    delete snapshot.entra;
    expect(formatReport(judge(snapshot), "table")).toMatch(/\nNot known to be ready/);
    expect(summarize([]).verdict).toBe("unknown");
  });

  it("shows what holds on request, and colours", () => {
    const text = formatReport(someFindings(), "table", { all: true, color: true });
    expect(text).toContain("\u001B[32m✓\u001B[0m A01");
  });

  it("lets no evidence steer the terminal", () => {
    expect(formatReport([strange], "table")).not.toMatch(/\p{Cf}|\p{Cc}(?<!\n)/u);
  });
});

describe("JSON", () => {
  it("holds all findings", () => {
    const findings = someFindings();
    const report = JSON.parse(formatReport(findings, "json")) as {
      summary: unknown;
      findings: unknown;
    };
    expect(report.findings).toEqual(JSON.parse(JSON.stringify(findings)));
    expect(report.summary).toMatchObject({ verdict: "not ready", failures: { error: 1 } });
  });
});

describe("the circumstances of a report", () => {
  it("stand in JSON, with each edge and whether it holds", () => {
    const snapshot = entrimSnapshot();
    snapshot.roleAssignments.shift();
    const findings = judge(snapshot);
    const report = JSON.parse(formatReport(findings, "json", { run })) as Record<string, unknown>;
    const { version, ...circumstances } = run;
    expect(Object.keys(report)).toEqual(["schema", "tool", "run", "summary", "findings", "edges"]);
    expect(report).toMatchObject({ tool: { version }, run: circumstances });
    const edges = report["edges"] as { edge: string; status: string; rules: string[] }[];
    const broken = findings.find(({ status, subject }) => status === "fail" && subject.edge);
    expect(edges.find(({ edge }) => edge === broken?.subject.edge)).toMatchObject({
      status: "fail",
      rules: expect.arrayContaining([broken?.ruleId]) as string[],
    });
    expect(edges.map(({ status }) => status)).toContain("pass");
  });

  it("stand in SARIF and JUnit as far as these have a place for them", () => {
    expect(JSON.parse(formatReport(someFindings(), "sarif", { run }))).toMatchObject({
      runs: [
        {
          tool: { driver: { version: "1.2.3" } },
          invocations: [{ executionSuccessful: true, startTimeUtc: run.startedAt }],
        },
      ],
    });
    const suites = formatReport(someFindings(), "junit", { run }).match(/<testsuite .*/g) ?? [];
    expect(suites.length).toBeGreaterThan(1);
    for (const suite of suites) expect(suite).toContain(` timestamp="${run.startedAt}"`);
  });
});

describe("SARIF", () => {
  interface Log {
    version: string;
    runs: [{ tool: { driver: { rules: { id: string }[] } }; results: Record<string, unknown>[] }];
  }
  const log = (options = {}): Log =>
    JSON.parse(formatReport(someFindings(), "sarif", options)) as Log;

  it("reports failures with a level, a place and a fingerprint", () => {
    const [{ tool, results }] = log().runs;
    expect(results.map(({ ruleId }) => ruleId)).toEqual(["A08", "W08"]);
    const [first, second] = results;
    expect(first).toMatchObject({
      kind: "fail",
      level: "error",
      locations: [
        {
          physicalLocation: { region: { startLine: 1 } },
          logicalLocations: [{ fullyQualifiedName: ids.openai, kind: "resource" }],
        },
      ],
      partialFingerprints: {
        "entrimFinding/v1": expect.stringMatching(/^[\da-f]{64}$/) as unknown,
      },
    });
    expect(second).toMatchObject({
      suppressions: [{ kind: "external", justification: "behind a gateway" }],
    });
    for (const { ruleId, ruleIndex } of results) {
      expect(tool.driver.rules[ruleIndex as number]?.id).toBe(ruleId);
    }
  });

  it("has no level but for failures", () => {
    for (const { kind, level } of log({ all: true }).runs[0].results) {
      expect(level === "none").toBe(kind !== "fail");
    }
  });

  it("keeps fingerprints when the evidence is of another day", () => {
    const later = someFindings().map((finding) =>
      Object.assign({}, finding, { evidence: { source: "later.json" } }),
    );
    const again = JSON.parse(formatReport(later, "sarif")) as Log;
    expect(again.runs[0].results.map(({ partialFingerprints }) => partialFingerprints)).toEqual(
      log().runs[0].results.map(({ partialFingerprints }) => partialFingerprints),
    );
  });
});

describe("JUnit", () => {
  it("counts cases as it lists them", () => {
    const text = formatReport(someFindings(), "junit");
    const count = (pattern: RegExp): number => [...text.matchAll(pattern)].length;
    const sum = (name: string): number =>
      [...text.matchAll(new RegExp(` ${name}="(\\d+)"`, "g"))].reduce(
        (all, [, number]) => all + Number(number),
        0,
      );
    expect(sum("tests")).toBe(count(/<testcase /g));
    expect(sum("failures")).toBe(count(/<failure /g));
    expect(sum("skipped")).toBe(count(/<skipped /g));
    expect(text).toContain('name="[ERROR][A08] aoai-local-auth"');
  });

  it("calls the unknown an error where that is asked for", () => {
    expect(formatReport(someFindings(), "junit")).not.toContain("<error ");
    expect(formatReport(someFindings(), "junit", { strict: true })).toContain("<error ");
  });

  it("escapes what is no XML", () => {
    const text = formatReport([strange], "junit");
    expect(text).toContain("&lt;b&gt;&quot;&amp;'");
    expect(text).not.toMatch(/\p{Cf}|\p{Cc}(?<!\n)/u);
  });
});

function of(...some: [Finding["status"], Finding["severity"]][]): readonly Finding[] {
  return some.map(([status, severity]) => Object.assign({}, strange, { status, severity }));
}

describe("exitCodeOf", () => {
  it.each([
    [of(["pass", "error"]), {}, 0],
    [of(["pass", "error"], ["fail", "warning"]), {}, 0],
    [of(["pass", "error"], ["fail", "warning"]), { failOn: "warning" as const }, 1],
    [of(["fail", "error"]), {}, 1],
    [of(["pass", "error"], ["unknown", "error"]), {}, 0],
    [of(["pass", "error"], ["unknown", "error"]), { strict: true }, 3],
    [of(["unknown", "error"]), {}, 3],
    [of(["suppressed", "error"], ["pass", "info"]), {}, 0],
  ])("%#: %j", (findings, options, expected) => {
    expect(exitCodeOf(findings, options)).toBe(expected);
  });
});

it("refuses another format", () => {
  expect(() => formatReport([], "html" as "json")).toThrow(TypeError);
});
