import { expect, it } from "vitest";
import { parseOrderBy } from "./parse-order-by.ts";

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

it.each(["", "a,", "a up", "a desc b", "search.in(a, 'x')", Array(33).fill("a").join()])(
  "refuses %s",
  (source) => {
    expect(() => parseOrderBy(source)).toThrow(/order|filter/);
  },
);
