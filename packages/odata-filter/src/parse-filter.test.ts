import { assert, constantFrom, integer, property, string, uint8Array } from "fast-check";
import { describe, expect, it } from "vitest";
import { hotels, syntaxCases } from "./documented-cases.test.fixture.ts";
import { FilterError, isFilterError } from "./filter-error.ts";
import { formatFilter } from "./format-filter.ts";
import { parseFilter, type ParseFilterOptions } from "./parse-filter.ts";

function errorOf(source: string, options?: ParseFilterOptions): FilterError | undefined {
  try {
    parseFilter(source, options);
  } catch (error) {
    if (isFilterError(error)) return error;
    throw error;
  }
  return undefined;
}

describe("the documented cases", () => {
  it.each(syntaxCases)("$id: $filter ($expected)", ({ filter, expected }) => {
    expect(errorOf(filter, { index: hotels }) ? "reject" : "accept").toBe(expected);
  });
});

describe("precedence", () => {
  it.each([
    ["a or b and c", "(a) or ((b) and (c))"],
    ["a and b or c", "((a) and (b)) or (c)"],
    ["not a and b", "(not (a)) and (b)"],
    ["not (a or b)", "not ((a) or (b))"],
    ["a and (b or c)", "(a) and ((b) or (c))"],
    ["5 lt n", "n gt 5"],
    ["n eq 'it''s'", "n eq 'it''s'"],
    ["search.in(n,'a b')", "search.in(n, 'a b')"],
    ["t/any(x:x eq 'a')", "t/any(x: x eq 'a')"],
  ])("%s is %s", (source, printed) => {
    expect(formatFilter(parseFilter(source))).toBe(printed);
  });

  it("negation binds tighter than comparison", () => {
    expect(errorOf("not n gt 5")).toMatchObject({ code: "SYNTAX" });
  });
});

describe("an error", () => {
  it("says where, shows the place cut short, and repeats nothing in its message", () => {
    const secret = "the-secret-value";
    const error = errorOf(`title eq '${secret}' ; drop`);
    expect(error).toMatchObject({ code: "SYNTAX", offset: 28 });
    expect(error?.message).not.toContain(secret);
    expect(error?.excerpt?.length).toBeLessThanOrEqual(40);
  });

  it.each([
    ["n == 5", /eq, ne, gt/],
    ["n > 5", /eq, ne, gt/],
    ['n eq "x"', /single quotes/],
    ["a && b", /and, or and not/],
    ["!a", /and, or and not/],
    ["n eq 'x", /quote inside a string/],
    ["n eq 'x' -- y", /comments/],
    ["tags[0] eq 'x'", /any or all/],
    ["n eq 'x*' or n eq *", /wildcards/],
    ["startswith(n, 'x')", /functions? that filters do not have/],
  ])("of %s names the remedy", (source, hint) => {
    expect(errorOf(source)?.message).toMatch(hint);
  });

  it.each([
    ["tags eq 'x'", /any or all/],
    ["Address eq 'x'", /sub-fields/],
    ["Rating gt null", /null/],
    ["HotelName lt 'x'", /no order/],
    ["secret eq 'x'", /not filterable/],
    ["Rooms/Type eq 'x'", /through a collection/],
  ])("of %s against an index names the remedy", (source, hint) => {
    expect(errorOf(source, { index: hotels })?.message).toMatch(hint);
  });
});

describe("limits", () => {
  it.each([
    ["length", `n eq '${"x".repeat(100)}'`, { maxLength: 50 }, "TOO_LONG"],
    ["depth of parentheses", `${"(".repeat(1000)}a${")".repeat(1000)}`, {}, "TOO_DEEP"],
    ["depth of negations", `${"not ".repeat(1000)}a`, {}, "TOO_DEEP"],
    [
      "depth of lambdas",
      `${"a/any(x:".repeat(200)}x${")".repeat(200)}`.replaceAll(":a/", ":x/"),
      {},
      "TOO_DEEP",
    ],
    ["clauses", Array(20).fill("a").join(" or "), { maxClauses: 10 }, "TOO_MANY_CLAUSES"],
  ] as const)("%s", (_what, source, options, code) => {
    expect(errorOf(source, options)).toMatchObject({ code });
  });

  it("a long chain costs no depth", () => {
    const source = Array(3000).fill("a").join(" and ");
    expect(parseFilter(source, { maxDepth: 1 })).toMatchObject({ kind: "and" });
  });

  it("fields that are allowed, and only from the root", () => {
    const options = { allowedFields: ["title", "Address/City", "tags"] };
    expect(errorOf("title eq 'a' and Address/City eq 'b' and tags/any(t: t eq 'c')", options)).toBe(
      undefined,
    );
    for (const source of ["Address/Country eq 'x'", "titles eq 'a'", "tags/any(title: x eq 'c')"]) {
      expect(errorOf(source, options)).toBeInstanceOf(FilterError);
    }
  });
});

describe("whatever it is given", () => {
  it("it answers with a tree or a FilterError", () => {
    assert(
      property(string({ unit: "binary", maxLength: 60 }), (source) => {
        errorOf(source);
      }),
      { numRuns: 2000 },
    );
    assert(
      property(uint8Array({ maxLength: 60 }), (bytes) => {
        errorOf(Buffer.from(bytes).toString("latin1"));
      }),
      { numRuns: 2000 },
    );
  });

  it("a filter that was changed means the same after printing, or is refused", () => {
    const sources = syntaxCases.filter(({ expected }) => expected === "accept");
    const piece = constantFrom("(", ")", "'", " or ", " and ", "not ", "true", "/any(", ",", " ");
    assert(
      property(
        constantFrom(...sources.map(({ filter }) => filter)),
        piece,
        integer({ min: 0, max: 60 }),
        (source, inserted, at) => {
          const changed = source.slice(0, at) + inserted + source.slice(at);
          if (errorOf(changed)) return;
          const printed = formatFilter(parseFilter(changed));
          expect(formatFilter(parseFilter(printed))).toBe(printed);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("time grows with length, not with its square", () => {
    const time = (count: number): number => {
      const source = Array(count).fill("search.in(n, 'a,b,c')").join(" or ");
      const start = performance.now();
      parseFilter(source, { maxClauses: count });
      return performance.now() - start;
    };
    time(5000);
    expect(time(40_000)).toBeLessThan(time(5000) * 8 * 6 + 50);
  });
});
