import { assert, boolean, constantFrom, letrec, oneof, property, record } from "fast-check";
import { describe, expect, it } from "vitest";
import { and, any, compare, constant, not, or, searchIn } from "./builders.ts";
import { evaluationCases } from "./documented-cases.test.fixture.ts";
import { evaluateFilter } from "./evaluate.ts";
import type { Filter } from "./filter.ts";
import { formatFilter } from "./format-filter.ts";
import { parseFilter } from "./parse-filter.ts";

const evaluate = (source: string, document: Record<string, unknown>): boolean =>
  evaluateFilter(parseFilter(source), document);

describe("the documented cases", () => {
  it.each(evaluationCases)("$id: $filter on $doc is $expected", ({ filter, doc, expected }) => {
    expect(evaluate(filter, doc)).toBe(expected);
  });
});

describe("values", () => {
  it("tells 64-bit integers apart to the last digit", () => {
    const document = { n: "9007199254740993" };
    expect(evaluate("n eq 9007199254740993", document)).toBe(true);
    expect(evaluate("n eq 9007199254740992", document)).toBe(false);
  });

  it("compares times as instants, to a tenth of a microsecond", () => {
    const document = { d: "2026-01-31T12:00:00.0000001+02:00" };
    expect(evaluate("d eq 2026-01-31T10:00:00.0000001Z", document)).toBe(true);
    expect(evaluate("d gt 2026-01-31T10:00Z", document)).toBe(true);
  });

  it("measures kilometres", () => {
    const document = { p: { type: "Point", coordinates: [2.3522, 48.8566] } };
    const london = "geo.distance(p, geography'POINT(-0.1276 51.5072)')";
    expect(evaluate(`${london} lt 345`, document)).toBe(true);
    expect(evaluate(`${london} lt 342`, document)).toBe(false);
  });

  it("knows what lies in a polygon", () => {
    const square = "geography'POLYGON((0 0, 4 0, 4 4, 0 4, 0 0))'";
    const at = (longitude: number, latitude: number): boolean =>
      evaluate(`geo.intersects(p, ${square})`, { p: { coordinates: [longitude, latitude] } });
    expect([at(1, 1), at(5, 1), at(1, -1)]).toEqual([true, false, false]);
  });

  it("reads no member that a document has not of its own", () => {
    expect(evaluate("constructor eq null", {})).toBe(true);
    expect(evaluate("__proto__ eq null", {})).toBe(true);
  });

  it("does not guess what a full-text search would find", () => {
    expect(() => evaluate("search.ismatch('x')", {})).toThrow(/isMatch/);
    const filter = parseFilter("search.ismatch('x', 'title')");
    const asked: unknown[] = [];
    const isMatch = (...query: unknown[]): boolean => asked.push(query) > 0;
    expect(evaluateFilter(filter, { id: "1" }, { isMatch })).toBe(true);
    expect(asked).toEqual([[filter, { id: "1" }]]);
  });
});

describe("printing", () => {
  it("does not change what a tree means", () => {
    const document = record({
      title: constantFrom("a", "b'c", null),
      n: constantFrom(1, 2, null),
      flag: oneof(boolean(), constantFrom(null)),
      tags: constantFrom([], ["x"], ["x", "y,z"]),
    });
    assert(
      property(filters, document, (filter, doc) => {
        const printed = formatFilter(filter);
        const read = parseFilter(printed);
        expect(evaluateFilter(read, doc)).toBe(evaluateFilter(filter, doc));
        expect(formatFilter(read)).toBe(printed);
      }),
      { numRuns: 1000 },
    );
  });
});

const filters = letrec<{ filter: Filter }>((tie) => ({
  filter: oneof(
    { maxDepth: 5 },
    constantFrom(
      constant(true),
      constant(false),
      compare("title", "eq", "b'c"),
      compare("title", "ne", null),
      compare("n", "ge", 2),
      compare("n", "lt", 1.5),
      compare("flag", "eq", true),
      any("tags"),
      any("tags", "t", searchIn("t", ["x", "q"])),
      any("tags", "t", searchIn("t", ["y,z"], "|")),
    ),
    tie("filter").map((inner) => not(inner)),
    record({ a: tie("filter"), b: tie("filter") }).map(({ a, b }) => and(a, b)),
    record({ a: tie("filter"), b: tie("filter") }).map(({ a, b }) => or(a, b)),
  ),
})).filter;
