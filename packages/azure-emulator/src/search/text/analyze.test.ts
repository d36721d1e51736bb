import { describe, expect, it } from "vitest";
import { analyze } from "./analyze.ts";
import { builtInAnalyzer } from "./analyzer.ts";

const termsOf = (text: string, analyzer: string) => analyze(text, analyzer).map(({ term }) => term);

describe("analyze", () => {
  it.each([
    [
      "standard.lucene",
      "Don't pay 3.14 at contoso.com!",
      ["don't", "pay", "3.14", "at", "contoso.com"],
    ],
    ["standard.lucene", "経費精算 2026", ["経", "費", "精", "算", "2026"]],
    ["standard.lucene", "Größe ＡＢＣ", ["größe", "abc"]],
    ["standardasciifolding.lucene", "Café", ["cafe"]],
    ["en.lucene", "The manager's reports", ["manag", "report"]],
    ["keyword", "The whole Text", ["The whole Text"]],
    ["whitespace", "a-B c", ["a-B", "c"]],
    ["simple", "A1 b-C", ["a", "b", "c"]],
    ["stop", "the Fox", ["fox"]],
  ])("%s: %s", (analyzer, text, terms) => {
    expect(termsOf(text, analyzer)).toEqual(terms);
  });

  it("tells where terms stand, those that are left out counted", () => {
    expect(analyze("use of it", "en.lucene")).toEqual([
      { term: "us", start: 0, end: 3, position: 0 },
    ]);
    expect(analyze("terms of use", "en.lucene")[1]).toMatchObject({ start: 9, position: 2 });
  });
});

describe("a query", () => {
  it.each([
    ["ja.microsoft", "経費の申請", ["経費", "の", "申請"]],
    ["zh-Hans.lucene", "差旅报销制度", ["差旅", "报销", "制度"]],
    ["standard.lucene", "travel 経費", ["travel", "経費"]],
  ])("%s parts words by sense: %s", (analyzer, text, words) => {
    const found = builtInAnalyzer(analyzer)
      .analyzeQuery(text)
      .map(([sequence = []]) => sequence.map(({ term }) => term).join(""));
    expect(found).toEqual(words);
  });
});
