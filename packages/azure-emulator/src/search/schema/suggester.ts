import { findField } from "./find-field.ts";
import { isTextType } from "./field-types.ts";
import type { SearchField } from "./index-field.ts";
import { asJsonObject } from "../json-object.ts";
import { invalidRequest } from "../search-error.ts";

/** Which fields suggestions come from. */
export interface Suggester {
  readonly name: string;
  readonly searchMode: "analyzingInfixMatching";
  readonly sourceFields: readonly string[];
}

/**
 * Reads the `suggesters` of an index.
 *
 * @see https://learn.microsoft.com/azure/search/index-add-suggesters
 * @throws SearchError for more than one, or one whose fields cannot be suggested from.
 */
export function parseSuggesters(
  value: unknown,
  fields: readonly SearchField[],
): readonly Suggester[] {
  if (!Array.isArray(value) || value.length > 1) {
    throw invalidRequest("index", "An index can have up to one suggester.");
  }
  return value.map((each: unknown) => {
    const raw = asJsonObject(each);
    const { name, searchMode, sourceFields } = raw;
    if (typeof name !== "string" || name === "" || searchMode !== "analyzingInfixMatching") {
      throw invalidRequest(
        "index",
        "A suggester must have a name and the search mode 'analyzingInfixMatching'.",
      );
    }
    if (!Array.isArray(sourceFields) || sourceFields.length === 0) {
      throw invalidRequest("index", `The suggester '${name}' must have source fields.`);
    }
    return {
      name,
      searchMode,
      sourceFields: sourceFields.map((path: unknown) => {
        const field = findField(fields, String(path));
        if (field?.searchable && isTextType(field.type)) return String(path);
        throw invalidRequest(
          "index",
          `The suggester '${name}' names a field '${String(path)}' that is not searchable text.`,
        );
      }),
    };
  });
}
