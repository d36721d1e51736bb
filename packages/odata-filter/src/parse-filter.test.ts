import { array, assert, constantFrom, integer, oneof, property } from "fast-check";
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

  it.each(["not n gt 5", "not 5 lt n", "not not n eq 5", "a and not b eq true"])(
    "negation binds tighter than comparison, so %s is none",
    (source) => {
      expect(errorOf(source)).toMatchObject({ code: "SYNTAX" });
      expect(errorOf(source)?.message).toContain("write not (");
    },
  );
});

describe("the grammar", () => {
  it.each([
    "",
    " ",
    "()",
    "a b",
    "a and and b",
    "a eq",
    "eq 1",
    "1",
    "'a'",
    "a eq b",
    "a eq (1)",
    "(a) eq true",
    "tags/any() eq true",
    "tags/all()",
    "tags/any(t)",
    "tags/any(t:)",
    "tags/any'('",
    "tags/'any'()",
    "tags/any(t: t eq 'a'",
    "any(t: t eq 'a')",
    "a/ eq 1",
    "/a eq 1",
    "a//b eq 1",
    "a.b eq 1",
    "a eq 1.",
    "a eq .5",
    "a eq 1L",
    "a eq 0x1",
    "a eq +INF",
    "a eq Infinity",
    "a eq 2026-01-31",
    "a eq 2026-01-31T00:00:00",
    "a eq 2026-02-29T00:00:00Z",
    "a eq 2026-01-31T24:00:00Z",
    "a eq 0000-01-31T00:00:00Z",
    "a eq '\n",
    "\u00e9 eq 1",
    "a eq 1\u00a0",
    "search.in(a)",
    "search.in(a, 'x' 'y')",
    "search.in(a, 'x', ',', ',')",
    "search.ismatch()",
    "search.ismatch('x', 'a', 'full')",
    "search.ismatch('x', 'a^2')",
    "search.ismatch('x', 'a b')",
    "search.score() eq 1",
    "geo.distance(p, geography'POINT(1,2)') lt 1",
    "geo.distance(p, geography'POINT(1 91)') lt 1",
    "geo.distance(p, geography'POINT(181 1)') lt 1",
    "geo.distance(p, geography'POINT(1 2)') eq 1",
    "geo.distance(p, geography'POINT(1 2)') lt 'x'",
    "geo.distance(p, q) lt 1",
    "geo.intersects(p, geography'POLYGON((0 0, 1 1, 2 2, 3 3))')",
    "geo.intersects(p, geography'POINT(1 2)')",
    "a lt null",
    "search.in(a, 'x') gt true",
    "search.in(a, 'x') eq 1",
  ])("without any index refuses %j", (source) => {
    expect(errorOf(source)).toBeInstanceOf(FilterError);
  });

  it.each([
    "true",
    "(((a)))",
    "a\r\n\tand\tb",
    "not(a)and(b)",
    "a eq 0000000001",
    "a eq 99999999999999999999",
    "a eq +5",
    "a eq 1E5",
    "a eq -INF",
    "a eq 2024-02-29T23:59:59.1234567+05:30",
    "a eq '\u0000\u202e\ud800'",
    "true eq a",
    "true eq search.in(a, 'x')",
    "10 gt geo.distance(geography'POINT(-122.1 47.6)', p)",
    "search.ismatch('x', ' a , b/c ', 'simple', 'all')",
    "tags/any ( t : t eq 'a' )",
    "any eq 1 and all eq 2 and search eq 3 and in eq 4",
  ])("without any index accepts %j", (source) => {
    expect(errorOf(source)).toBeUndefined();
    const printed = formatFilter(parseFilter(source));
    expect(formatFilter(parseFilter(printed))).toBe(printed);
  });
});

