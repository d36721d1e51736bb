import type {
  BooleanFunction,
  CollectionTest,
  Comparison,
  ComparisonOperator,
  Constant,
  FieldPath,
  Filter,
  SearchIsMatch,
} from "./filter.ts";
import { contains, distanceInKm, pointFrom } from "./geography.ts";
import { instantOf } from "./instant.ts";
import { isListed } from "./values-of.ts";

/** What evaluation needs beyond the document. */
export interface EvaluateOptions {
  /**
   * Answers `search.ismatch`, whose queries are no part of this language (throws).
   */
  readonly isMatch?: (query: SearchIsMatch, document: Readonly<Record<string, unknown>>) => boolean;
}

/**
 * Whether a document matches a filter, by the rules for null and for empty collections of the service.
 * Values are compared as JSON carries them: times as text, 64-bit integers as numbers or text, points as
 * GeoJSON.
 *
 * @see https://learn.microsoft.com/azure/search/search-query-odata-comparison-operators
 * @throws TypeError for a full-text search without `isMatch`.
 */
export function evaluateFilter(
  filter: Filter,
  document: Readonly<Record<string, unknown>>,
  { isMatch = noFullText }: EvaluateOptions = {},
): boolean {
  return evaluate(filter, { document, isMatch, ranges: new Map() });
}

interface Scope {
  readonly document: Readonly<Record<string, unknown>>;
  readonly isMatch: NonNullable<EvaluateOptions["isMatch"]>;
  /** Range variables and the elements they stand for. */
  readonly ranges: ReadonlyMap<string, unknown>;
}

function noFullText(): never {
  throw new TypeError("odata-filter: pass isMatch to evaluate a filter with search.ismatch");
}

function evaluate(filter: Filter, scope: Scope): boolean {
  switch (filter.kind) {
    case "constant":
      return filter.value;
    case "and":
      return filter.operands.every((operand) => evaluate(operand, scope));
    case "or":
      return filter.operands.some((operand) => evaluate(operand, scope));
    case "not":
      return !evaluate(filter.operand, scope);
    case "field":
      return valueAt(filter.path, scope) === true;
    case "comparison":
      return evaluateComparison(filter, scope);
    case "any":
    case "all":
      return evaluateCollection(filter, scope);
    case "search.in":
    case "search.ismatch":
    case "search.ismatchscoring":
    case "geo.intersects":
      return evaluateFunction(filter, scope);
  }
}

function evaluateComparison({ left, operator, right }: Comparison, scope: Scope): boolean {
  if (left.kind === "field") return compareValues(valueAt(left.path, scope), operator, right);
  if (left.kind !== "geo.distance") {
    return compareValues(evaluateFunction(left, scope), operator, right);
  }
  const from = pointFrom(valueAt(left.path, scope));
  const to = { longitude: Number(left.point.longitude), latitude: Number(left.point.latitude) };
  return compareValues(from && distanceInKm(from, to), operator, right);
}

function evaluateCollection({ kind, path, predicate }: CollectionTest, scope: Scope): boolean {
  const value = valueAt(path, scope);
  const elements: readonly unknown[] = Array.isArray(value) ? value : [];
  if (!predicate) return elements.length > 0;
  const { variable, body } = predicate;
  const holds = (element: unknown): boolean =>
    evaluate(body, { ...scope, ranges: new Map([...scope.ranges, [variable, element]]) });
  return kind === "any" ? elements.some(holds) : elements.every(holds);
}

function evaluateFunction(filter: BooleanFunction, scope: Scope): boolean {
  switch (filter.kind) {
    case "search.in": {
      const value = valueAt(filter.path, scope);
      return typeof value === "string" && isListed(value, filter);
    }
    case "geo.intersects": {
      const point = pointFrom(valueAt(filter.path, scope));
      return point !== undefined && contains(filter.polygon, point);
    }
    case "search.ismatch":
    case "search.ismatchscoring":
      return scope.isMatch(filter, scope.document);
  }
}

/** The value of a path; `undefined` and `null` alike mean that there is none. */
function valueAt([first = "", ...rest]: FieldPath, { document, ranges }: Scope): unknown {
  let value = ranges.has(first) ? ranges.get(first) : member(document, first);
  for (const name of rest) value = member(value, name);
  return value;
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

function compareValues(value: unknown, operator: ComparisonOperator, right: Constant): boolean {
  const isNull = value === null || value === undefined;
  if (right.type === "null") return operator === "eq" ? isNull : operator === "ne" && !isNull;
  if (isNull) return operator === "ne";
  return comparisons[operator](orderOf(value, right));
}

/** What an order of two values, NaN for none, means to each operator. */
const comparisons: Readonly<Record<ComparisonOperator, (order: number) => boolean>> = {
  eq: (order) => order === 0,
  ne: (order) => order !== 0,
  gt: (order) => order > 0,
  ge: (order) => order >= 0,
  lt: (order) => order < 0,
  le: (order) => order <= 0,
};

/** Negative, zero or positive; NaN where two values have no order, which makes only `ne` true. */
function orderOf(value: unknown, right: Exclude<Constant, { type: "null" }>): number {
  switch (right.type) {
    case "string":
      return typeof value === "string" && value === right.value ? 0 : Number.NaN;
    case "boolean":
      return value === right.value ? 0 : Number.NaN;
    case "dateTimeOffset":
      return typeof value === "string" ? sign(instantOf(value), instantOf(right.text)) : Number.NaN;
    case "integer":
    case "float":
      return numericOrder(value, right.text);
  }
}

/** Whole numbers are compared exactly, for doubles cannot tell neighbours beyond 2^53 apart. */
function numericOrder(value: unknown, text: string): number {
  const left = typeof value === "number" || typeof value === "string" ? String(value) : "NaN";
  const whole = /^[+-]?\d+$/;
  if (whole.test(left) && whole.test(text)) return sign(BigInt(left), BigInt(text));
  return sign(numberOf(left), numberOf(text));
}

function numberOf(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text.replace("INF", "Infinity"));
}

function sign<T extends number | bigint>(left: T | undefined, right: T | undefined): number {
  if (left === undefined || right === undefined) return Number.NaN;
  if (left === right) return 0;
  if (left < right) return -1;
  return left > right ? 1 : Number.NaN;
}
