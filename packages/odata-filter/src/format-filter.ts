import type { Comparison, Constant, FieldPath, Filter, GeoDistance, GeoPoint } from "./filter.ts";
import { isIdentifier } from "./identifier.ts";

/**
 * The text of a filter, every operand in its own parentheses, so that it means the same wherever it is
 * put. What was read by `parseFilter` and printed here means the same, and prints the same again.
 *
 * @throws TypeError for a tree, built by hand or taken from JSON, with a kind, name, operator or number that is none.
 */
export function formatFilter(filter: Filter): string {
  switch (filter.kind) {
    case "constant":
      return String(filter.value);
    case "and":
    case "or":
      return chain(filter.kind, filter.operands);
    case "not":
      return `not (${formatFilter(filter.operand)})`;
    case "comparison":
      return comparison(filter);
    case "field":
      return path(filter.path);
    case "any":
    case "all": {
      const { predicate } = filter;
      const body = predicate
        ? `${path([predicate.variable])}: ${formatFilter(predicate.body)}`
        : "";
      return `${path(filter.path)}/${call(filter.kind, body)}`;
    }
    case "search.in": {
      const { values, delimiters } = filter;
      const rest = delimiters === undefined ? [] : [string(delimiters)];
      return call("search.in", path(filter.path), string(values), ...rest);
    }
    case "geo.intersects": {
      const ring = filter.polygon.map(point).join(", ");
      return call("geo.intersects", path(filter.path), `geography'POLYGON((${ring}))'`);
    }
    case "search.ismatch":
    case "search.ismatchscoring": {
      const { search, fields, queryType, searchMode } = filter;
      const given = [search, fields, queryType, searchMode].filter((text) => text !== undefined);
      return call(filter.kind, ...given.map((text) => string(text)));
    }
  }
  throw new TypeError("odata-filter: a node of the tree is of no known kind");
}

function chain(kind: "and" | "or", operands: readonly Filter[]): string {
  // the neutral element, as of an empty sum
  if (operands.length === 0) return String(kind === "and");
  return operands.map((operand) => `(${formatFilter(operand)})`).join(` ${kind} `);
}

function comparison({ left, operator, right }: Comparison): string {
  const operand = left.kind === "geo.distance" ? distance(left) : formatFilter(left);
  return `${operand} ${word(operator)} ${constant(right)}`;
}

function distance(node: GeoDistance): string {
  return call("geo.distance", path(node.path), `geography'POINT(${point(node.point)})'`);
}

function point({ longitude, latitude }: GeoPoint): string {
  return `${word(longitude)} ${word(latitude)}`;
}

function constant(value: Constant): string {
  switch (value.type) {
    case "string":
      return string(value.value);
    case "boolean":
      return String(value.value);
    case "null":
      return "null";
    case "integer":
    case "float":
    case "dateTimeOffset":
      return word(value.text);
  }
}

function string(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function path(names: FieldPath): string {
  if (names.length > 0 && names.every(isIdentifier)) return names.join("/");
  throw new TypeError("odata-filter: a path of the tree has a name that is none");
}

/** What is printed without quotes is one word, so it cannot bring a condition along. */
function word(text: string): string {
  if (/^[\w+.:-]+$/.test(text)) return text;
  throw new TypeError("odata-filter: an operator or number of the tree is none");
}

function call(name: string, ...parameters: readonly string[]): string {
  return `${word(name)}(${parameters.join(", ")})`;
}
