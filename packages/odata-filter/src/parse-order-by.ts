import type { FieldPath, GeoDistance } from "./filter.ts";
import { isFunctionName, parseFunctionCall } from "./function-call.ts";
import { findField, type IndexDefinition, type IndexField } from "./index-definition.ts";
import { createTokenReader, type TokenReader } from "./token-reader.ts";

/** One thing that results are ordered by. */
export interface OrderByClause {
  readonly by:
    | { readonly kind: "field"; readonly path: FieldPath }
    | { readonly kind: "search.score" }
    | GeoDistance;
  readonly direction: "asc" | "desc";
}

const maxClauses = 32;

/**
 * Reads a `$orderby`; what says no direction is ascending.
 *
 * @param options.index Checks that each field can be sorted by (none: the grammar alone).
 * @see https://learn.microsoft.com/azure/search/search-query-odata-orderby
 * @throws FilterError for a text that is none, has more than 32 clauses, or does not fit the index.
 */
export function parseOrderBy(
  source: string,
  { index }: { readonly index?: IndexDefinition } = {},
): readonly OrderByClause[] {
  const reader = createTokenReader(source, { maxDepth: 1, maxClauses });
  const clauses: OrderByClause[] = [];
  do {
    reader.countClause();
    const by = parseKey(reader);
    if (index) requireSortable(by, index, reader);
    const isDescending = reader.takeName("desc");
    if (!isDescending) reader.takeName("asc");
    clauses.push({ by, direction: isDescending ? "desc" : "asc" });
  } while (reader.takePunctuation(","));
  if (reader.peek().kind === "end") return clauses;
  throw reader.unexpected("asc, desc, a comma or its end");
}

function parseKey(reader: TokenReader): OrderByClause["by"] {
  const { kind, text, offset } = reader.peek();
  if (reader.takeName("search.score")) {
    reader.expectPunctuation("(");
    reader.expectPunctuation(")");
    return reader.at({ kind: "search.score" } as const, offset);
  }
  if (kind === "name" && isFunctionName(text)) {
    const call = parseFunctionCall(reader);
    if (call.kind === "geo.distance") return call;
    throw reader.failAt(call, "SYNTAX", "The order calls a function that has no order.");
  }
  const path = [reader.takeIdentifier()];
  while (reader.takePunctuation("/")) path.push(reader.takeIdentifier());
  return reader.at({ kind: "field", path } as const, offset);
}

function requireSortable(
  by: OrderByClause["by"],
  index: IndexDefinition,
  { failAt }: TokenReader,
): void {
  if (by.kind === "search.score") return;
  const field = findField(index, by.path);
  if (!field) {
    throw failAt(by, "FIELD_UNKNOWN", "The order names a field that the index does not have.");
  }
  if (!isSortable(field) || by.path.some((_, end) => isCollection(index, by.path.slice(0, end)))) {
    throw failAt(by, "FIELD_NOT_SORTABLE", "The order names a field that is not sortable.");
  }
  if ((field.type === "Edm.GeographyPoint") !== (by.kind === "geo.distance")) {
    throw failAt(by, "TYPE_MISMATCH", "The order needs geo.distance for a point, and only there.");
  }
}

function isSortable({ type, sortable }: IndexField): boolean {
  return sortable !== false && !type.startsWith("Collection(") && type !== "Edm.ComplexType";
}

function isCollection(index: IndexDefinition, path: FieldPath): boolean {
  return findField(index, path)?.type.startsWith("Collection(") ?? false;
}
