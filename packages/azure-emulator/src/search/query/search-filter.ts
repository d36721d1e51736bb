import {
  isFilterError,
  parseFilter,
  type Filter,
  type FilterError,
  type SearchIsMatch,
} from "@entrim/odata-filter";
import { evaluateFilter } from "@entrim/odata-filter/evaluate";
import type { SearchDocument } from "../documents/document-value.ts";
import { invalidExpression, type SearchError } from "../search-error.ts";
import type { SearchIndex } from "../documents/search-index.ts";
import type { Scores } from "../text/text-index.ts";

/** A filter that was understood. */
export interface SearchFilter {
  /** Whether it leaves nothing out. */
  readonly isEverything: boolean;
  matches(document: SearchDocument): boolean;
  /** What its `search.ismatchscoring` adds to scores; undefined where it has none. */
  readonly scores: Scores | undefined;
}

/** Runs the full-text queries in a filter. */
export type RunTextQuery = (query: SearchIsMatch) => Scores;

/**
 * Reads a `$filter` against an index.
 *
 * @param runTextQuery Answers `search.ismatch` (refused).
 * @throws SearchError for every filter that is not understood in full: none is ever left out.
 */
export function parseSearchFilter(
  source: string | undefined,
  { definition, keyField, comparable }: SearchIndex,
  runTextQuery?: RunTextQuery,
): SearchFilter {
  if (source === undefined) {
    return { isEverything: true, matches: () => true, scores: undefined };
  }
  const filter = comparable.ofFilter(parse(source, definition));
  const results = new Map<SearchIsMatch, Scores>();
  // run before any document is looked at, so that a bad one is an error whatever the documents are
  for (const query of textQueriesIn(filter)) {
    if (!runTextQuery) {
      throw invalidExpression("$filter", `The function '${query.kind}' is not supported here.`);
    }
    results.set(query, runTextQuery(query));
  }
  return {
    isEverything: false,
    matches: (document) =>
      evaluateFilter(filter, comparable.ofDocument(document), {
        isMatch: (query) => results.get(query)?.has(String(document[keyField])) ?? false,
      }),
    scores: sumOfScores(results),
  };
}

/**
 * Reads a `$filter` by itself, without any documents.
 *
 * @throws SearchError for one that is not understood in full.
 */
export function checkSearchFilter(source: string, { definition }: SearchIndex): void {
  parse(source, definition);
}

function parse(source: string, definition: SearchIndex["definition"]): Filter {
  try {
    return parseFilter(source, { index: definition });
  } catch (error) {
    if (isFilterError(error)) throw filterRefusal(error, source, "$filter");
    throw error;
  }
}

function sumOfScores(results: ReadonlyMap<SearchIsMatch, Scores>): Scores | undefined {
  const scoring = [...results].filter(([{ kind }]) => kind === "search.ismatchscoring");
  if (scoring.length === 0) return undefined;
  const sums = new Map<string, number>();
  for (const [, scores] of scoring) {
    for (const [key, score] of scores) sums.set(key, (sums.get(key) ?? 0) + score);
  }
  return sums;
}

function textQueriesIn(filter: Filter): readonly SearchIsMatch[] {
  switch (filter.kind) {
    case "search.ismatch":
    case "search.ismatchscoring":
      return [filter];
    case "and":
    case "or":
      return filter.operands.flatMap(textQueriesIn);
    case "not":
      return textQueriesIn(filter.operand);
    case "any":
    case "all":
      return filter.predicate ? textQueriesIn(filter.predicate.body) : [];
    case "comparison":
      return filter.left.kind === "geo.distance" ? [] : textQueriesIn(filter.left);
    case "constant":
    case "field":
    case "geo.intersects":
    case "search.in":
      return [];
  }
}

/** A refusal of the parser's in the service's words. */
export function filterRefusal(
  { code, offset, message }: FilterError,
  source: string,
  parameter: "$filter" | "$orderby",
): SearchError {
  const path = /^[\w/]+/.exec(source.slice(offset))?.[0] ?? "";
  const name = path.replace(/\/(?:any|all)$/, "");
  if (code === "FIELD_UNKNOWN") return unknownField(parameter, name);
  const words: Partial<Record<FilterError["code"], string>> = {
    SYNTAX: `Syntax error at position ${offset} in '${source}'.`,
    FIELD_NOT_FILTERABLE: `'${name}' is not a filterable field. Only filterable fields can be used in filter expressions.`,
    FIELD_NOT_SORTABLE: `'${name}' is not a sortable field. Only sortable fields can be used in orderby expressions.`,
    LAMBDA_NOT_ALLOWED: `Invalid lambda expression. ${message}`,
  };
  return invalidExpression(parameter, words[code] ?? message);
}

/** The refusal of a field that the index does not have. */
export function unknownField(parameter: string, path: string): SearchError {
  return invalidExpression(
    parameter,
    `Could not find a property named '${path}' on type 'search.document'.`,
  );
}
