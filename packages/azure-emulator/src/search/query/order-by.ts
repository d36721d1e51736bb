import { isFilterError, parseOrderBy, type OrderByClause } from "@entrim/odata-filter";
import { distanceInKm } from "./distance-in-km.ts";
import type { SearchIndex } from "../documents/search-index.ts";
import type { SearchDocument } from "../documents/document-value.ts";
import type { SearchField } from "../schema/index-field.ts";
import { asJsonObject } from "../json-object.ts";
import { filterRefusal } from "./search-filter.ts";

/** A document and how well it matches. */
export interface ScoredDocument {
  readonly key: string;
  readonly document: SearchDocument;
  readonly score: number;
}

/** Tells which of two documents comes first, as `Array.sort` has it. */
export type DocumentOrder = (left: ScoredDocument, right: ScoredDocument) => number;

/** The best first; of equals the one whose key comes first, so that every run has the same order. */
export const byScore: DocumentOrder = (left, right) =>
  right.score - left.score || compareText(left.key, right.key);

/**
 * Reads a `$orderby`.
 *
 * @see https://learn.microsoft.com/azure/search/search-query-odata-orderby
 * @throws SearchError for an order that is not understood, or a field that cannot be sorted by.
 */
export function parseSearchOrder(
  source: string | undefined,
  { definition: { fields }, comparable }: Pick<SearchIndex, "definition" | "comparable">,
): DocumentOrder {
  if (source === undefined) return byScore;
  const orders = parse(source, fields).map((clause) => orderOf(clause, comparable));
  return (left, right) => {
    for (const order of orders) {
      const difference = order(left, right);
      if (difference !== 0) return difference;
    }
    return byScore(left, right);
  };
}

function parse(source: string, fields: readonly SearchField[]): readonly OrderByClause[] {
  try {
    return parseOrderBy(source, { index: { fields } });
  } catch (error) {
    if (isFilterError(error)) throw filterRefusal(error, source, "$orderby");
    throw error;
  }
}

function orderOf(
  { by, direction }: OrderByClause,
  comparable: SearchIndex["comparable"],
): DocumentOrder {
  // scores are never ordered from the worst up
  if (by.kind === "search.score") return (left, right) => right.score - left.score;
  const sign = direction === "desc" ? -1 : 1;
  const valueOf = ({ document }: ScoredDocument): unknown => {
    const value = by.path.reduce<unknown>(
      (parent, name) => asJsonObject(parent)[name],
      comparable.ofDocument(document),
    );
    return by.kind === "geo.distance" ? distanceInKm(value, by.point) : value;
  };
  return (left, right) => sign * compareValues(valueOf(left), valueOf(right));
}

/** Missing values come before all others. */
function compareValues(left: unknown, right: unknown): number {
  const isLeft = left !== null && left !== undefined;
  const isRight = right !== null && right !== undefined;
  if (!isLeft || !isRight) return Number(isLeft) - Number(isRight);
  if (typeof left === "string" && typeof right === "string") return compareText(left, right);
  return Number(left) - Number(right);
}

/** By code units, whatever the language. */
function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
