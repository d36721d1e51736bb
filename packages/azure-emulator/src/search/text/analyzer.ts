import { analyze, type Token } from "./analyze.ts";
import { queryWords, type QueryWord } from "./query-words.ts";

/** Makes terms of texts. */
export interface Analyzer {
  /** The terms of a text as they are indexed, in the order of their positions. */
  analyze(text: string): readonly Token[];
  /** The words of a query. */
  analyzeQuery(text: string): readonly QueryWord[];
  /** A part of a word as terms hold it: what prefixes, which are not analyzed, are compared as. */
  fold(text: string): string;
}

const known = new Map<string, Analyzer>();

/** A built-in analyzer by its name; the same one each time. */
export function builtInAnalyzer(name: string): Analyzer {
  const folded = name.toLowerCase();
  const existing = known.get(folded);
  if (existing) return existing;
  const language = /^([a-z]{2}(?:-[a-z]+)?)\.(?:lucene|microsoft)$/.exec(folded)?.[1] ?? "zh";
  const isExact = folded === "keyword" || folded === "whitespace";
  const analyzer: Analyzer = {
    analyze: (text) => analyze(text, folded),
    analyzeQuery: (text) => queryWords(analyze(text, folded), text, language),
    fold: (text) => (isExact ? text : text.toLowerCase()),
  };
  known.set(folded, analyzer);
  return analyzer;
}
