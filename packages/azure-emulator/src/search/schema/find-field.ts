import type { SearchField } from "./index-field.ts";
import { type JsonObject } from "../json-object.ts";

/** The field of a path, as in `title` or `Address/City`; undefined where there is none. */
export function findField(fields: readonly SearchField[], path: string): SearchField | undefined {
  let among = fields;
  let found: SearchField | undefined;
  for (const name of path.split("/")) {
    found = among.find((field) => field.name === name);
    if (!found) return undefined;
    among = found.fields;
  }
  return found;
}

/** A field that has a value of its own, and where it is. */
export interface FieldAtPath {
  /** As in `Address/City`. */
  readonly path: string;
  readonly field: SearchField;
}

/** All fields that are not complex, however deep. */
export function leafFields(fields: readonly SearchField[], parent = ""): readonly FieldAtPath[] {
  return fields.flatMap((field) => {
    const path = parent + field.name;
    return field.fields.length > 0 ? leafFields(field.fields, `${path}/`) : [{ path, field }];
  });
}

/** Every value at a path of a document: of collections each element, of missing ones none. */
export function valuesAt(document: JsonObject, path: string): readonly unknown[] {
  let values: readonly unknown[] = [document];
  for (const name of path.split("/")) {
    values = values.flatMap((value) => {
      const member: unknown =
        typeof value === "object" && value !== null ? (value as JsonObject)[name] : undefined;
      return Array.isArray(member) ? (member as readonly unknown[]) : [member];
    });
  }
  return values.filter((value) => value !== null && value !== undefined);
}
