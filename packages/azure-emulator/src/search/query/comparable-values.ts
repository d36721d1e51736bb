import { valuesOf, type Comparison, type FieldPath, type Filter } from "@entrim/odata-filter";
import type { AnalysisSettings } from "../analysis/analysis-settings.ts";
import type { Normalizer } from "../analysis/normalizer.ts";
import type { SearchDocument } from "../documents/document-value.ts";
import { isJsonObject } from "../json-object.ts";
import { findField } from "../schema/find-field.ts";
import type { SearchField } from "../schema/index-field.ts";

/** What filters, facets and orders take values for. */
export interface ComparableValues {
  /** A document whose values are as their normalizers make them. */
  ofDocument(document: SearchDocument): SearchDocument;
  /** A filter whose literals are; its full-text functions are the same objects as before. */
  ofFilter(filter: Filter): Filter;
}

/**
 * The values of an index as they are compared.
 *
 * @see https://learn.microsoft.com/azure/search/search-normalizers
 */
export function comparableValues(
  fields: readonly SearchField[],
  analysis: Pick<AnalysisSettings, "normalizer">,
): ComparableValues {
  if (!hasNormalizer(fields)) {
    return { ofDocument: (document) => document, ofFilter: (filter) => filter };
  }
  const known = new WeakMap<SearchDocument, SearchDocument>();
  const normalizerAt = (path: FieldPath): Normalizer | undefined => {
    const name = findField(fields, path.join("/"))?.normalizer ?? null;
    return name === null ? undefined : analysis.normalizer(name);
  };
  return {
    ofDocument(document) {
      const existing = known.get(document);
      if (existing) return existing;
      const normalized = normalizeObject(document, fields, analysis);
      known.set(document, normalized);
      return normalized;
    },
    ofFilter: (filter) => normalizeFilter(filter, { normalizerAt, variables: new Map() }),
  };
}

function hasNormalizer(fields: readonly SearchField[]): boolean {
  return fields.some((field) => field.normalizer !== null || hasNormalizer(field.fields));
}

function normalizeObject(
  object: SearchDocument,
  fields: readonly SearchField[],
  analysis: Pick<AnalysisSettings, "normalizer">,
): SearchDocument {
  const changed = fields.map((field): [string, unknown] => {
    const normalize = field.normalizer === null ? undefined : analysis.normalizer(field.normalizer);
    const change = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(change);
      if (isJsonObject(value) && field.fields.length > 0) {
        return normalizeObject(value, field.fields, analysis);
      }
      return normalize && typeof value === "string" ? normalize(value) : value;
    };
    return [field.name, change(object[field.name])];
  });
  return { ...object, ...Object.fromEntries(changed) };
}

interface Scope {
  readonly normalizerAt: (path: FieldPath) => Normalizer | undefined;
  /** Of range variables the collections whose elements they are. */
  readonly variables: ReadonlyMap<string, FieldPath>;
}

function normalizeFilter(filter: Filter, scope: Scope): Filter {
  switch (filter.kind) {
    case "and":
    case "or":
      return { ...filter, operands: filter.operands.map((each) => normalizeFilter(each, scope)) };
    case "not":
      return { ...filter, operand: normalizeFilter(filter.operand, scope) };
    case "any":
    case "all": {
      if (!filter.predicate) return filter;
      const { variable, body } = filter.predicate;
      const variables = new Map(scope.variables).set(variable, resolve(filter.path, scope));
      return {
        ...filter,
        predicate: { variable, body: normalizeFilter(body, { ...scope, variables }) },
      };
    }
    case "comparison":
      return normalizeComparison(filter, scope);
    case "search.in": {
      const normalize = scope.normalizerAt(resolve(filter.path, scope));
      if (!normalize) return filter;
      // one by one, for what a normalizer makes of a value may hold a delimiter
      const operands = valuesOf(filter).map((value) => equals(filter.path, normalize(value)));
      return operands.length === 0 ? { kind: "constant", value: false } : { kind: "or", operands };
    }
    case "constant":
    case "field":
    case "geo.intersects":
    case "search.ismatch":
    case "search.ismatchscoring":
      return filter;
  }
}

function normalizeComparison(filter: Comparison, scope: Scope): Filter {
  const { left, right } = filter;
  if (left.kind === "search.in") {
    // a function that is compared with a Boolean
    const isWanted = right.type === "boolean" && right.value === (filter.operator === "eq");
    const normalized = normalizeFilter(left, scope);
    if (normalized === left) return filter;
    return isWanted ? normalized : { kind: "not", operand: normalized };
  }
  if (left.kind !== "field" || right.type !== "string") return filter;
  const normalize = scope.normalizerAt(resolve(left.path, scope));
  if (!normalize) return filter;
  return { ...filter, right: { type: "string", value: normalize(right.value) } };
}

function equals(path: FieldPath, value: string): Filter {
  return {
    kind: "comparison",
    left: { kind: "field", path },
    operator: "eq",
    right: { type: "string", value },
  };
}

/** A path whose range variable is told by the collection that it goes through. */
function resolve(path: FieldPath, { variables }: Scope): FieldPath {
  const [first = "", ...rest] = path;
  const collection = variables.get(first);
  return collection ? [...collection, ...rest] : path;
}
