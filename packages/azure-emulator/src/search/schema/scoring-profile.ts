import { findField } from "./find-field.ts";
import type { SearchField } from "./index-field.ts";
import { asJsonObject } from "../json-object.ts";
import { invalidRequest, notEmulated } from "../search-error.ts";

/** Which fields count more in full-text scores. */
export interface ScoringProfile {
  readonly name: string;
  readonly text: { readonly weights: Readonly<Record<string, number>> } | null;
}

/**
 * Reads the `scoringProfiles` of an index.
 *
 * @see https://learn.microsoft.com/azure/search/index-add-scoring-profiles
 * @throws SearchError for scoring functions, and for weights of fields that cannot have any.
 */
export function parseScoringProfiles(
  value: unknown,
  fields: readonly SearchField[],
): readonly ScoringProfile[] {
  if (!Array.isArray(value)) {
    throw invalidRequest("index", "The property 'scoringProfiles' must be a list.");
  }
  return value.map((each: unknown) => {
    const raw = asJsonObject(each);
    const { name, text = null, functions = null } = raw;
    if (typeof name !== "string" || name === "") {
      throw invalidRequest("index", "A scoring profile must have a name.");
    }
    if (Array.isArray(functions) && functions.length > 0) throw notEmulated("scoring functions");
    return { name, text: text === null ? null : { weights: weightsOf(text, fields) } };
  });
}

function weightsOf(text: unknown, fields: readonly SearchField[]): Record<string, number> {
  const weights: unknown =
    typeof text === "object" && text !== null && Reflect.get(text, "weights");
  if (typeof weights !== "object" || weights === null) {
    throw invalidRequest("index", "The text of a scoring profile must have weights.");
  }
  return Object.fromEntries(
    Object.entries(weights).map(([path, weight]: [string, unknown]) => {
      if (typeof weight === "number" && weight > 0 && findField(fields, path)?.searchable) {
        return [path, weight];
      }
      throw invalidRequest(
        "index",
        `The weight of '${path}' must be a positive number, and the field searchable.`,
      );
    }),
  );
}
