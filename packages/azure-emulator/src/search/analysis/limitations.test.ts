import { beforeAll, expect, it } from "vitest";
import type { Emulator } from "../../emulator.ts";
import { ask, createSearchEmulator } from "../search.test.fixture.ts";
import { component, defineAnalysis, termsOf } from "./analysis.test.fixture.ts";

// what LIMITATIONS.md says of analyzers: refused, never accepted and ignored

let azure: Emulator;
beforeAll(async () => {
  azure = createSearchEmulator();
  await defineAnalysis(azure, {});
});

it.each([
  "arabic_normalization",
  "hindi_normalization",
  "indic_normalization",
  "kstem",
  "persian_normalization",
  "phonetic",
  "snowball",
  "sorani_normalization",
])("the token filter %s is refused by its name", async (filter) => {
  const body = { text: "a", tokenizer: "letter", tokenFilters: [filter] };
  const answer = await ask(azure, "/indexes/analyzed/analyze", { method: "POST", body });
  expect(answer).toMatchObject({ status: 400, body: { error: { code: "NotEmulated" } } });
  expect(answer.body.error.message).toContain(`'${filter}'`);
});

it.each<readonly [string, string, object]>([
  ["tokenFilters", "PhoneticTokenFilter", {}],
  ["tokenFilters", "SnowballTokenFilter", { language: "english" }],
  ["tokenFilters", "StemmerTokenFilter", { language: "lightEnglish" }],
  ["tokenFilters", "StemmerTokenFilter", { language: "german" }],
  ["tokenFilters", "StopwordsTokenFilter", { stopwordsList: "french" }],
  ["tokenizers", "MicrosoftLanguageStemmingTokenizer", { language: "german" }],
  ["tokenizers", "PatternTokenizer", { flags: "COMMENTS" }],
  ["tokenizers", "PatternTokenizer", { flags: "CASE_INSENSITIVE|CANON_EQ" }],
  ["tokenizers", "PatternTokenizer", { flags: "UNIX_LINES" }],
])("of %s a %s with %j is refused", async (list, type, options) => {
  const answer = await defineAnalysis(azure, { [list]: [component(type, options)] });
  expect(answer).toMatchObject({ status: 400, body: { error: { code: "NotEmulated" } } });
});

it("what only Java's regular expressions have is refused", async () => {
  const tokenizers = [component("PatternTokenizer", { pattern: "a++" })];
  expect((await defineAnalysis(azure, { tokenizers })).status).toBe(400);
});

it("Microsoft's tokenizers part words as analyzers do", async () => {
  await defineAnalysis(azure, {
    tokenizers: [component("MicrosoftLanguageTokenizer", { language: "japanese" })],
  });
  const text = "出張 fee";
  const terms = await termsOf(azure, { tokenizer: "own", text });
  expect(terms).toEqual(["出@0", "張@1", "fee@2"]);
  expect(await termsOf(azure, { analyzer: "ja.microsoft", text })).toEqual(terms);
});
