import { analyze, analyzeQuery, type Token } from "./analyze.ts";
import { isSimilar } from "./edit-distance.ts";
import type { FieldAtPath } from "../schema/find-field.ts";
import { indexAnalyzerOf, searchAnalyzerOf } from "./text-index.ts";
import type { TextQuery } from "./text-query.ts";

/** A stretch of a text, in UTF-16 code units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where a query's words stand in a text of a field; in order, and none within another. */
export function matchSpans(text: string, field: FieldAtPath, query: TextQuery): readonly Span[] {
  const tokens = analyze(text, indexAnalyzerOf(field));
  const found = testsOf(query, field)
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

/** The span of what begins at a token, if it is what is looked for. */
type SpanTest = (tokens: readonly Token[], index: number) => Span | undefined;

function testsOf(query: TextQuery, field: FieldAtPath): readonly SpanTest[] {
  switch (query.kind) {
    case "text":
      return analyzeQuery(query.text, searchAnalyzerOf(field)).map(ofSequence);
    case "phrase":
      return [ofSequence(analyze(query.text, searchAnalyzerOf(field)))];
    case "prefix":
      return [ofTerm((term) => term.startsWith(query.text.toLowerCase()))];
    case "pattern":
      return [ofTerm((term) => query.pattern.test(term))];
    case "fuzzy":
      return [ofTerm((term) => isSimilar(query.text.toLowerCase(), term, query.distance))];
    case "and":
    case "or":
      return query.operands.flatMap((operand) => testsOf(operand, field));
    case "clauses":
      return [...query.must, ...query.should].flatMap((operand) => testsOf(operand, field));
    case "boost":
      return testsOf(query.operand, field);
    case "field":
      return query.path === field.path ? testsOf(query.operand, field) : [];
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

function ofSequence(sequence: readonly Token[]): SpanTest {
  return (tokens, index) => {
    const first = tokens[index];
    const last = tokens[index + sequence.length - 1];
    const isFound =
      sequence.length > 0 && sequence.every(({ term }, at) => tokens[index + at]?.term === term);
    return isFound && first && last ? { start: first.start, end: last.end } : undefined;
  };
}