describe("lambdas, against an index", () => {
  it.each([
    ["tags/any(t: search.in(t, 'a') eq true)", "accept"],
    ["tags/any(t: search.in(t, 'a') eq false)", "reject"],
    ["tags/any(t: not (search.in(t, 'a') ne true))", "accept"],
    ["tags/all(t: search.in(t, 'a') ne true and t ne 'b')", "accept"],
    ["tags/all(t: not (t eq 'a' or search.in(t, 'b')))", "accept"],
    ["tags/any(t: true)", "reject"],
    ["tags/any(t: t/any())", "reject"],
    ["tags/any(t: t/x eq 'a')", "reject"],
    ["ratings/any(r: r ne 5 and r gt 2)", "reject"],
    ["ratings/any(r: not (r eq 5) and r gt 2)", "reject"],
    ["ratings/any(r: (r gt 2 or r lt 1) and r ne 5)", "reject"],
    ["ratings/all(r: (r gt 2 or r lt 1) and r ne 5)", "accept"],
    ["ratings/any(r: r eq 'x')", "reject"],
    ["Rooms/any(r: r/Tags/any(t: t eq 'a') or not (r/Type eq 'b'))", "accept"],
    ["Rooms/any(r: r/Tags/any(t: r/Type eq 'b'))", "reject"],
    ["Rooms/any(r: Rating eq 1)", "reject"],
  ])("%s: %s", (filter, expected) => {
    expect(errorOf(filter, { index: hotels }) ? "reject" : "accept").toBe(expected);
  });

  it("an error says where the lambda stands", () => {
    const error = errorOf("true and tags/any(t: t ne 'a')", { index: hotels });
    expect(error).toMatchObject({ code: "LAMBDA_NOT_ALLOWED", offset: 9 });
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
    ["a eq 1 AND b eq 2", /small letters/],
    ["n EQ 5", /small letters/],
    ["n in ('a', 'b')", /search\.in/],
    ["n add 1 eq 2", /no arithmetic/],
    ["n eq 'O'Brien'", /quote inside a string/],
    ["not n eq 5", /write not \(/],
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

  it.each([
    ["1,000,000 characters", `a eq '${"x".repeat(1_000_000 - 7)}'`, "TOO_LONG"],
    ["100 levels", `${"(".repeat(100)}a${")".repeat(100)}`, "TOO_DEEP"],
    ["3,000 conditions", Array(3000).fill("a").join(" or "), "TOO_MANY_CLAUSES"],
  ])("are %s unless told otherwise", (_limit, source, code) => {
    expect(errorOf(source)).toBeUndefined();
    expect(errorOf(`(${source}) or a`)).toMatchObject({ code });
  });

  it("the deepest that may be asked for overflows no stack", () => {
    const limits = { maxDepth: 500, index: hotels };
    const deepest = [
      `${"(".repeat(500)}IsEnabled${")".repeat(500)}`,
      `${"not ".repeat(500)}IsEnabled`,
      `${"not (".repeat(250)}IsEnabled${")".repeat(250)}`,
    ].map((source) => parseFilter(source, limits));
    for (const filter of deepest) expect(formatFilter(filter)).toContain("IsEnabled");
    expect(() => parseFilter("a", { maxDepth: 501 })).toThrow(/^odata-filter: maxDepth/);
    expect(() => parseFilter("a", { maxDepth: Number.NaN })).toThrow(TypeError);
  });

  it("a text that is refused early is not read to its end", () => {
    expect(errorOf(`${"(".repeat(200)}\u2019`)).toMatchObject({ code: "TOO_DEEP" });
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
    for (const source of [
      "Address/Country eq 'x'",
      "titles eq 'a'",
      "search.ismatch('x')",
      "search.ismatch('x', 'titles')",
      "search.ismatch('titles:x', 'title', 'full', 'any')",
    ]) {
      expect(errorOf(source, options)).toMatchObject({ code: "FIELD_NOT_ALLOWED" });
    }
    expect(errorOf("search.ismatch('x', 'title, tags')", options)).toBeUndefined();
  });
});

describe("whatever it is given", () => {
  it("answers with a tree or a FilterError", () => {
    const words = "a ( ) ' , : / . not and or eq lt null true any( all( search.in( 1 -1.5 \t".split(
      " ",
    );
    const unit = integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
    const source = array(oneof(constantFrom(...words, " "), unit), { maxLength: 30 });
    assert(
      property(source, (pieces) => {
        const text = pieces.join("");
        return (
          errorOf(text) !== undefined || errorOf(formatFilter(parseFilter(text))) === undefined
        );
      }),
      { numRuns: 1000 },
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
      { numRuns: 500 },
    );
  });

  it("time grows with length, not with its square", () => {
    timeToParse(2000);
    expect(timeToParse(16_000)).toBeLessThan(timeToParse(2000) * 8 * 4 + 50_000);
  });
});

/** Microseconds of processor time, the best of a few runs. */
function timeToParse(count: number): number {
  const source = Array(count).fill("search.in(n, 'a,b,c')").join(" or ");
  const times = [1, 2, 3].map(() => {
    const start = process.cpuUsage();
    parseFilter(source, { maxClauses: count });
    return process.cpuUsage(start).user;
  });
  return Math.min(...times);
}
