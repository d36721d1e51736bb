import { searchedFields } from "./fields-of.ts";
import type { Comparison, Constant, FieldPath, Filter, SearchIsMatch } from "./filter.ts";
import {
  elementType,
  findField,
  type IndexDefinition,
  type IndexField,
} from "./index-definition.ts";
import { checkLambdaBody } from "./lambda-body.ts";
import type { Fail } from "./lambda-scopes.ts";

/** What a filter is held against. */
export interface FilterRules {
  readonly index: IndexDefinition | undefined;
  readonly allowedFields: readonly string[] | undefined;
  readonly fail: Fail;
}

/** What the range variable of the lambda around stands for. */
interface Range {
  readonly variable: string;
  /** An element of the collection, as if it were a field. */
  readonly element: IndexField | undefined;
}

const integerTypes = new Set(["Edm.Int32", "Edm.Int64", "Edm.Int16", "Edm.SByte", "Edm.Byte"]);
const floatTypes = new Set(["Edm.Double", "Edm.Single", "Edm.Half"]);
const vectorElements = new Set(["Edm.Single", "Edm.Half", "Edm.Int16", "Edm.SByte", "Edm.Byte"]);

/**
 * Checks what a filter compares, against the fields that it may name and an index definition where there
 * are such.
 *
 * @see https://learn.microsoft.com/azure/search/search-query-odata-comparison-operators
 * @throws FilterError for a field that is unknown, not filterable or not allowed, or of another type.
 */
export function checkFilter(filter: Filter, rules: FilterRules): void {
  check(filter, undefined, rules);
}

function check(filter: Filter, range: Range | undefined, rules: FilterRules): void {
  const { fail } = rules;
  switch (filter.kind) {
    case "constant":
      return;
    case "search.ismatch":
    case "search.ismatchscoring":
      checkFullText(filter, rules);
      return;
    case "and":
    case "or":
      for (const operand of filter.operands) check(operand, range, rules);
      return;
    case "not":
      check(filter.operand, range, rules);
      return;
    case "field":
      requireType(filter, range, rules, ["Edm.Boolean"]);
      return;
    case "search.in":
      requireType(filter, range, rules, ["Edm.String"]);
      return;
    case "geo.intersects":
      requireType(filter, range, rules, ["Edm.GeographyPoint"]);
      return;
    case "comparison":
      checkComparison(filter, range, rules);
      return;
    case "any":
    case "all": {
      const field = resolve(filter, range, rules);
      const type = field && elementType(field.type);
      if (field && type === undefined) {
        throw fail(
          filter,
          "TYPE_MISMATCH",
          `The filter uses ${filter.kind} on a field that is no collection.`,
        );
      }
      if (!filter.predicate) return;
      const { variable, body } = filter.predicate;
      const element = field && type !== undefined ? { ...field, name: variable, type } : undefined;
      check(body, { variable, element }, rules);
      if (type !== undefined) checkLambdaBody(filter, type, fail);
    }
  }
}

/** A search that may look into any field is allowed only where any field is. */
function checkFullText(filter: SearchIsMatch, { index, allowedFields, fail }: FilterRules): void {
  for (const path of searchedFields(filter)) {
    if (allowedFields && !allowedFields.includes(path)) {
      throw fail(filter, "FIELD_NOT_ALLOWED", "The filter searches a field that it may not use.");
    }
    if (!index || path === "*") continue;
    const field = findField(index, path.split("/"));
    if (!field) {
      throw fail(
        filter,
        "FIELD_UNKNOWN",
        "The filter searches a field that the index does not have.",
      );
    }
    const isText = (elementType(field.type) ?? field.type) === "Edm.String";
    if (!isText || field.searchable === false) {
      throw fail(filter, "TYPE_MISMATCH", "The filter searches a field that is not searchable.");
    }
  }
}

