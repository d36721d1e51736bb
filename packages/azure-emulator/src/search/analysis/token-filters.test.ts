import { beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../emulator.ts";
import { createSearchEmulator } from "../search.test.fixture.ts";
import { component, defineAgain, defineAnalysis, termsOf } from "./analysis.test.fixture.ts";

let azure: Emulator;
beforeAll(() => {
  azure = createSearchEmulator();
});

describe("a predefined filter", () => {
  beforeAll(async () => {
    await defineAnalysis(azure, {});
  });

  it.each<readonly [string, string, readonly string[]]>([
    ["apostrophe", "Türkiye'de", ["Türkiye@0"]],
    ["asciifolding", "Größe Café Ærø", ["Grosse@0", "Cafe@1", "AEro@2"]],
    ["cjk_bigram", "経費精 a", ["経費@0", "費精@1", "a@3"]],
    ["cjk_width", "ＡＢ ｶﾅ", ["AB@0", "カ@1", "ナ@2"]],
    ["classic", "Ada's U.S.A.", ["Ada@0", "USA@1"]],
    ["edgeNGram_v2", "abc d", ["a@0", "ab@0", "d@1"]],
    ["elision", "l'avion d'Ada", ["avion@0", "Ada@1"]],
    ["german_normalization", "größe blau bauen", ["grosse@0", "blau@1", "bauen@2"]],
    ["keyword_repeat", "a", ["a@0", "a@0"]],
    ["length", "ab", ["ab@0"]],
    ["limit", "a b", ["a@0"]],
    ["lowercase", "A", ["a@0"]],
    ["nGram_v2", "abc", ["a@0", "ab@0", "b@0", "bc@0", "c@0"]],
    ["porter_stem", "houses", ["hous@0"]],
    ["reverse", "abc", ["cba@0"]],
    ["scandinavian_folding", "blåbær räksmörgås", ["blabar@0", "raksmorgas@1"]],
    ["scandinavian_normalization", "räksmörgås", ["ræksmørgås@0"]],
    ["shingle", "a b c", ["a@0", "a b@0", "b@1", "b c@1", "c@2"]],
    ["stemmer", "houses", ["hous@0"]],
    ["stopwords", "the fox", ["fox@1"]],
    ["truncate", "abc", ["abc@0"]],
    ["unique", "a b a", ["a@0", "b@1"]],
    ["uppercase", "a", ["A@0"]],
  ])("%s: %s", async (filter, text, terms) => {
    const tokenizer = filter === "classic" ? "classic" : "standard_v2";
    expect(await termsOf(azure, { tokenizer, tokenFilters: [filter], text })).toEqual(terms);
  });

  it("trims what a tokenizer leaves blanks around", async () => {
    const request = { tokenizer: "keyword_v2", tokenFilters: ["trim"], text: " a b " };
    expect(await termsOf(azure, request)).toEqual(["a b@0"]);
  });

  it("parts words where the service's does", async () => {
    const request = { tokenizer: "whitespace", tokenFilters: ["word_delimiter"] };
    expect(await termsOf(azure, { ...request, text: "PowerShot500-20's XL end" })).toEqual([
      "Power@0",
      "Shot@1",
      "500@2",
      "20@3",
      "XL@4",
      "end@5",
    ]);
  });
});

it.each<readonly [string, object, string, readonly string[]]>([
  ["AsciiFoldingTokenFilter", { preserveOriginal: true }, "é a", ["e@0", "é@0", "a@1"]],
  ["CjkBigramTokenFilter", { outputUnigrams: true }, "経費", ["経@0", "経費@0", "費@1"]],
  ["CjkBigramTokenFilter", { ignoreScripts: ["han"] }, "経費", ["経@0", "費@1"]],
  [
    "CommonGramTokenFilter",
    { commonWords: ["the"] },
    "see the sea",
    ["see@0", "see_the@0", "the@1", "the_sea@1", "sea@2"],
  ],
  [
    "CommonGramTokenFilter",
    { commonWords: ["THE"], ignoreCase: true, queryMode: true },
    "the sea is",
    ["the_sea@0", "is@2"],
  ],
  [
    "DictionaryDecompounderTokenFilter",
    { wordList: ["Donau", "dampf", "schiff"] },
    "Donaudampfschiff",
    ["Donaudampfschiff@0", "Donau@0", "dampf@0", "schiff@0"],
  ],
  ["EdgeNGramTokenFilterV2", { minGram: 2, maxGram: 3, side: "back" }, "abcd", ["cd@0", "bcd@0"]],
  ["ElisionTokenFilter", { articles: ["x"] }, "x'a l'b", ["a@0", "l'b@1"]],
  ["KeepTokenFilter", { keepWords: ["A"], lowerCaseKeepWords: true }, "a b", ["a@0"]],
  ["LengthTokenFilter", { min: 2, max: 3 }, "a bc defg", ["bc@1"]],
  ["LimitTokenFilter", { maxTokenCount: 2, consumeAllTokens: true }, "a b c", ["a@0", "b@1"]],
  ["NGramTokenFilterV2", { minGram: 2, maxGram: 2 }, "abc", ["ab@0", "bc@0"]],
  ["PatternCaptureTokenFilter", { patterns: ["(\\d+)"] }, "a1b22", ["a1b22@0", "1@0", "22@0"]],
  [
    "PatternCaptureTokenFilter",
    { patterns: ["(\\d+)"], preserveOriginal: false },
    "a1 b",
    ["1@0", "b@1"],
  ],
  ["PatternReplaceTokenFilter", { pattern: "(a)(b)", replacement: "$2$1" }, "abab", ["baba@0"]],
  [
    "ShingleTokenFilter",
    { maxShingleSize: 3, outputUnigrams: false, tokenSeparator: "-" },
    "a b c",
    ["a-b@0", "a-b-c@0", "b-c@1"],
  ],
  ["ShingleTokenFilter", { outputUnigrams: false, outputUnigramsIfNoShingles: true }, "a", ["a@0"]],
  ["StemmerTokenFilter", { language: "possessiveEnglish" }, "Ada's houses", ["Ada@0", "houses@1"]],
  ["StopwordsTokenFilter", { stopwords: ["FOX"], ignoreCase: true }, "the fox", ["the@0"]],
  ["StopwordsTokenFilter", { removeTrailing: false }, "of the", ["the@1"]],
  [
    "SynonymTokenFilter",
    { synonyms: ["usa, united states"] },
    "the usa",
    ["the@0", "usa@1", "united@1", "states@2"],
  ],
  [
    "SynonymTokenFilter",
    { synonyms: ["USA, America => us"], ignoreCase: true },
    "usa x",
    ["us@0", "x@1"],
  ],
  ["SynonymTokenFilter", { synonyms: ["a, b"], expand: false }, "b", ["a@0"]],
  ["TruncateTokenFilter", { length: 2 }, "abc", ["ab@0"]],
  ["UniqueTokenFilter", { onlyOnSamePosition: true }, "a a", ["a@0", "a@1"]],
  ["WordDelimiterTokenFilter", { catenateWords: true }, "wi-fi", ["wi@0", "wifi@0", "fi@1"]],
  [
    "WordDelimiterTokenFilter",
    { catenateNumbers: true, generateNumberParts: false },
    "1-2",
    ["12@0"],
  ],
  [
    "WordDelimiterTokenFilter",
    { catenateAll: true, preserveOriginal: true },
    "wi-1",
    ["wi-1@0", "wi@0", "wi1@0", "1@1"],
  ],
  [
    "WordDelimiterTokenFilter",
    { splitOnCaseChange: false, splitOnNumerics: false },
    "PowerShot5-a",
    ["PowerShot5@0", "a@1"],
  ],
  [
    "WordDelimiterTokenFilter",
    { protectedWords: ["wi-fi"] },
    "wi-fi a-b",
    ["wi-fi@0", "a@1", "b@2"],
  ],
])("a %s with %j", async (type, options, text, terms) => {
  await defineAnalysis(azure, { tokenFilters: [component(type, options)] });
  expect(await defineAgain(azure)).toBe(204);
  const tokenizer = type.startsWith("WordDelimiter") ? "whitespace" : "standard_v2";
  expect(await termsOf(azure, { tokenizer, tokenFilters: ["own"], text })).toEqual(terms);
});

it("stems what no filter before has kept from it", async () => {
  await defineAnalysis(azure, {
    tokenFilters: [
      component("KeywordMarkerTokenFilter", { keywords: ["HOUSES"], ignoreCase: true }, "marked"),
      component("StemmerOverrideTokenFilter", { rules: ["ran => run", "mice => mouse"] }, "stems"),
    ],
  });
  const stemmed = (...filters: readonly string[]) =>
    termsOf(azure, {
      tokenizer: "standard_v2",
      tokenFilters: [...filters, "porter_stem"],
      text: "houses ran",
    });
  expect(await stemmed()).toEqual(["hous@0", "ran@1"]);
  expect(await stemmed("marked")).toEqual(["houses@0", "ran@1"]);
  expect(await stemmed("stems")).toEqual(["hous@0", "run@1"]);
  expect(await stemmed("keyword_repeat")).toEqual(["houses@0", "hous@0", "ran@1", "ran@1"]);
});

it.each<readonly [string, object, string]>([
  ["LengthTokenFilter", { min: 5, max: 2 }, "'min'"],
  ["KeepTokenFilter", {}, "'keepWords'"],
  ["EdgeNGramTokenFilterV2", { side: "left" }, "'side'"],
  ["ShingleTokenFilter", { minShingleSize: 3, maxShingleSize: 2 }, "'minShingleSize'"],
  ["StemmerOverrideTokenFilter", { rules: ["ran run"] }, "'ran run'"],
  ["StopwordsTokenFilter", { stopwords: ["a"], stopwordsList: "english" }, "'stopwordsList'"],
  ["LengthTokenFilter", { minLength: 1 }, "'minLength' does not exist on type"],
  ["UniqueTokenFilter", { onlyOnSamePosition: "yes" }, "a Boolean"],
  ["ShoutTokenFilter", {}, "ShoutTokenFilter"],
])("a %s is refused with %j", async (type, options, message) => {
  const { status, body } = await defineAnalysis(azure, {
    tokenFilters: [component(type, options)],
  });
  expect(status).toBe(400);
  expect(body.error.message).toContain(message);
});
