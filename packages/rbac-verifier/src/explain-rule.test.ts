import { describe, expect, it } from "vitest";
import { auditRules } from "./audit/audit-rules.ts";
import { explainRule } from "./index.ts";
import { documentation } from "./pages/documentation.ts";
import { rulePages } from "./pages/rule-page.ts";
import { ruleCatalogue } from "./rules/catalogue.ts";

const all = [...ruleCatalogue, ...auditRules];

describe("the page of a rule", () => {
  it.each(all)("$id says what, why, and how to mend it", ({ id, title, why, blocks }) => {
    const text = explainRule(id) ?? "";
    expect(text).toContain(title);
    expect(text).toContain(why);
    expect(text).toMatch(/\nTo mend it: [A-Z].*\.\n/);
    expect(text.includes("Without it, this stops:")).toBe(blocks.length > 0);
  });

  it("names its documentation, unless it is of this tool alone", () => {
    const bare = all.filter(({ id }) => rulePages.get(id)?.sources.length === 0);
    expect(bare.map(({ id }) => id)).toEqual(["T03", "T08"]);
  });

  it("is of a rule that there is", () => {
    const ids = new Set(all.map(({ id }) => id));
    expect([...rulePages.keys()].filter((id) => !ids.has(id))).toEqual([]);
  });

  it("leads to Microsoft's documentation, by each address that is kept", () => {
    const named = new Set([...rulePages.values()].flatMap(({ sources }) => sources));
    expect(
      new Set(Object.values(documentation).map((path) => `https://learn.microsoft.com/${path}`)),
    ).toEqual(named);
    for (const address of named)
      expect(address).toMatch(/^https:\/\/learn\.microsoft\.com\/[\w/-]+$/);
  });

  it("is found by the name of the same check in Azure Policy and in other scanners", () => {
    const policy = explainRule("71EF260A-8f18-47b7-abcb-62d0673d94dc") ?? "";
    expect(policy).toContain("key access disabled");
    for (const id of ["A08", "S06"]) expect(policy).toContain(explainRule(id));
    const why = "Images, content shares and backups";
    expect(explainRule("801543d1-1953-4a90-b8b0-8cf6d41473a5")).toContain(why);
    expect(explainRule("ckv_azure_44")).toBe(explainRule("H07"));
  });

  it("is found by the rule's name as well", () => {
    expect(explainRule("search-rbac-enabled")).toBe(explainRule("S04"));
    expect(explainRule("no-such-rule")).toBeUndefined();
  });
});
