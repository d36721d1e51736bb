import { englishStopWords, stemEnglish } from "./english.ts";

/** A word, or a character of a script without blanks, in a text. */
export interface Token {
  readonly term: string;
  /** UTF-16 code units from the start of the text. */
  readonly start: number;
  readonly end: number;
  readonly position: number;
}

/** Scripts that part words by sense and not by blanks, and Hangul, whose particles cling to words. */
const unspaced =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}ー\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}";

const unspacedRun = new RegExp(`[${unspaced}]+`, "gu");
const unspacedCharacter = new RegExp(`[${unspaced}]\\p{M}*`, "u");

const spaced = `(?:(?![${unspaced}])[\\p{L}\\p{M}\\p{N}\\p{Pc}])+`;
/** As Unicode parts words: `don't`, `3.14` and `contoso.com` are one each. */
const words = new RegExp(`[${unspaced}]\\p{M}*|${spaced}(?:['’.·]${spaced})*`, "gu");

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

/** The terms of a query, each as the sequence in which it must stand in a text. */
export function analyzeQuery(text: string, analyzer: string): readonly (readonly Token[])[] {
  const tokens = analyze(text, analyzer);
  const ends = wordEnds(text, analyzer);
  const sequences: Token[][] = [];
  let open: Token[] | undefined;
  for (const token of tokens) {
    const isCharacter = unspacedCharacter.test(token.term);
    const last = open?.at(-1);
    if (isCharacter && open && last?.end === token.start && !ends.has(last.end)) open.push(token);
    else {
      open = [token];
      sequences.push(open);
      if (!isCharacter) open = undefined;
    }
  }
  return sequences;
}

/** Where words end within runs of a script without blanks. */
function wordEnds(text: string, analyzer: string): ReadonlySet<number> {
  const ends = new Set<number>();
  for (const run of text.matchAll(unspacedRun)) {
    for (const { index, segment } of segmenterOf(analyzer).segment(run[0])) {
      ends.add(run.index + index + segment.length);
    }
  }
  return ends;
}

const segmenters = new Map<string, Intl.Segmenter>();

function segmenterOf(analyzer: string): Intl.Segmenter {
  const language = /^([a-z]{2}(?:-[a-z]+)?)\.(?:lucene|microsoft)$/i.exec(analyzer)?.[1] ?? "zh";
  const known = segmenters.get(language);
  if (known) return known;
  const segmenter = new Intl.Segmenter(language, { granularity: "word" });
  segmenters.set(language, segmenter);
  return segmenter;
}

interface AnalyzerRules {
  readonly pattern: RegExp;
  /** What is indexed for a word; nothing for one that is left out. */
  readonly term: (word: string) => string;
}

const lowerCase = (word: string): string => word.normalize("NFKC").toLowerCase();

const asciiFolded = (word: string): string =>
  lowerCase(word)
    .normalize("NFD")
    .replaceAll(/\p{Mn}/gu, "");

const isMeaningful = (word: string): boolean => !englishStopWords.has(word);

const english: AnalyzerRules = {
  pattern: words,
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
  "standardasciifolding.lucene": { pattern: words, term: asciiFolded },
  "en.lucene": english,
  "en.microsoft": english,
};

function rulesOf(analyzer: string): AnalyzerRules {
  return byName[analyzer] ?? { pattern: words, term: lowerCase };
}
