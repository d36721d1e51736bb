import type {
  CollectionTest,
  Comparison,
  ComparisonOperator,
  Constant,
  FieldPath,
  Filter,
  SearchIn,
} from "./filter.ts";
import { isIdentifier } from "./identifier.ts";

/** All of the conditions; none is `true`. */
export function and(...operands: readonly Filter[]): Filter {
  return { kind: "and", operands };
}

/** One of the conditions; none is `false`. */
export function or(...operands: readonly Filter[]): Filter {
  return { kind: "or", operands };
}

/** The opposite of a condition. */
export function not(operand: Filter): Filter {
  return { kind: "not", operand };
}

/** `true`, or the filter that matches nothing. */
export function constant(value: boolean): Filter {
  return { kind: "constant", value };
}

/**
 * A field against a value.
 *
 * @param field Path of a field, or of the range variable, as in `Address/City`.
 * @param value A string, number, Boolean, time or `null`; whole numbers beyond 2^53 as `bigint`.
 * @throws TypeError for a path or value that cannot stand in a filter.
 */
export function compare(
  field: string,
  operator: ComparisonOperator,
  value: string | number | bigint | boolean | Date | null,
): Comparison {
  const left = { kind: "field", path: pathOf(field) } as const;
  return { kind: "comparison", left, operator, right: constantOf(value) };
}

/**
 * Whether some element of a collection meets a condition; without one, whether it has any.
 *
 * @throws TypeError for a path or variable that cannot stand in a filter.
 */
export function any(field: string, variable?: string, body?: Filter): CollectionTest {
  return { kind: "any", path: pathOf(field), ...predicateOf(variable, body) };
}

/**
 * Whether every element of a collection meets a condition. An empty collection does: never decide by it
 * who may see a document.
 *
 * @throws TypeError for a path or variable that cannot stand in a filter.
 */
export function all(field: string, variable: string, body: Filter): CollectionTest {
  return { kind: "all", path: pathOf(field), ...predicateOf(variable, body) };
}

/**
 * Whether a string is one of those in a list.
 *
 * @param delimiter One character that no value contains (a comma).
 * @throws TypeError for no values, for a value that contains the delimiter, or that is empty.
 */
export function searchIn(field: string, values: readonly string[], delimiter = ","): SearchIn {
  if (delimiter.length !== 1) throw new TypeError("odata-filter: the delimiter is one character");
  if (values.length === 0) {
    throw new TypeError("odata-filter: search.in needs a value; for none use constant(false)");
  }
  if (values.some((value) => value === "" || value.includes(delimiter))) {
    throw new TypeError(
      "odata-filter: a value of search.in is empty or contains the delimiter; choose another delimiter",
    );
  }
  return {
    kind: "search.in",
    path: pathOf(field),
    values: values.join(delimiter),
    delimiters: delimiter,
  };
}

function pathOf(field: string): FieldPath {
  const path = field.split("/");
  if (path.every(isIdentifier)) return path;
  throw new TypeError("odata-filter: a field path is names joined by slashes, as in Address/City");
}

function predicateOf(
  variable: string | undefined,
  body: Filter | undefined,
): Pick<CollectionTest, "predicate"> {
  if (variable === undefined || body === undefined) return {};
  if (isIdentifier(variable)) return { predicate: { variable, body } };
  throw new TypeError("odata-filter: a range variable is a name, as in g");
}

function constantOf(value: string | number | bigint | boolean | Date | null): Constant {
  if (value === null) return { type: "null" };
  if (typeof value === "string") return { type: "string", value };
  if (typeof value === "boolean") return { type: "boolean", value };
  if (typeof value === "bigint") return { type: "integer", text: String(value) };
  if (typeof value === "number") return numberOf(value);
  if (!Number.isNaN(value.getTime())) return { type: "dateTimeOffset", text: value.toISOString() };
  throw new TypeError("odata-filter: a time is wanted that exists");
}

function numberOf(value: number): Constant {
  if (Number.isNaN(value)) return { type: "float", text: "NaN" };
  if (!Number.isFinite(value)) return { type: "float", text: value > 0 ? "INF" : "-INF" };
  const text = String(value);
  return { type: /^-?\d+$/.test(text) ? "integer" : "float", text };
}
