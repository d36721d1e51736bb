/**
 * A filter of Azure AI Search as a tree. Plain data: it can be built by hand, compared and frozen.
 *
 * @see https://learn.microsoft.com/azure/search/search-query-odata-syntax-reference
 */
export type Filter =
  | { readonly kind: "constant"; readonly value: boolean }
  | { readonly kind: "and" | "or"; readonly operands: readonly Filter[] }
  | { readonly kind: "not"; readonly operand: Filter }
  | FieldTest
  | Comparison
  | CollectionTest
  | BooleanFunction;

/** A Boolean field, or range variable, that stands alone. */
export interface FieldTest {
  readonly kind: "field";
  readonly path: FieldPath;
}

/** A variable against a constant. */
export interface Comparison {
  readonly kind: "comparison";
  readonly left: FieldTest | GeoDistance | BooleanFunction;
  readonly operator: ComparisonOperator;
  readonly right: Constant;
}

/** Operators of a comparison. */
export type ComparisonOperator = "eq" | "ne" | "gt" | "lt" | "ge" | "le";

/** `any` or `all` over a collection; without a predicate: whether it has any element. */
export interface CollectionTest {
  readonly kind: "any" | "all";
  readonly path: FieldPath;
  readonly predicate?: { readonly variable: string; readonly body: Filter };
}

/** The functions that are true or false. */
export type BooleanFunction = SearchIn | SearchIsMatch | GeoIntersects;

/** `search.in`: whether a string is one of those in a list. */
export interface SearchIn {
  readonly kind: "search.in";
  readonly path: FieldPath;
  /** The list as it is sent. */
  readonly values: string;
  /** Each of its characters parts the list (space and comma). */
  readonly delimiters?: string;
}

/** `search.ismatch`: whether a full-text query matches. */
export interface SearchIsMatch {
  readonly kind: "search.ismatch" | "search.ismatchscoring";
  readonly search: string;
  /** Field paths, parted by commas (all searchable fields). */
  readonly fields?: string;
  readonly queryType?: "full" | "simple";
  readonly searchMode?: "any" | "all";
}

/** `geo.intersects`: whether a point lies in a polygon. */
export interface GeoIntersects {
  readonly kind: "geo.intersects";
  readonly path: FieldPath;
  /** A closed ring, at least four points. */
  readonly polygon: readonly GeoPoint[];
}

/** `geo.distance`: kilometres between a field and a point. */
export interface GeoDistance {
  readonly kind: "geo.distance";
  readonly path: FieldPath;
  readonly point: GeoPoint;
}

/** A point by its numbers as they were written. */
export interface GeoPoint {
  readonly longitude: string;
  readonly latitude: string;
}

/** Names of a field and its sub-fields; in a lambda the first is the range variable. */
export type FieldPath = readonly string[];

/** A literal. Numbers and times are kept as they were written, for no digit may get lost. */
export type Constant =
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "boolean"; readonly value: boolean }
  | { readonly type: "null" }
  | { readonly type: "integer" | "float" | "dateTimeOffset"; readonly text: string };
