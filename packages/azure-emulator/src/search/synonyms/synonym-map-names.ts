import { invalidRequest } from "../search-error.ts";

/**
 * Reads the `synonymMaps` of a field: one name at most.
 *
 * @param name Of the field.
 * @throws SearchError for anything else.
 */
export function parseSynonymMapNames(value: unknown, name: string): readonly string[] {
  const names: unknown = value ?? [];
  if (Array.isArray(names) && names.length <= 1) {
    const [map] = names as readonly unknown[];
    if (map === undefined) return [];
    if (typeof map === "string") return [map];
  }
  throw invalidRequest(
    "index",
    `The property 'synonymMaps' of field '${name}' must be a list of at most one name.`,
  );
}
