import type { SearchQuery } from "../retrieve.ts";
import type { DefinedField, IndexDefinition } from "./index-definition.ts";
import { unusable } from "./upstream-failure.ts";
import { usualNames } from "./usual-names.ts";

/**
 * A search with the fields that nobody has mapped filled in from the definition of its index: what the
 * semantic ranker reads, then fields of the usual names, then whatever text can be searched. Fields that say
 * who may read a document are never among them.
 *
 * @throws OnYourDataError `UPSTREAM_FAILED` for an index that shows no text.
 */
export function mapFields(search: SearchQuery, definition: IndexDefinition): SearchQuery {
  const { source, fields } = search;
  const guarded = new Set([source.groupField, source.userField]);
  const shown = definition.fields.filter(
    ({ name, isRetrievable, isPermission }) => isRetrievable && !isPermission && !guarded.has(name),
  );
  const firstOf = (names: readonly (string | undefined)[]): string | undefined =>
    names.find((name) => shown.some((field) => field.name === name && isText(field)));
  const { titleField, contentFields } = semanticFields(search, definition);
  const found = {
    titleField: firstOf([titleField, ...usualNames.title]),
    urlField: firstOf(usualNames.url),
    filepathField: firstOf(usualNames.filepath),
  };
  const taken = new Set<string | undefined>(Object.values(found));
  const usual = firstOf(usualNames.content);
  const choices = [
    contentFields.filter((name) => firstOf([name])),
    usual === undefined ? [] : [usual],
    shown
      .filter((field) => field.type === "Edm.String" && field.isSearchable && !field.isKey)
      .map(({ name }) => name)
      .filter((name) => !taken.has(name)),
  ];
  const mapped = {
    contentFields: choices.find((names) => names.length > 0) ?? [],
    ...found,
    vectorFields: definition.fields.filter(isVector).map(({ name }) => name),
    ...present(fields),
  };
  if (mapped.contentFields.length === 0) {
    throw unusable("search", new TypeError("The index has no text that may be shown"));
  }
  const chunkIdField = source.chunkIdField ?? firstOf(usualNames.chunkId);
  return { ...search, fields: mapped, source: { ...source, ...present({ chunkIdField }) } };
}

function semanticFields(
  { semanticConfiguration }: SearchQuery,
  { semanticConfigurations }: IndexDefinition,
): { readonly titleField?: string | undefined; readonly contentFields: readonly string[] } {
  const named = semanticConfigurations.find(({ name }) => name === semanticConfiguration);
  return named ?? semanticConfigurations[0] ?? { contentFields: [] };
}

function isText({ type }: DefinedField): boolean {
  return type === "Edm.String" || type === "Collection(Edm.String)";
}

/** @see https://learn.microsoft.com/azure/search/vector-search-integrated-vectorization */
function isVector({ type, isSearchable }: DefinedField): boolean {
  return isSearchable && /^Collection\(Edm\.(?:Single|Half|Int16|SByte|Byte)\)$/.test(type);
}

/** What is there of an object: what is missing must not hide what was found. */
function present<T extends object>(members: T): { [K in keyof T]: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: NonNullable<T[K]>;
  };
}
