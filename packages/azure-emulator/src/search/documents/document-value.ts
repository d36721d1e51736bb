import { elementTypeOf, isComplexType, isVectorType } from "../schema/field-types.ts";
import type { SearchField } from "../schema/index-field.ts";
import { isJsonObject, type JsonObject } from "../json-object.ts";
import { invalidRequest } from "../search-error.ts";

/** A document of an index: every field has a value, be it `null` or an empty list. */
export type SearchDocument = JsonObject;

/**
 * The document that results when some fields are written to what is stored.
 *
 * @param stored What the other fields keep; without it they become `null`, or empty.
 * @throws SearchError for a field that the index does not have, or a value of another type.
 */
export function writeFields(
  fields: readonly SearchField[],
  written: JsonObject,
  stored: JsonObject | undefined,
): SearchDocument {
  for (const name of Object.keys(written)) {
    if (fields.some((field) => field.name === name)) continue;
    throw invalidRequest(
      "parameters",
      `The property '${name}' does not exist on type 'search.documentFields'. Make sure to only use property names that are defined by the type.`,
    );
  }
  return Object.fromEntries(
    fields.map((field) => {
      const isWritten = Object.hasOwn(written, field.name);
      const before = stored?.[field.name];
      if (!isWritten) return [field.name, before ?? emptyOf(field)];
      return [field.name, valueOf(field, written[field.name], before)];
    }),
  );
}

function emptyOf({ type }: SearchField): unknown {
  return elementTypeOf(type) === undefined || isVectorType(type) ? null : [];
}

function valueOf(field: SearchField, value: unknown, stored: unknown): unknown {
  const { type } = field;
  if (value === null) return emptyOf(field);
  const element = elementTypeOf(type);
  if (element === undefined) {
    // only single complex values are merged; collections are replaced
    return singleValueOf(field, type, value, isJsonObject(stored) ? stored : undefined);
  }
  if (!Array.isArray(value)) throw mismatch(field);
  const values = value as readonly unknown[];
  if (isVectorType(type)) return vectorOf(field, values);
  return values.map((each) => {
    if (each === null) throw mismatch(field);
    return singleValueOf(field, element, each, undefined);
  });
}

function singleValueOf(
  field: SearchField,
  type: string,
  value: unknown,
  stored: JsonObject | undefined,
): unknown {
  if (isComplexType(type)) {
    if (!isJsonObject(value)) throw mismatch(field);
    return writeFields(field.fields, value, stored);
  }
  const read = readers[type]?.(value);
  if (read === undefined) throw mismatch(field);
  return read;
}

/** What each type makes of a value; undefined where it is of another type. */
const readers: Readonly<Record<string, (value: unknown) => unknown>> = {
  "Edm.String": (value) => (typeof value === "string" ? value : undefined),
  "Edm.Boolean": (value) => (typeof value === "boolean" ? value : undefined),
  "Edm.Int32": (value) =>
    Number.isInteger(value) && value === Number(value) >> 0 ? value : undefined,
  "Edm.Int64": (value) => (Number.isSafeInteger(value) ? value : undefined),
  "Edm.Double": (value) =>
    typeof value === "number" || value === "NaN" || value === "INF" || value === "-INF"
      ? value
      : undefined,
  "Edm.DateTimeOffset": instantOf,
  "Edm.GeographyPoint": pointOf,
};

const dateTimeOffset = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/;

/** Times come back in UTC, to the millisecond. */
function instantOf(value: unknown): string | undefined {
  if (typeof value !== "string" || !dateTimeOffset.test(value)) return undefined;
  const time = new Date(value);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString().replace(".000Z", "Z");
}

function pointOf(value: unknown): JsonObject | undefined {
  if (!isJsonObject(value) || value["type"] !== "Point") return undefined;
  const { coordinates } = value;
  if (!Array.isArray(coordinates) || coordinates.length !== 2) return undefined;
  const [longitude, latitude] = coordinates as readonly unknown[];
  if (!isDegrees(longitude, 180) || !isDegrees(latitude, 90)) return undefined;
  return {
    type: "Point",
    coordinates: [longitude, latitude],
    crs: { type: "name", properties: { name: "EPSG:4326" } },
  };
}

function isDegrees(value: unknown, max: number): boolean {
  return typeof value === "number" && Math.abs(value) <= max;
}

function vectorOf(field: SearchField, values: readonly unknown[]): readonly unknown[] {
  if (!values.every((value) => typeof value === "number")) throw mismatch(field);
  if (values.length === field.dimensions) return values;
  throw invalidRequest("parameters", vectorLengthMessage(field, values.length));
}

/** How the service tells that a vector is too short or too long. */
export function vectorLengthMessage({ name, dimensions }: SearchField, length: number): string {
  return `There's a mismatch in vector dimensions. The vector field '${name}', with dimension of '${String(dimensions)}', expects a length of '${String(dimensions)}'. However, the provided vector has a length of '${length}'.`;
}

function mismatch({ name, type }: SearchField): Error {
  return invalidRequest(
    "parameters",
    `Cannot convert the value of the property '${name}' to the expected type '${type}'.`,
  );
}
