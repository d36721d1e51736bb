import { array, assert, constantFrom, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { isListed, valuesOf } from "./values-of.ts";

describe("the list of a search.in", () => {
  it.each([
    ["a, b,,c", undefined, ["a", "b", "c"]],
    ["a, b", ",", ["a", " b"]],
    ["a;b|c", ";|", ["a", "b", "c"]],
    ["a,b", "", ["a,b"]],
    ["", ",", []],
    [",,", ",", []],
  ])("%j parted by %j is %o", (values, delimiters, expected) => {
    const list = delimiters === undefined ? { values } : { values, delimiters };
    expect(valuesOf(list)).toEqual(expected);
  });

  it("is searched as if it were taken apart", () => {
    const text = array(constantFrom("a", "b", ",", "|", " ")).map((letters) => letters.join(""));
    const delimiters = constantFrom(",", "|,", " ", "", " ,");
    assert(
      property(text, text, delimiters, (value, values, parts) => {
        const list = { values, delimiters: parts };
        return isListed(value, list) === valuesOf(list).includes(value);
      }),
      { numRuns: 1000 },
    );
  });
});
