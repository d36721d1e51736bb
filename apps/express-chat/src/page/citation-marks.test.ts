import { describe, expect, it } from "vitest";
import {
  createCitationNumbers,
  readMarks,
  withoutHalfMark,
  withoutMarks,
} from "./citation-marks.js";

describe("citation marks", () => {
  it("stand apart from the words", () => {
    expect(readMarks("a [doc1][doc12] b[doc]")).toEqual([
      "a ",
      { mark: 1 },
      { mark: 12 },
      " b[doc]",
    ]);
  });

  it("are left out of what the model reads again", () => {
    expect(withoutMarks("One [doc1]. 二[doc2]。")).toBe("One. 二。");
  });

  it.each(["a [", "a [d", "a [doc", "a [doc12"])("are not shown half: %s", (text) => {
    expect(withoutHalfMark(text)).toBe("a");
  });

  it("hold nothing else back", () => {
    for (const text of ["a [doc1]", "a [dog", "a [1"]) expect(withoutHalfMark(text)).toBe(text);
  });

  it("count in the order of their first appearance, and only where they point somewhere", () => {
    const numberOf = createCitationNumbers(5);
    expect([3, 1, 3, 6, 0, 5].map(numberOf)).toEqual([1, 2, 1, undefined, undefined, 3]);
  });
});
