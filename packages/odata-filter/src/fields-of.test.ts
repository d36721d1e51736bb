import { expect, it } from "vitest";
import { fieldsOf } from "./fields-of.ts";
import { parseFilter } from "./parse-filter.ts";

it.each([
  ["true", []],
  ["a eq 1 and not (a eq 2 or b)", ["a", "b"]],
  ["Address/City eq 'x'", ["Address/City"]],
  ["Rooms/any(r: r/Tags/any(t: t eq 'x'))", ["Rooms", "Rooms/Tags"]],
  ["a/any(b: b eq 'x') and b eq 'y'", ["a", "b"]],
  ["geo.distance(p, geography'POINT(1 2)') lt 3", ["p"]],
  ["search.in(a, 'x') eq false", ["a"]],
  ["search.ismatch('x', 'a, b/c')", ["a", "b/c"]],
  ["search.ismatch('x')", ["*"]],
  ["search.ismatch('x', ' ')", ["*"]],
  ["search.ismatch('b:x', 'a', 'full', 'any')", ["a", "*"]],
  ["search.ismatch('b:x', 'a', 'simple', 'any')", ["a"]],
])("%s depends on %o", (source, fields) => {
  expect(fieldsOf(parseFilter(source))).toEqual(fields);
});
