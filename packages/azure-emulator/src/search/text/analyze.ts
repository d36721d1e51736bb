import { englishStopWords, stemEnglish } from "./english.ts";
import { foldToAscii } from "./fold-to-ascii.ts";
import { unspacedScripts } from "./unspaced-scripts.ts";

/** A word, or a character of a script without blanks, in a text. */
export interface Token {
  readonly term: string;
  /** UTF-16 code units from the start of the text. */
  readonly start: number;
  readonly end: number;
  readonly position: number;
}

const spaced = `(?:(?![${unspacedScripts}])[\\p{L}\\p{M}\\p{N}\\p{Pc}])+`;
/** As Unicode parts words: `don't`, `3.14` and `contoso.com` are one each. */
export const wordPattern: RegExp = new RegExp(
  `[${unspacedScripts}]\\p{M}*|${spaced}(?:['’.·]${spaced})*`,
  "gu",
);

/**
 * The terms of a text as they are indexed. Scripts without blanks are indexed by the character, so that
 * any word can be found as a sequence of them, however the text around it would be parted.
 *
 * @param analyzer Name of a built-in analyzer; languages without rules of their own share those of `standard.lucene`.
 */
export function analyze(text: string, analyzer: string): readonly Token[] {
  const { pattern, term } = rulesOf(analyzer.toLowerCase());
  const tokens: Token[] = [];
  let position = 0;
  for (const match of text.matchAll(pattern)) {
    const [found] = match;
    const folded = term(found);
    // a word that is left out still keeps its neighbours apart
    if (folded !== "") {
      tokens.push({
        term: folded,
        start: match.index,
        end: match.index + found.length,
        position,
      });
    }
    position += 1;
  }
  return tokens;
}

interface AnalyzerRules {
  readonly pattern: RegExp;
  /** What is indexed for a word; nothing for one that is left out. */
  readonly term: (word: string) => string;
}

const lowerCase = (word: string): string => word.normalize("NFKC").toLowerCase();

const asciiFolded = (word: string): string => foldToAscii(lowerCase(word));

const isMeaningful = (word: string): boolean => !englishStopWords.has(word);

const english: AnalyzerRules = {
  pattern: wordPattern,
  term(word) {
    const folded = lowerCase(word).replace(/['’]s$/, "");
    return isMeaningful(folded) ? stemEnglish(folded) : "";
  },
};

const byName: Readonly<Record<string, AnalyzerRules>> = {
  keyword: { pattern: /[^]+/gu, term: (word) => word },
  whitespace: { pattern: /\S+/gu, term: (word) => word },
  simple: { pattern: /\p{L}+/gu, term: lowerCase },
  stop: {
    pattern: /\p{L}+/gu,
    term: (word) => (isMeaningful(lowerCase(word)) ? lowerCase(word) : ""),
  },
  pattern: { pattern: /\w+/gu, term: lowerCase },
  "standardasciifolding.lucene": { pattern: wordPattern, term: asciiFolded },
  "en.lucene": english,
  "en.microsoft": english,
};

function rulesOf(analyzer: string): AnalyzerRules {
  return byName[analyzer] ?? { pattern: wordPattern, term: lowerCase };
}