function checkComparison(filter: Comparison, range: Range | undefined, rules: FilterRules): void {
  const { left, operator, right } = filter;
  const mismatch = (message: string) => rules.fail(filter, "TYPE_MISMATCH", message);
  const isOrder = operator !== "eq" && operator !== "ne";
  if (right.type === "null" && isOrder) {
    throw mismatch("The filter compares null by more than eq and ne.");
  }
  switch (left.kind) {
    case "geo.distance":
      requireType(left, range, rules, ["Edm.GeographyPoint"]);
      if (!isOrder)
        throw mismatch("The filter compares a distance by eq or ne; use lt, le, gt or ge.");
      if (!isNumber(right))
        throw mismatch("The filter compares a distance with something that is no number.");
      return;
    case "field": {
      const field = resolve(left, range, rules);
      if (field) checkAgainst(field.type, filter, mismatch);
      return;
    }
    case "search.in":
    case "search.ismatch":
    case "search.ismatchscoring":
    case "geo.intersects":
      check(left, range, rules);
      if (right.type !== "boolean" || isOrder) {
        throw mismatch("The filter compares a condition with something other than true or false.");
      }
  }
}

function checkAgainst(
  type: string,
  { operator, right }: Comparison,
  mismatch: (message: string) => Error,
): void {
  const isOrder = operator !== "eq" && operator !== "ne";
  if (elementType(type) !== undefined) {
    throw mismatch("The filter compares a collection itself; test its elements by any or all.");
  }
  if (type === "Edm.ComplexType") {
    throw mismatch("The filter compares a complex field itself; compare one of its sub-fields.");
  }
  if (right.type === "null") return;
  if (type === "Edm.GeographyPoint") {
    throw mismatch("The filter compares a point; use geo.distance or geo.intersects.");
  }
  if (isOrder && (type === "Edm.String" || type === "Edm.Boolean")) {
    throw mismatch("The filter orders a field that has no order; use eq, ne or search.in.");
  }
  if (!fits(type, right)) {
    throw mismatch("The filter compares a field with a constant of another type.");
  }
}

function fits(type: string, constant: Constant): boolean {
  if (integerTypes.has(type)) {
    return isNumber(constant) && !/^(?:NaN|-?INF)$/.test(textOf(constant));
  }
  if (floatTypes.has(type)) return isNumber(constant);
  const wanted: Readonly<Record<string, Constant["type"]>> = {
    "Edm.String": "string",
    "Edm.Boolean": "boolean",
    "Edm.DateTimeOffset": "dateTimeOffset",
  };
  return wanted[type] === constant.type;
}

function isNumber({ type }: Constant): boolean {
  return type === "integer" || type === "float";
}

function textOf(constant: Constant): string {
  return "text" in constant ? constant.text : "";
}

function requireType(
  node: { readonly path: FieldPath },
  range: Range | undefined,
  rules: FilterRules,
  types: readonly string[],
): void {
  const field = resolve(node, range, rules);
  if (!field || types.includes(field.type)) return;
  const isCollection = elementType(field.type) !== undefined;
  throw rules.fail(
    node,
    "TYPE_MISMATCH",
    `The filter has a field of another type where ${types.join(" or ")} is wanted${isCollection ? "; test a collection's elements by any or all" : ""}.`,
  );
}

/** The field of a path; `undefined` where there is no index to know it by. */
function resolve(
  node: { readonly path: FieldPath },
  range: Range | undefined,
  { index, allowedFields, fail }: FilterRules,
): IndexField | undefined {
  const [first = "", ...rest] = node.path;
  const isBound = range?.variable === first;
  if (!isBound && allowedFields && !allowedFields.includes(node.path.join("/"))) {
    throw fail(node, "FIELD_NOT_ALLOWED", "The filter names a field that it may not use.");
  }
  if (!index) return undefined;
  let field = isBound ? range.element : findField(index, [first]);
  for (const name of rest) {
    if (field && elementType(field.type) !== undefined) {
      throw fail(
        node,
        "TYPE_MISMATCH",
        "The filter has a path through a collection; use any or all.",
      );
    }
    field = field && findField({ fields: field.fields ?? [] }, [name]);
  }
  if (!field)
    throw fail(node, "FIELD_UNKNOWN", "The filter names a field that the index does not have.");
  const isVector = vectorElements.has(elementType(field.type) ?? "") && "dimensions" in field;
  if (field.filterable === false || isVector) {
    throw fail(node, "FIELD_NOT_FILTERABLE", "The filter names a field that is not filterable.");
  }
  return field;
}
