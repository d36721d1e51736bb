import { expect, it } from "vitest";
import { tokenPieces } from "../../../openai/token-pieces.ts";
import { splitPages } from "./split-text.ts";

const english = { maxLength: 60, overlap: 0, language: "en" };
const text =
  "One sentence is here. Another one follows it. And this one is so long that it has to be cut somewhere in its middle, between words. End.";

it("ends pages with sentences, and with words where a sentence is too long", () => {
  const pages = splitPages(text, english).map((page) => page.text);
  expect(pages[0]).toBe("One sentence is here. Another one follows it. ");
  expect(pages[1]).toMatch(/\s$|\w$/);
  expect(pages.every((page) => page.length <= 60)).toBe(true);
  expect(pages.join("")).toBe(text);
});

it("begins each page with the end of the one before", () => {
  const pages = splitPages(text, { ...english, overlap: 20 });
  expect(pages.length).toBeGreaterThan(3);
  for (const [index, page] of pages.entries()) {
    expect(text.slice(page.offset, page.offset + page.text.length)).toBe(page.text);
    const before = pages[index - 1] ?? { text: page.text.slice(0, 20) };
    expect(page.text.slice(0, 20)).toBe(before.text.slice(-20));
  }
  expect(pages.at(-1)?.text).toMatch(/End\.$/);
});

it.each(["ja", "zh-Hans"])("parts texts without blanks, in %s", (language) => {
  const long = "出張の交通費は経費精算システムで申請してください。領収書が必要です。".repeat(9);
  const pages = splitPages(long, { ...english, language });
  expect(pages.map((page) => page.text).join("")).toBe(long);
  expect(pages[0]?.text).toMatch(/。$/);
});

it("cuts what has no words at all, and leaves a short text alone", () => {
  const pages = splitPages("x".repeat(150), english);
  expect(pages.map((page) => page.text.length)).toEqual([60, 60, 30]);
  expect(splitPages("short", english)).toEqual([{ text: "short", offset: 0 }]);
  expect(splitPages("", english)).toEqual([{ text: "", offset: 0 }]);
});

it.each([
  ["English", "The cat sat on the mat and was not amused at all. ".repeat(20)],
  ["Japanese", "出張の交通費は経費精算システムで申請してください。領収書が必要です。".repeat(9)],
])("counts tokens where it is told to, in %s", (_, long) => {
  const pages = splitPages(long, { unit: "tokens", maxLength: 40, overlap: 5, language: "en" });
  const counts = pages.map((page) => tokenPieces(page.text).length);
  expect(Math.max(...counts)).toBeLessThanOrEqual(40);
  expect(Math.min(...counts.slice(0, -1))).toBeGreaterThan(20);
  for (const [index, page] of pages.slice(1).entries()) {
    const before = pages[index];
    expect(before?.text).toMatch(/[.。]\s*$/);
    const shared = (before?.offset ?? 0) + (before?.text.length ?? 0) - page.offset;
    expect(tokenPieces(page.text.slice(0, shared).trim())).toHaveLength(5);
  }
});
