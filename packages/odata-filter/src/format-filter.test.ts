import { describe, expect, it } from "vitest";
import type { Filter } from "./filter.ts";
import { formatFilter } from "./format-filter.ts";

/** Trees that types forbid, as JSON from somewhere may still hold them. */
const forged: readonly unknown[] = [
  { kind: "field", path: ["a or true"] },
  { kind: "field", path: ["a/b"] },
  { kind: "field", path: ["true"] },
  { kind: "field", path: [] },
  { kind: "any", path: ["a"], predicate: { variable: "x: true) or b/any(x", body: field("x") } },
  { kind: "any(x: true) or a/any", path: ["a"] },
  { kind: "search.in", path: ["a, 'x') or search.in(a"], values: "x" },
  { kind: "comparison", left: field("a"), operator: "eq 1 or a ne", right: number("1") },
  { kind: "comparison", left: field("a"), operator: "eq", right: number("1 or true") },
  { kind: "comparison", left: field("a"), operator: "eq", right: number("") },
  {
    kind: "comparison",
    left: {
      kind: "geo.distance",
      path: ["p"],
      point: { longitude: "1", latitude: "2)') or (true" },
    },
    operator: "lt",
    right: number("1"),
  },
];

describe("formatFilter", () => {
  it.each(forged)("prints nothing that would break out of %o", (tree) => {
    expect(() => formatFilter(tree as Filter)).toThrow(/^odata-filter: /);
  });

  it("quotes what stands in strings", () => {
    const filter: Filter = {
      kind: "search.ismatch",
      search: "it's",
      fields: "a",
      queryType: "full",
    };
    expect(formatFilter({ ...filter, searchMode: "any" })).toBe(
      "search.ismatch('it''s', 'a', 'full', 'any')",
    );
  });
});

function field(name: string): Filter {
  return { kind: "field", path: [name] };
}

function number(text: string): unknown {
  return { type: "integer", text };
}
