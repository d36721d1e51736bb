import { findField } from "./find-field.ts";
import { isTextType } from "./field-types.ts";
import type { SearchField } from "./index-field.ts";
import { asJsonObject, showJson, type JsonObject } from "../json-object.ts";
import { invalidRequest, notEmulated } from "../search-error.ts";

/** What semantic ranking reads. */
export interface SemanticSettings {
  readonly defaultConfiguration: string | null;
  readonly configurations: readonly SemanticConfiguration[];
}

/** Which fields semantic ranking reads, the most telling ones first. */
export interface SemanticConfiguration {
  readonly name: string;
  readonly prioritizedFields: {
    readonly titleField: FieldReference | null;
    readonly prioritizedContentFields: readonly FieldReference[];
    readonly prioritizedKeywordsFields: readonly FieldReference[];
  };
}

interface FieldReference {
  readonly fieldName: string;
}

/**
 * Reads the `semantic` part of an index.
 *
 * @see https://learn.microsoft.com/azure/search/semantic-how-to-configure
 * @throws SearchError for configurations without a field, or with one that is not searchable text.
 */
export function parseSemantic(
  value: unknown,
  fields: readonly SearchField[],
): SemanticSettings | null {
  if (value === null) return null;
  const { defaultConfiguration = null, configurations = [] } = asJsonObject(value);
  if (!Array.isArray(configurations)) {
    throw invalidRequest("index", "The semantic configurations must be a list.");
  }
  const parsed = configurations.map((each: unknown) =>
    parseConfiguration(asJsonObject(each), fields),
  );
  if (defaultConfiguration === null) return { defaultConfiguration, configurations: parsed };
  const found = parsed.find(({ name }) => name === defaultConfiguration);
  if (found) return { defaultConfiguration: found.name, configurations: parsed };
  throw invalidRequest(
    "index",
    `The default semantic configuration '${showJson(defaultConfiguration)}' does not exist.`,
  );
}

function parseConfiguration(
  { name, prioritizedFields, rankingOrder = null, flightingOptIn = null }: JsonObject,
  fields: readonly SearchField[],
): SemanticConfiguration {
  if (typeof name !== "string" || name === "") {
    throw invalidRequest("index", "A semantic configuration must have a name.");
  }
  if (rankingOrder !== null || flightingOptIn !== null) {
    throw notEmulated("'rankingOrder' and 'flightingOptIn' in a semantic configuration");
  }
  const {
    titleField = null,
    prioritizedContentFields = [],
    prioritizedKeywordsFields = [],
  } = asJsonObject(prioritizedFields);
  const reference = (each: unknown): FieldReference => {
    const { fieldName } = asJsonObject(each);
    const field = findField(fields, String(fieldName));
    if (field && isTextType(field.type) && field.searchable) {
      return { fieldName: String(fieldName) };
    }
    throw invalidRequest(
      "index",
      `The semantic configuration '${name}' names a field '${String(fieldName)}' that is not searchable text.`,
    );
  };
  const references = (list: unknown): readonly FieldReference[] =>
    Array.isArray(list) ? list.map(reference) : [];
  const parsed = {
    titleField: titleField === null ? null : reference(titleField),
    prioritizedContentFields: references(prioritizedContentFields),
    prioritizedKeywordsFields: references(prioritizedKeywordsFields),
  };
  const { prioritizedContentFields: content, prioritizedKeywordsFields: keywords } = parsed;
  if (!parsed.titleField && content.length + keywords.length === 0) {
    throw invalidRequest("index", `The semantic configuration '${name}' must name a field.`);
  }
  return { name, prioritizedFields: parsed };
}
