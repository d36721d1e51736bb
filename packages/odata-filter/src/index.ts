export { all, and, any, compare, constant, not, or, searchIn } from "./builders.ts";
export { fieldsOf } from "./fields-of.ts";
export { FilterError, isFilterError } from "./filter-error.ts";
export { formatFilter } from "./format-filter.ts";
export { findField } from "./index-definition.ts";
export { parseFilter } from "./parse-filter.ts";
export { parseOrderBy } from "./parse-order-by.ts";
export { valuesOf } from "./values-of.ts";

export type {
  BooleanFunction,
  CollectionTest,
  Comparison,
  ComparisonOperator,
  Constant,
  FieldPath,
  FieldTest,
  Filter,
  GeoDistance,
  GeoIntersects,
  GeoPoint,
  SearchIn,
  SearchIsMatch,
} from "./filter.ts";
export type { FilterErrorCode } from "./filter-error.ts";
export type { IndexDefinition, IndexField } from "./index-definition.ts";
export type { OrderByClause } from "./parse-order-by.ts";
export type { ParseFilterOptions } from "./parse-filter.ts";
