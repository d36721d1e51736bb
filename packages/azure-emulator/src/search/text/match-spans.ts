import type { Token } from "./analyze.ts";
import { isSimilar } from "./edit-distance.ts";
import type { TextField } from "./text-index.ts";
import { expandPhrase, expandSynonyms } from "./expand-synonyms.ts";
import type { QueryWord, Sequence } from "./query-words.ts";
import type { SynonymsOf, TextQuery } from "./text-query.ts";

/** A stretch of a text, in UTF-16 code units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Where a query's words stand in a text of a field; in order, and none within another.
 *
 * @param synonymsOf The synonyms of a field, which are marked like the words themselves (none).
 */
export function matchSpans(
  text: string,
  field: TextField,
  query: TextQuery,
  synonymsOf: SynonymsOf = () => undefined,
): readonly Span[] {
  const tokens = field.indexAnalyzer.analyze(text);
  const found = testsOf(query, field, synonymsOf)
    .flatMap((test) => tokens.flatMap((_, index) => test(tokens, index) ?? []))
    .toSorted((left, right) => left.start - right.start || right.end - left.end);
  const spans: Span[] = [];
  for (const span of found) {
    const last = spans.at(-1);
    // words that no blank parts are one
    if (last?.end === span.start) spans[spans.length - 1] = { start: last.start, end: span.end };
    else if (!last || span.start > last.end) spans.push(span);
  }
  return spans;
}

/** Tells which words of a query stand in a text of a field. */
export function wordsIn(text: string, { indexAnalyzer }: TextField): (word: QueryWord) => boolean {
  const tokens = indexAnalyzer.analyze(text);
  return (word) =>
    word.map(ofSequence).some((test) => tokens.some((_, index) => test(tokens, index)));
}

/** The span of what begins at a token, if it is what is looked for. */
type SpanTest = (tokens: readonly Token[], index: number) => Span | undefined;

function testsOf(query: TextQuery, field: TextField, synonymsOf: SynonymsOf): readonly SpanTest[] {
  const { searchAnalyzer: analyzer } = field;
  const among = (operands: readonly TextQuery[]): readonly SpanTest[] =>
    operands.flatMap((operand) => testsOf(operand, field, synonymsOf));
  switch (query.kind) {
    case "text":
      return expandSynonyms(analyzer.analyzeQuery(query.text), synonymsOf(field), analyzer).flatMap(
        ({ sequences }) => sequences.map(ofSequence),
      );
    case "phrase":
      return expandPhrase(analyzer.analyze(query.text), synonymsOf(field), analyzer).map(
        ofSequence,
      );
    case "prefix":
      return [ofTerm((term) => term.startsWith(analyzer.fold(query.text)))];
    case "pattern":
      return [ofTerm((term) => query.pattern.test(term))];
    case "fuzzy":
      return [ofTerm((term) => isSimilar(analyzer.fold(query.text), term, query.distance))];
    case "and":
    case "or":
      return among(query.operands);
    case "clauses":
      return among([...query.must, ...query.should]);
    case "boost":
      return among([query.operand]);
    case "field":
      return query.path === field.path ? among([query.operand]) : [];
    case "everything":
    case "not":
      return [];
  }
}

function ofTerm(test: (term: string) => boolean): SpanTest {
  return (tokens, index) => {
    const token = tokens[index];
    return token && test(token.term) ? { start: token.start, end: token.end } : undefined;
  };
}

function ofSequence(sequence: Sequence): SpanTest {
  const [wanted, ...others] = sequence;
  return (tokens, index) => {
    const first = tokens[index];
    if (!first || first.term !== wanted?.term) return undefined;
    let end = first.end;
    for (const { term, position } of others) {
      const place = first.position + position - wanted.position;
      const found = tokens.find((token) => token.position === place && token.term === term);
      if (!found) return undefined;
      end = Math.max(end, found.end);
    }
    return { start: first.start, end };
  };
}
