import { expect } from "vitest";
import { inTurn, type LimitationCheck } from "../../limitations.test.fixture.ts";
import { ask, createSearchEmulator } from "../search.test.fixture.ts";
import { component, defineAnalysis, termsOf } from "./analysis.test.fixture.ts";

/** What LIMITATIONS.md says of how texts become words. */
export const analysisLimitations: Readonly<Record<string, LimitationCheck>> = {
  "Analyzers of one's own": async () => {
    const azure = createSearchEmulator();
    await defineAnalysis(azure, {});
    const languages = ["arabic", "hindi", "indic", "persian", "sorani"];
    const normalizations = languages.map((language) => `${language}_normalization`);
    await inTurn(["kstem", "phonetic", "snowball", ...normalizations], async (filter) => {
      const body = { text: "a", tokenizer: "letter", tokenFilters: [filter] };
      const path = "/indexes/analyzed/analyze";
      const { error } = (await ask(azure, path, { method: "POST", body })).body;
      expect(error.code).toBe("NotEmulated");
      expect(error.message).toContain(`'${filter}'`);
    });
    const components: readonly (readonly [string, string, object])[] = [
      ["tokenFilters", "PhoneticTokenFilter", {}],
      ["tokenFilters", "SnowballTokenFilter", { language: "english" }],
      ["tokenFilters", "StemmerTokenFilter", { language: "lightEnglish" }],
      ["tokenFilters", "StemmerTokenFilter", { language: "german" }],
      ["tokenFilters", "StopwordsTokenFilter", { stopwordsList: "french" }],
      ["tokenizers", "MicrosoftLanguageStemmingTokenizer", { language: "german" }],
    ];
    await inTurn(components, async ([list, type, options]) => {
      const { body } = await defineAnalysis(azure, { [list]: [component(type, options)] });
      expect(body.error.code).toBe("NotEmulated");
    });
    const japanese = component("MicrosoftLanguageTokenizer", { language: "japanese" });
    await defineAnalysis(azure, { tokenizers: [japanese] });
    const text = "出張 fee";
    const terms = await termsOf(azure, { tokenizer: "own", text });
    expect(terms).toEqual(["出@0", "張@1", "fee@2"]);
    expect(await termsOf(azure, { analyzer: "ja.microsoft", text })).toEqual(terms);
  },
  "Regular expressions of analyzers": async () => {
    const azure = createSearchEmulator();
    const flags = ["COMMENTS", "CASE_INSENSITIVE|CANON_EQ", "UNIX_LINES"];
    await inTurn(flags, async (flag) => {
      const tokenizers = [component("PatternTokenizer", { flags: flag })];
      expect((await defineAnalysis(azure, { tokenizers })).body.error.code).toBe("NotEmulated");
    });
    const ofJava = [component("PatternTokenizer", { pattern: "a++" })];
    expect((await defineAnalysis(azure, { tokenizers: ofJava })).status).toBe(400);
    const ofBoth = [component("PatternTokenizer", { pattern: "[-_]+" })];
    expect((await defineAnalysis(azure, { tokenizers: ofBoth })).status).toBe(201);
  },
  "English is stemmed": async () => {
    const azure = createSearchEmulator();
    await defineAnalysis(azure, {});
    const terms = (analyzer: string, text: string) => termsOf(azure, { analyzer, text });
    expect(await terms("de.lucene", "Häuser")).toEqual(["häuser@0"]);
    expect(await terms("en.lucene", "houses")).toEqual(["hous@0"]);
    expect(await terms("en.microsoft", "houses")).toEqual(await terms("en.lucene", "houses"));
    expect(await terms("ja.lucene", "出張")).toEqual(["出@0", "張@1"]);
    const found = async (search: string) => {
      const query = { search, searchFields: "text_ja" };
      const options = { method: "POST", body: query };
      return (await ask(azure, "/indexes/documents/docs/search", options)).body.value.length;
    };
    expect(await found("出張")).toBe(1);
    // the characters of these words are there, but never one after the other
    expect(await found("出費")).toBe(0);
    expect(await found("要請")).toBe(0);
  },
};
