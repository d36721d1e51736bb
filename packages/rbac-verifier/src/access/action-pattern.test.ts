import { assert, constantFrom, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { coversActions, overlapsActions } from "./action-pattern.ts";

const pattern = string({ unit: constantFrom("a", "b", "/", "*"), maxLength: 5 });
const words = ["a", "b", "/"].reduce<string[]>(
  (all) => all.flatMap((word) => [word, ...["a", "b", "/"].map((next) => word + next)]),
  [""],
);

/** The same by the platform's own expressions. */
function matches(glob: string, word: string): boolean {
  return new RegExp(`^${glob.replaceAll("*", ".*")}$`, "s").test(word);
}

describe("coversActions", () => {
  it.each([
    [
      "Microsoft.Search/searchServices/*",
      "microsoft.search/SEARCHSERVICES/indexes/documents/read",
      true,
    ],
    ["*/read", "Microsoft.Search/searchServices/indexes/read", true],
    ["*/read", "Microsoft.Search/searchServices/indexes/readers", false],
    ["a/*", "a/*", true],
    ["a/b", "a/*", false],
    ["*", "", true],
    ["", "a", false],
  ])("%s covers %s: %s", (outer, inner, expected) => {
    expect(coversActions(outer, inner)).toBe(expected);
  });

  it("matches plain actions as the platform's own expressions do", () => {
    assert(
      property(
        pattern,
        string({ unit: constantFrom("a", "b", "/"), maxLength: 7 }),
        (glob, word) => {
          expect(coversActions(glob, word)).toBe(matches(glob, word));
        },
      ),
    );
  });

  it("covers a pattern only when it covers every word of it", () => {
    assert(
      property(pattern, pattern, (outer, inner) => {
        if (!coversActions(outer, inner)) return;
        for (const word of words) {
          expect(!matches(inner, word) || matches(outer, word)).toBe(true);
        }
      }),
    );
  });

  it("is not slowed down by many stars", () => {
    const started = performance.now();
    coversActions(`${"a*".repeat(400)}b`, "a".repeat(4_000));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe("overlapsActions", () => {
  it("finds a word in common wherever there is one", () => {
    assert(
      property(pattern, pattern, (left, right) => {
        const common = words.some((word) => matches(left, word) && matches(right, word));
        expect(!common || overlapsActions(left, right)).toBe(true);
      }),
    );
  });

  it.each([
    ["a*", "*b", true],
    ["a/*", "b/*", false],
    ["*/write", "Microsoft.Authorization/*", true],
    ["a", "a", true],
    ["a", "ab", false],
  ])("%s and %s: %s", (left, right, expected) => {
    expect(overlapsActions(left, right)).toBe(expected);
  });
});
