import { expect, it } from "vitest";
import { wrapText } from "./wrap-text.ts";

it("breaks between words and indents what follows", () => {
  expect(wrapText("one two three four", { width: 12, indent: 2, taken: 3 })).toBe(
    "one two\n  three four",
  );
});

it("leaves a word whole that is longer than the terminal is wide", () => {
  expect(wrapText("a /subscriptions/1 b", { width: 8, indent: 2, taken: 0 })).toBe(
    "a\n  /subscriptions/1\n  b",
  );
});

it("breaks no line where nobody reads it on a terminal", () => {
  expect(wrapText("one two three", { indent: 2, taken: 90 })).toBe("one two three");
});
