import { expect, it } from "vitest";
import { bestQuotes } from "./best-quotes.ts";

const quotesOf = (question: string, text: string): readonly string[] =>
  bestQuotes(question, [{ mark: "[doc1]", text }]).map(({ sentence }) => sentence);

it.each([
  [
    "What is the travel allowance?",
    "Travel allowance of the Finance department\nThe travel allowance for Finance is 48 euros.",
    "The travel allowance for Finance is 48 euros.",
  ],
  ["出張の日当はいくらですか", "出張の日当\n出張の日当は八千円です。", "出張の日当は八千円です。"],
])("quotes for %s what is said, not its heading", (question, text, sentence) => {
  expect(quotesOf(question, text)).toEqual([sentence]);
});

it("quotes a heading where there is nothing better", () => {
  expect(quotesOf("What is the travel allowance?", "Travel allowance\nSee the portal.")).toEqual([
    "Travel allowance",
  ]);
});
