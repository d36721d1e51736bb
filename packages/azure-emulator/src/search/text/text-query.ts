import { expandPhrase, expandSynonyms } from "./expand-synonyms.ts";
import type { SynonymRule } from "../synonyms/synonym-rules.ts";
import { isSimilar } from "./edit-distance.ts";
import type { Scores, TextField, TextIndex } from "./text-index.ts";

/** A full-text query as a tree, whichever syntax it was written in. */
export type TextQuery =
  | { readonly kind: "everything" }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "phrase"; readonly text: string; readonly slop: number }
  | { readonly kind: "prefix"; readonly text: string }
  | { readonly kind: "pattern"; readonly pattern: RegExp }
  | { readonly kind: "fuzzy"; readonly text: string; readonly distance: number }
  | { readonly kind: "and" | "or"; readonly operands: readonly TextQuery[] }
  | { readonly kind: "not"; readonly operand: TextQuery }
  | { readonly kind: "field"; readonly path: string; readonly operand: TextQuery }
  | { readonly kind: "boost"; readonly factor: number; readonly operand: TextQuery }
  /** Some must match, some must not, and some only add to the score. */
  | {
      readonly kind: "clauses";
      readonly must: readonly TextQuery[];
      readonly should: readonly TextQuery[];
      readonly mustNot: readonly TextQuery[];
    };

/** The synonyms of a field, if it has any. */
export type SynonymsOf = (field: TextField) => readonly SynonymRule[] | undefined;

/** What a query is held against. */
export interface TextScope {
  readonly index: TextIndex;
  /** All fields that a query can name. */
  readonly allFields: readonly TextField[];
  /** Those that it looks into unless it names one. */
  readonly fields: readonly TextField[];
  readonly documents: Pick<ReadonlyMap<string, unknown>, "keys">;
  /** Whether words of one text must all be found, or any one. */
  readonly searchMode: "any" | "all";
  /** What queries of a field take for one another. */
  readonly synonymsOf: SynonymsOf;
  /** What scores in a field count for (1). */
  readonly weights: Readonly<Record<string, number>>;
}

/**
 * The documents that match, with their scores.
 *
 * @returns `undefined` for a query without any word to look for: of the words around it none depends on it.
 */
export function matchText(query: TextQuery, scope: TextScope): Scores | undefined {
  switch (query.kind) {
    case "everything":
      return new Map([...scope.documents.keys()].map((key) => [key, 1]));
    case "text":
      return matchWords(query.text, scope);
    case "phrase":
      return matchPhrase(query, scope);
    case "prefix":
      return matchTerms(
        scope,
        termTest(query.text, (prefix, term) => term.startsWith(prefix)),
        1,
      );
    case "pattern":
      return matchTerms(scope, () => (term) => query.pattern.test(term), 1);
    case "fuzzy":
      return matchTerms(
        scope,
        termTest(query.text, (wanted, term) => isSimilar(wanted, term, query.distance)),
      );
    case "and":
    case "or": {
      const parts = query.operands.map((operand) => matchText(operand, scope));
      return query.kind === "and" ? intersect(parts) : unite(parts);
    }
    case "not": {
      const excluded = matchText(query.operand, scope) ?? new Map();
      const others = [...scope.documents.keys()].filter((key) => !excluded.has(key));
      return new Map(others.map((key) => [key, 0]));
    }
    case "field": {
      const fields = scope.allFields.filter(({ path }) => path === query.path);
      return matchText(query.operand, { ...scope, fields });
    }
    case "boost": {
      const scores = matchText(query.operand, scope);
      return scores && new Map([...scores].map(([key, score]) => [key, score * query.factor]));
    }
    case "clauses":
      return matchClauses(query, scope);
  }
}

function matchClauses(
  { must, should, mustNot }: Extract<TextQuery, { kind: "clauses" }>,
  scope: TextScope,
): Scores | undefined {
  const required = intersect(must.map((operand) => matchText(operand, scope)));
  const optional = unite(should.map((operand) => matchText(operand, scope)));
  const excluded = unite(mustNot.map((operand) => matchText(operand, scope)));
  const found = required ?? optional;
  if (!found) return undefined;
  const scores = new Map<string, number>();
  for (const [key, score] of found) {
    if (excluded?.has(key)) continue;
    scores.set(key, required ? score + (optional?.get(key) ?? 0) : score);
  }
  return scores;
}

/** Each word may stand in another field, or a synonym of it. */
function matchWords(text: string, scope: TextScope): Scores | undefined {
  const byWord: (Scores | undefined)[][] = [];
  for (const field of scope.fields) {
    const { searchAnalyzer: analyzer } = field;
    let word = 0;
    for (const { length, sequences } of expandSynonyms(
      analyzer.analyzeQuery(text),
      scope.synonymsOf(field),
      analyzer,
    )) {
      const found = weigh(scope, field.path, scope.index.matchAny(field.path, sequences));
      (byWord[word] ??= []).push(found);
      word += length;
    }
  }
  const matches = byWord.map(unite);
  return scope.searchMode === "all" ? intersect(matches) : unite(matches);
}

function matchPhrase(
  { text, slop }: Extract<TextQuery, { kind: "phrase" }>,
  scope: TextScope,
): Scores | undefined {
  return unite(
    scope.fields.map((field) => {
      const { searchAnalyzer: analyzer } = field;
      const tokens = analyzer.analyze(text);
      if (tokens.length === 0) return undefined;
      const phrases = expandPhrase(tokens, scope.synonymsOf(field), analyzer);
      return weigh(scope, field.path, scope.index.matchAny(field.path, phrases, slop));
    }),
  );
}

/** Documents with any term of a field that passes a test. */
function matchTerms(
  scope: TextScope,
  testOf: (field: TextField) => (term: string) => boolean,
  constantScore?: number,
): Scores | undefined {
  return unite(
    scope.fields.map((field) => {
      const test = testOf(field);
      const terms = [...scope.index.terms(field.path)].filter(test);
      const scores = unite(
        terms.map((term) => scope.index.matchAny(field.path, [[{ term, position: 0 }]])),
      );
      if (!scores || constantScore === undefined) return scores ?? new Map<string, number>();
      return new Map([...scores.keys()].map((key) => [key, constantScore]));
    }),
  );
}

/** Prefixes and the like are not analyzed, only spelled as terms are. */
function termTest(
  text: string,
  test: (wanted: string, term: string) => boolean,
): (field: TextField) => (term: string) => boolean {
  return ({ searchAnalyzer }) => {
    const wanted = searchAnalyzer.fold(text);
    return (term) => test(wanted, term);
  };
}

function weigh({ weights }: TextScope, path: string, scores: Scores): Scores {
  const weight = weights[path] ?? 1;
  return weight === 1 ? scores : new Map([...scores].map(([key, score]) => [key, score * weight]));
}

function unite(parts: readonly (Scores | undefined)[]): Scores | undefined {
  const [first, ...others] = parts.filter((part) => part !== undefined);
  if (!first || others.length === 0) return first;
  const scores = new Map(first);
  for (const part of others) {
    for (const [key, score] of part) scores.set(key, (scores.get(key) ?? 0) + score);
  }
  return scores;
}

function intersect(parts: readonly (Scores | undefined)[]): Scores | undefined {
  const [first, ...others] = parts.filter((part) => part !== undefined);
  if (!first || others.length === 0) return first;
  const scores = new Map<string, number>();
  for (const [key, score] of first) {
    if (!others.every((part) => part.has(key))) continue;
    scores.set(
      key,
      others.reduce((sum, part) => sum + (part.get(key) ?? 0), score),
    );
  }
  return scores;
}
