import type { SynonymRule } from "../synonyms/synonym-rules.ts";
import { analyze, type Token } from "./analyze.ts";

/** Terms and where they stand, from wherever the first one does. */
export type Sequence = readonly Pick<Token, "term" | "position">[];

/** A word or several of a query, and what may stand in a text for them: any one of these. */
export interface Alternatives {
  /** How many sequences of the query it stands for. */
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
 * What is looked for in the place of the sequences of a query. Of the rules that hold the longest does.
 *
 * @param rules Nothing where a field has no synonyms.
 * @param analyzer What the field reads queries with; synonyms are read in the same way.
 */
export function expandSynonyms(
  sequences: readonly Sequence[],
  rules: readonly SynonymRule[] | undefined,
  analyzer: string,
): readonly Alternatives[] {
  const expansions = rules && expansionsOf(rules, analyzer);
  const expanded: Alternatives[] = [];
  let next = 0;
  for (let sequence = sequences[next]; sequence; sequence = sequences[next]) {
    const found =
      expansions && longestAt(sequences, next, expansions.get(sequence[0]?.term ?? "") ?? []);
    const alternatives = found ?? { length: 1, sequences: [sequence] };
    expanded.push(alternatives);
    next += alternatives.length;
  }
  return expanded;
}

/** More than a person would write; what a phrase of synonyms could grow to has no end otherwise. */
const maxPhrases = 64;

/** The phrases that may stand in a text for one of a query. */
export function expandPhrase(
  phrase: Sequence,
  rules: readonly SynonymRule[] | undefined,
  analyzer: string,
): readonly Sequence[] {
  if (!rules) return [phrase];
  const words = phrase.map((token) => [token]);
  let phrases: readonly Sequence[] = [[]];
  let at = 0;
  for (const { length, sequences } of expandSynonyms(words, rules, analyzer)) {
    // words that are left out before this one still keep their places
    const gap = (phrase[at]?.position ?? 0) - (phrase[at - 1]?.position ?? 0);
    phrases = phrases
      .flatMap((before) => sequences.map((sequence) => append(before, sequence, gap)))
      .slice(0, maxPhrases);
    at += length;
  }
  return phrases;
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
  sequences: readonly Sequence[],
  start: number,
  expansions: readonly Expansion[],
): Alternatives | undefined {
  let best: { length: number; sequences: Sequence[]; terms: number } | undefined;
  for (const { from, to } of expansions) {
    const length = sequencesOf(sequences, start, from);
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

/** How many sequences the terms fill; undefined unless they are exactly theirs. */
function sequencesOf(
  sequences: readonly Sequence[],
  start: number,
  terms: readonly string[],
): number | undefined {
  let count = 0;
  let at = start;
  while (count < terms.length) {
    const sequence = sequences[at];
    if (!sequence?.every(({ term }, index) => term === terms[count + index])) return undefined;
    count += sequence.length;
    at += 1;
  }
  return at - start;
}

const cache = new WeakMap<readonly SynonymRule[], Map<string, Expansions>>();

function expansionsOf(rules: readonly SynonymRule[], analyzer: string): Expansions {
  let byAnalyzer = cache.get(rules);
  if (!byAnalyzer) cache.set(rules, (byAnalyzer = new Map()));
  let expansions = byAnalyzer.get(analyzer);
  if (!expansions) byAnalyzer.set(analyzer, (expansions = analyzeRules(rules, analyzer)));
  return expansions;
}

function analyzeRules(rules: readonly SynonymRule[], analyzer: string): Expansions {
  const byFirstTerm = new Map<string, Expansion[]>();
  const read = (texts: readonly string[]): readonly Sequence[] =>
    texts.map((text) => analyze(text, analyzer)).filter((tokens) => tokens.length > 0);
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
