import { describe, expect, it } from "vitest";
import { groupsOf, matches, parseAccessRules } from "./access-rules.ts";

const parse = (content: unknown) => parseAccessRules(JSON.stringify(content), "access.json");

describe("parseAccessRules", () => {
  it("reads rules and passes over remarks", () => {
    const rules = [{ path: "a.md", groups: ["Finance"] }];
    expect(parse({ _comment: "…", rules })).toEqual(rules);
  });

  it("says that a file is no JSON", () => {
    expect(() => parseAccessRules("rules: []", "folder/access.json")).toThrow(
      "folder/access.json is no JSON",
    );
  });

  it.each([[[]], [null], [{}], [{ rules: {} }]])(
    "shows what is wanted instead of %j",
    (content) => {
      expect(() => parse(content)).toThrow('wanted is {"rules"');
    },
  );

  it("names every fault and its place", () => {
    const content = {
      rule: [],
      rules: [
        { path: "", groups: ["Finance"] },
        { path: "a.md", groups: [] },
        { path: "b.md", groups: ["Finance", " "] },
        { path: "c.md", groups: ["Finance"], deny: ["Sales"] },
        "d.md",
      ],
    };
    const places = ["rule:", "rules[0].path", "rules[1].groups", "rules[2].groups"];
    for (const place of [...places, "rules[3].deny", "rules[4].path", "rules[4].groups"]) {
      expect(() => parse(content)).toThrow(place);
    }
  });
});

describe("a path", () => {
  it.each([
    ["a.md", "a.md", true],
    ["a.md", "b/a.md", false],
    ["a.md", "abmd", false],
    ["*.md", "a.md", true],
    ["*.md", "b/a.md", false],
    ["b/*", "b/a.md", true],
    ["b/*", "b/c/a.md", false],
    ["**/*.md", "b/c/a.md", true],
    ["**/*.md", "a.md", true],
    ["b/**", "b/c/a.md", true],
    ["b/**", "bc/a.md", false],
    ["(a|b).md", "a.md", false],
    ["規程*.md", "規程.md", true],
    ["u\u0308.md", "\u00FC.md", true],
  ])("%s for %s: %s", (path, document, isMatch) => {
    expect(matches(document, { path, groups: [] })).toBe(isMatch);
  });
});

it("gives a document to the groups of every rule that names it, and to nobody without one", () => {
  const rules = [
    { path: "*.md", groups: ["Sales", "Finance"] },
    { path: "a.md", groups: ["Legal", "Sales"] },
  ];
  expect(groupsOf("a.md", rules)).toEqual(["Finance", "Legal", "Sales"]);
  expect(groupsOf("b/a.md", rules)).toEqual([]);
});
