import { beforeAll, expect, it } from "vitest";
import type { Emulator } from "../../emulator.ts";
import { createSearchEmulator } from "../search.test.fixture.ts";
import { component, defineAgain, defineAnalysis, termsOf } from "./analysis.test.fixture.ts";

let azure: Emulator;
beforeAll(() => {
  azure = createSearchEmulator();
});

it.each<readonly [string, string, string]>([
  [
    "classic",
    "AT&T of the U.S.A. wrote a-b, x-1 to ada@contoso.com",
    "AT&T of the U.S.A. wrote a b x-1 to ada@contoso.com",
  ],
  ["keyword_v2", "The whole text.", "The whole text."],
  ["letter", "a1b C", "a b C"],
  ["lowercase", "a1b C", "a b c"],
  ["microsoft_language_tokenizer", "The Houses", "The Houses"],
  ["microsoft_language_stemming_tokenizer", "The Houses", "the hous"],
  ["pattern", "a-b, c", "a b c"],
  ["standard_v2", "don't pay 3.14 a-b", "don't pay 3.14 a b"],
  [
    "uax_url_email",
    "see https://contoso.com/a?b=c, or ada@contoso.com.",
    "see https://contoso.com/a?b=c or ada@contoso.com",
  ],
  ["whitespace", "a-B  c", "a-B c"],
])("%s: %s", async (tokenizer, text, words) => {
  await defineAnalysis(azure, {});
  const found = await termsOf(azure, { tokenizer, text });
  const separated = found.map((each) => each.slice(0, each.lastIndexOf("@")));
  expect(separated.join(" ")).toBe(words);
});

it.each<readonly [string, object, string, readonly string[]]>([
  ["nGram", {}, "abc", ["a@0", "ab@1", "b@2", "bc@3", "c@4"]],
  ["edgeNGram", {}, "abc", ["a@0", "ab@1"]],
  ["path_hierarchy_v2", {}, "/a/b", ["/a@0", "/a/b@0"]],
])("%s as it is predefined", async (tokenizer, _, text, terms) => {
  await defineAnalysis(azure, {});
  expect(await termsOf(azure, { tokenizer, text })).toEqual(terms);
});

it.each<readonly [string, object, string, readonly string[]]>([
  [
    "EdgeNGramTokenizer",
    { minGram: 2, maxGram: 3, tokenChars: ["letter"] },
    "abcd-e1fg",
    ["ab@0", "abc@1", "fg@2"],
  ],
  ["NGramTokenizer", { minGram: 2, maxGram: 2 }, "a😀b", ["a😀@0", "😀b@1"]],
  ["KeywordTokenizer", { bufferSize: 2 }, "a b", ["a b@0"]],
  ["KeywordTokenizerV2", { maxTokenLength: 2 }, "abc", ["ab@0", "c@1"]],
  ["StandardTokenizer", { maxTokenLength: 3 }, "abcd e", ["abc@0", "d@1", "e@2"]],
  [
    "PathHierarchyTokenizerV2",
    { delimiter: "-", replacement: "/", skip: 1 },
    "a-b-c",
    ["/b@0", "/b/c@0"],
  ],
  ["PathHierarchyTokenizerV2", { reverse: true }, "a/b/c", ["a/b/c@0", "b/c@0", "c@0"]],
  ["PathHierarchyTokenizerV2", { reverse: true, skip: 1 }, "a/b/c", ["a/b/@0", "b/@0"]],
  ["PatternTokenizer", { pattern: "x", flags: "CASE_INSENSITIVE" }, "axbXc", ["a@0", "b@1", "c@2"]],
  ["PatternTokenizer", { pattern: "'(\\w+)'", group: 1 }, "'a' b 'c'", ["a@0", "c@1"]],
  ["PatternTokenizer", { pattern: ".", flags: "LITERAL" }, "a.b", ["a@0", "b@1"]],
  [
    "MicrosoftLanguageTokenizer",
    { language: "german", isSearchTokenizer: true },
    "Haus am See",
    ["Haus@0", "am@1", "See@2"],
  ],
])("a %s with %j", async (type, options, text, terms) => {
  await defineAnalysis(azure, { tokenizers: [component(type, options)] });
  expect(await defineAgain(azure)).toBe(204);
  expect(await termsOf(azure, { tokenizer: "own", text })).toEqual(terms);
});

it.each<readonly [string, object, string]>([
  ["EdgeNGramTokenizer", { minGram: 3, maxGram: 2 }, "'minGram'"],
  ["EdgeNGramTokenizer", { tokenChars: ["vowel"] }, "'vowel'"],
  ["StandardTokenizerV2", { maxTokenLength: 301 }, "'maxTokenLength'"],
  ["StandardTokenizerV2", { maxLength: 3 }, "'maxLength' does not exist on type"],
  ["PathHierarchyTokenizerV2", { delimiter: "ab" }, "'delimiter'"],
  ["PatternTokenizer", { pattern: "(" }, "'('"],
  ["PatternTokenizer", { flags: "GREEDY" }, "'GREEDY'"],
  ["MicrosoftLanguageTokenizer", { language: "klingon" }, "'language'"],
  ["SpaceTokenizer", {}, "SpaceTokenizer"],
])("a %s is refused with %j", async (type, options, message) => {
  const { status, body } = await defineAnalysis(azure, { tokenizers: [component(type, options)] });
  expect(status).toBe(400);
  expect(body.error.message).toContain(message);
});
