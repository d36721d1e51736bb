import { describe, expect, it } from "vitest";
import { hotels } from "./documented-cases.test.fixture.ts";
import { isFilterError } from "./filter-error.ts";
import { parseOrderBy } from "./parse-order-by.ts";

describe("parseOrderBy", () => {
  it("reads what results are ordered by", () => {
    const source =
      "search.score() desc, Address/City, geo.distance(p, geography'POINT(1 2)') asc,n desc";
    expect(parseOrderBy(source)).toEqual([
      { by: { kind: "search.score" }, direction: "desc" },
      { by: { kind: "field", path: ["Address", "City"] }, direction: "asc" },
      {
        by: { kind: "geo.distance", path: ["p"], point: { longitude: "1", latitude: "2" } },
        direction: "asc",
      },
      { by: { kind: "field", path: ["n"] }, direction: "desc" },
    ]);
  });

  it.each([
    ["", "SYNTAX"],
    ["a,", "SYNTAX"],
    ["a up", "SYNTAX"],
    ["a desc b", "SYNTAX"],
    ["a DESC", "SYNTAX"],
    ["'search.score'()", "SYNTAX"],
    ["search.in(a, 'x')", "SYNTAX"],
    [Array(33).fill("a").join(), "TOO_MANY_CLAUSES"],
  ])("refuses %j", (source, code) => {
    expect(codeOf(() => parseOrderBy(source))).toBe(code);
  });

  it.each([
    ["Rating desc, Address/City, search.score()", undefined],
    ["geo.distance(Location, geography'POINT(1 2)')", undefined],
    ["Nowhere", "FIELD_UNKNOWN"],
    ["Rooms", "FIELD_NOT_SORTABLE"],
    ["Rooms/BaseRate", "FIELD_NOT_SORTABLE"],
    ["Address", "FIELD_NOT_SORTABLE"],
    ["tags", "FIELD_NOT_SORTABLE"],
    ["Location", "TYPE_MISMATCH"],
    ["geo.distance(Rating, geography'POINT(1 2)')", "TYPE_MISMATCH"],
  ])("holds %s against an index: %s", (source, code) => {
    expect(codeOf(() => parseOrderBy(source, { index: hotels }))).toBe(code);
  });
});

function codeOf(act: () => unknown): string | undefined {
  try {
    act();
  } catch (error) {
    return isFilterError(error) ? error.code : String(error);
  }
  return undefined;
}
