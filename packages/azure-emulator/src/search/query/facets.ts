import type { SearchDocument } from "../documents/document-value.ts";
import { findField, valuesAt } from "../schema/find-field.ts";
import type { SearchField } from "../schema/index-field.ts";
import { invalidExpression, notEmulated } from "../search-error.ts";
import { unknownField } from "./search-filter.ts";

/** How many documents have a value, or a value from `from` up to but without `to`. */
type FacetBucket =
  | { readonly count: number; readonly value: unknown }
  | { readonly count: number; readonly from?: unknown; readonly to?: unknown };

/** Counts what a facet asks for. */
export interface Facet {
  readonly path: string;
  count(documents: readonly SearchDocument[]): readonly FacetBucket[];
}

const defaultCount = 10;

/**
 * Reads a facet, as in `category,count:5,sort:-value`.
 *
 * @see https://learn.microsoft.com/azure/search/search-faceted-navigation
 * @throws SearchError for a field that has no facets, or an option that is unknown.
 */
export function parseFacet(source: string, fields: readonly SearchField[]): Facet {
  const [path = "", ...parts] = source.split(",").map((part) => part.trim());
  const field = findField(fields, path);
  if (!field) throw unknownField("facet", path);
  if (!field.facetable) {
    throw invalidExpression(
      "facet",
      `'${path}' is not a facetable field. Only facetable fields can be used in facet expressions.`,
    );
  }
  const options = new Map(parts.map((part) => splitOnce(part, ":")));
  for (const name of options.keys()) {
    if (!["count", "sort", "values", "interval"].includes(name)) {
      throw notEmulated(`the facet option '${name}'`);
    }
  }
  const { values, interval } = Object.fromEntries(options);
  if (values !== undefined && interval !== undefined) {
    throw invalidExpression("facet", "'values' and 'interval' cannot be combined.");
  }
  const valuesOf = (document: SearchDocument): ReadonlySet<unknown> =>
    new Set(valuesAt(document, path));
  if (values !== undefined) {
    const bounds = values.split("|").map((bound) => boundOf(field, bound));
    return { path, count: (documents) => countRanges(documents.map(valuesOf), bounds) };
  }
  const bucketOf = interval === undefined ? (value: unknown) => value : byInterval(field, interval);
  const limit = countOf(options.get("count"));
  const order = sortOf(options.get("sort") ?? (interval === undefined ? "count" : "value"));
  return {
    path,
    count(documents) {
      const counts = new Map<unknown, number>();
      for (const document of documents) {
        for (const value of new Set([...valuesOf(document)].map(bucketOf))) {
          counts.set(value, (counts.get(value) ?? 0) + 1);
        }
      }
      return [...counts]
        .map(([value, count]) => ({ count, value }))
        .toSorted(order)
        .slice(0, limit);
    },
  };
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function countOf(text: string | undefined): number {
  if (text === undefined) return defaultCount;
  if (/^\d+$/.test(text)) return Number(text);
  throw invalidExpression("facet", `The count '${text}' is no number.`);
}

type ValueCount = { readonly count: number; readonly value: unknown };

function byValue(left: ValueCount, right: ValueCount): number {
  return comparable(left.value) < comparable(right.value) ? -1 : 1;
}

function sortOf(sort: string): (left: ValueCount, right: ValueCount) => number {
  switch (sort) {
    case "count":
      return (left, right) => right.count - left.count || byValue(left, right);
    case "-count":
      return (left, right) => left.count - right.count || byValue(left, right);
    case "value":
      return byValue;
    case "-value":
      return (left, right) => byValue(right, left);
    default:
      throw invalidExpression("facet", `The sort '${sort}' is not supported.`);
  }
}

function comparable(value: unknown): number | string {
  return typeof value === "number" ? value : String(value);
}

function boundOf({ name, type }: SearchField, text: string): number | string {
  if (isTime(type)) {
    const time = new Date(text);
    if (!Number.isNaN(time.getTime())) return time.toISOString().replace(".000Z", "Z");
  } else if (isNumeric(type) && text !== "" && !Number.isNaN(Number(text))) return Number(text);
  throw invalidExpression("facet", `The value '${text}' does not fit the field '${name}'.`);
}

/** One bucket below, between and above the bounds. */
function countRanges(
  documents: readonly ReadonlySet<unknown>[],
  bounds: readonly (number | string)[],
): readonly FacetBucket[] {
  const bucket = (from: number | string | undefined, index: number): FacetBucket => {
    const to = bounds[index];
    const isIn = (value: unknown): boolean =>
      (from === undefined || comparable(value) >= from) &&
      (to === undefined || comparable(value) < to);
    return {
      count: documents.filter((values) => [...values].some(isIn)).length,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    };
  };
  return [undefined, ...bounds].map(bucket);
}

const timeUnits: Readonly<Record<string, number>> = {
  minute: 16,
  hour: 13,
  day: 10,
  month: 7,
  year: 4,
};

/** What a value is counted as: the start of the interval that it lies in. */
function byInterval({ name, type }: SearchField, interval: string): (value: unknown) => unknown {
  if (isNumeric(type)) {
    const width = Number(interval);
    if (width > 0) return (value) => Math.floor(Number(value) / width) * width;
  }
  const digits = timeUnits[interval];
  if (isTime(type) && digits !== undefined) {
    return (value) => `${String(value).slice(0, digits)}${"0000-01-01T00:00:00Z".slice(digits)}`;
  }
  throw invalidExpression("facet", `The interval '${interval}' does not fit the field '${name}'.`);
}

function isTime(type: string): boolean {
  return type.includes("Edm.DateTimeOffset");
}

function isNumeric(type: string): boolean {
  return /Edm\.(?:Int32|Int64|Double)/.test(type);
}
