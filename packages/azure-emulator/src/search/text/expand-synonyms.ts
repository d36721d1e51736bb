import type { SynonymRule } from "../synonyms/synonym-rules.ts";
import type { Analyzer } from "./analyzer.ts";
import type { QueryWord, Sequence } from "./query-words.ts";

/** A word or several of a query, and what may stand in a text for them: any one of these. */
export interface Alternatives {
  /** How many words of the query it stands for. */
  readonly length: number;
  readonly sequences: readonly Sequence[];
}

interface Expansion {
  readonly from: readonly string[];
  readonly to: readonly Sequence[];
}

/** Rules as an analyzer reads them, by the first term of what is replaced. */
type Expansions = ReadonlyMap<string, readonly Expansion[]>;

/**
 * What is looked for in the place of the words of a query. Of the rules that hold the longest does.
 *
 * @param rules Nothing where a field has no synonyms.
 * @param analyzer What the field reads queries with; synonyms are read in the same way.
 */
export function expandSynonyms(
  words: readonly QueryWord[],
  rules: readonly SynonymRule[] | undefined,
  analyzer: Analyzer,
): readonly Alternatives[] {
  const expansions = rules && expansionsOf(rules, analyzer);
  const expanded: Alternatives[] = [];
  let next = 0;
  for (let word = words[next]; word; word = words[next]) {
    const found = expansions && longestAt(words, next, expansionsAt(word, expansions));
    const alternatives = found ?? { length: 1, sequences: word };
    expanded.push(alternatives);
    next += alternatives.length;
  }
  return expanded;
}

function expansionsAt(word: QueryWord, expansions: Expansions): readonly Expansion[] {
  return word.flatMap(([first]) => expansions.get(first?.term ?? "") ?? []);
}

/** More than a person would write; what a phrase of synonyms could grow to has no end otherwise. */
const maxPhrases = 64;

/** The phrases that may stand in a text for one of a query. */
export function expandPhrase(
  phrase: Sequence,
  rules: readonly SynonymRule[] | undefined,
  analyzer: Analyzer,
): readonly Sequence[] {
  const words = wordsByPlace(phrase);
  if (!rules && words.length === phrase.length) return [phrase];
  let phrases: readonly Sequence[] = [[]];
  let at = 0;
  for (const { length, sequences } of expandSynonyms(words, rules, analyzer)) {
    // words that are left out before this one still keep their places
    const gap = placeOf(words[at]) - placeOf(words[at - 1]);
    phrases = phrases
      .flatMap((before) => sequences.map((sequence) => append(before, sequence, gap)))
      .slice(0, maxPhrases);
    at += length;
  }
  return phrases;
}

/** The terms of a phrase, those of one place together. */
function wordsByPlace(phrase: Sequence): readonly QueryWord[] {
  const words: Sequence[][] = [];
  for (const [at, token] of phrase.entries()) {
    if (phrase[at - 1]?.position === token.position) words.at(-1)?.push([token]);
    else words.push([[token]]);
  }
  return words;
}

function placeOf(word: QueryWord | undefined): number {
  return word?.[0]?.[0]?.position ?? 0;
}

function append(before: Sequence, sequence: Sequence, gap: number): Sequence {
  const last = before.at(-1);
  const start = (last ? last.position + gap : 0) - (sequence[0]?.position ?? 0);
  return [
    ...before,
    ...sequence.map(({ term, position }) => ({ term, position: position + start })),
  ];
}

function longestAt(
  words: readonly QueryWord[],
  start: number,
  expansions: readonly Expansion[],
): Alternatives | undefined {
  let best: { length: number; sequences: Sequence[]; terms: number } | undefined;
  for (const { from, to } of expansions) {
    const length = wordsFilledBy(words, start, from);
    if (length === undefined || from.length < (best?.terms ?? 0)) continue;
    // rules for the same words add up
    const isSame = best?.terms === from.length;
    best = {
      length,
      terms: from.length,
      sequences: isSame && best ? [...best.sequences, ...to] : [...to],
    };
  }
  return best;
}

/** How many words the terms fill; undefined unless they are exactly theirs. */
function wordsFilledBy(
  words: readonly QueryWord[],
  start: number,
  terms: readonly string[],
): number | undefined {
  let count = 0;
  let at = start;
  while (count < terms.length) {
    const filled = words[at]?.find((sequence) =>
      sequence.every(({ term }, index) => term === terms[count + index]),
    );
    if (!filled) return undefined;
    count += filled.length;
    at += 1;
  }
  return at - start;
}

const cache = new WeakMap<readonly SynonymRule[], Map<Analyzer, Expansions>>();

function expansionsOf(rules: readonly SynonymRule[], analyzer: Analyzer): Expansions {
  let byAnalyzer = cache.get(rules);
  if (!byAnalyzer) cache.set(rules, (byAnalyzer = new Map()));
  let expansions = byAnalyzer.get(analyzer);
  if (!expansions) byAnalyzer.set(analyzer, (expansions = analyzeRules(rules, analyzer)));
  return expansions;
}

function analyzeRules(rules: readonly SynonymRule[], analyzer: Analyzer): Expansions {
  const byFirstTerm = new Map<string, Expansion[]>();
  const read = (texts: readonly string[]): readonly Sequence[] =>
    texts.map((text) => analyzer.analyze(text)).filter((tokens) => tokens.length > 0);
  for (const { from, to } of rules) {
    const replacements = read(to);
    for (const [first, ...others] of read(from)) {
      if (!first) continue;
      const expansion = {
        from: [first, ...others].map(({ term }) => term),
        to: replacements,
      };
      byFirstTerm.set(first.term, [...(byFirstTerm.get(first.term) ?? []), expansion]);
    }
  }
  return byFirstTerm;
}
