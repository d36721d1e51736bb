import { findField } from "../schema/find-field.ts";
import type { SearchField } from "../schema/index-field.ts";
import { asJsonObject, type JsonObject } from "../json-object.ts";
import { invalidExpression } from "../search-error.ts";
import { unknownField } from "./search-filter.ts";

/** What of a document may be in an answer. */
export type Projection = (document: JsonObject) => JsonObject;

/**
 * Reads a `$select`. A field that is not retrievable is never in an answer, not even when nothing is selected.
 *
 * @param select Paths of fields; without any: all that are retrievable.
 * @throws SearchError for a field that does not exist or is not retrievable.
 */
export function parseSelect(select: readonly string[], fields: readonly SearchField[]): Projection {
  for (const path of select) {
    const field = findField(fields, path);
    if (!field) throw unknownField("$select", path);
    if (!isRetrievable(fields, path)) {
      throw invalidExpression(
        "$select",
        `'${path}' is not a retrievable field. Only retrievable fields can be used in select expressions.`,
      );
    }
  }
  return (document) => project(document, fields, select);
}

/** Whether a field, and all that it lies in, may be in answers. */
export function isRetrievable(fields: readonly SearchField[], path: string): boolean {
  const names = path.split("/");
  return names.every(
    (_, index) => findField(fields, names.slice(0, index + 1).join("/"))?.retrievable,
  );
}

function project(
  document: JsonObject,
  fields: readonly SearchField[],
  select: readonly string[],
): JsonObject {
  const selected = fields.flatMap((field): readonly (readonly [string, unknown])[] => {
    const prefix = `${field.name}/`;
    const within = select
      .filter((path) => path.startsWith(prefix))
      .map((path) => path.slice(prefix.length));
    const isWhole = select.length === 0 || select.includes(field.name);
    if (!field.retrievable || (!isWhole && within.length === 0)) return [];
    const value = document[field.name];
    if (field.fields.length === 0) return [[field.name, value]];
    const inner = (each: unknown): JsonObject =>
      project(asJsonObject(each), field.fields, isWhole ? [] : within);
    if (Array.isArray(value)) return [[field.name, value.map(inner)]];
    return [[field.name, value === null ? null : inner(value)]];
  });
  return Object.fromEntries(selected);
}
