import { describe, expect, it } from "vitest";
import { all, and, any, compare, or, searchIn } from "./builders.ts";
import { formatFilter } from "./format-filter.ts";

describe("builders", () => {
  it.each([
    [compare("a", "eq", "it's"), "a eq 'it''s'"],
    [compare("a/b", "gt", -1.5e30), "a/b gt -1.5e+30"],
    [compare("a", "lt", 9007199254740993n), "a lt 9007199254740993"],
    [compare("a", "ne", Number.NaN), "a ne NaN"],
    [compare("a", "ge", Number.NEGATIVE_INFINITY), "a ge -INF"],
    [compare("a", "eq", new Date(0)), "a eq 1970-01-01T00:00:00.000Z"],
    [and(), "true"],
    [or(), "false"],
    [any("a"), "a/any()"],
    [all("a", "x", compare("x", "ne", 1)), "a/all(x: x ne 1)"],
    [searchIn("a", ["b", "c"], "|"), "search.in(a, 'b|c', '|')"],
  ])("make %#", (filter, text) => {
    expect(formatFilter(filter)).toBe(text);
  });

  it.each([
    () => compare("a b", "eq", 1),
    () => compare("a) or (true", "eq", 1),
    () => compare("a", "eq", new Date(Number.NaN)),
    () => any("a", "x)", compare("x", "eq", 1)),
    () => searchIn("a", []),
    () => searchIn("a", ["b,c"]),
    () => searchIn("a", [""]),
    () => searchIn("a", ["b"], ""),
  ])("refuse %#", (build) => {
    expect(build).toThrow(TypeError);
  });
});
