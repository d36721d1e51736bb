import { hasFeature } from "../api-features.ts";
import type { IndexStore } from "../documents/index-store.ts";
import type { SearchIndex } from "../documents/search-index.ts";
import { isJsonObject, showJson, type JsonObject } from "../json-object.ts";
import { membersOf, optionalText } from "../objects/object-members.ts";
import { parseObjectName } from "../objects/object-name.ts";
import { checkSearchFilter } from "../query/search-filter.ts";
import { parseSelect } from "../query/select-fields.ts";
import { semanticConfigurationOf } from "../query/semantic-ranking.ts";
import { invalidRequest, notEmulated } from "../search-error.ts";
import { searchableTextFields } from "../text/text-index.ts";

/** An index that knowledge bases retrieve from. */
export interface KnowledgeSource {
  readonly name: string;
  readonly description: string | null;
  readonly searchIndexName: string;
  /** Fields that references hold (the key and those of the semantic configuration). */
  readonly sourceDataFields: readonly string[];
  /** Fields that are searched (all). */
  readonly searchFields: readonly string[];
  /** The index's default where there is none. */
  readonly semanticConfigurationName: string | null;
  /** A filter that holds for every retrieval. */
  readonly baseFilter: string | null;
}

const where = "knowledgeSource";

/**
 * Reads a definition.
 *
 * @see https://learn.microsoft.com/azure/search/agentic-knowledge-source-how-to-search-index
 * @throws SearchError for one that the service would not take, and for other kinds than `searchIndex`.
 */
export function parseKnowledgeSource(
  value: unknown,
  apiVersion: string,
  indexes: Pick<IndexStore, "get">,
): KnowledgeSource {
  const known = ["name", "description", "kind", "encryptionKey", "searchIndexParameters"];
  if (isJsonObject(value) && value["kind"] !== undefined && value["kind"] !== "searchIndex") {
    throw notEmulated(`knowledge sources of the kind '${showJson(value["kind"])}'`);
  }
  const raw = membersOf(value, known, { where, type: "KnowledgeSource", apiVersion });
  if (raw["kind"] === undefined) {
    throw invalidRequest(where, "A knowledge source must have a kind.");
  }
  const parameters = membersOf(
    raw["searchIndexParameters"],
    [
      "searchIndexName",
      "sourceDataFields",
      "searchFields",
      "semanticConfigurationName",
      ...(hasFeature("baseFilters", apiVersion) ? ["baseFilter"] : []),
    ],
    { where, type: "SearchIndexKnowledgeSourceParameters", apiVersion },
  );
  const { searchIndexName } = parameters;
  if (typeof searchIndexName !== "string") {
    throw invalidRequest(where, "The property 'searchIndexName' must name an index.");
  }
  const source = {
    name: parseObjectName(raw["name"], { where, kind: "Knowledge source" }),
    description: optionalText(raw, "description", where),
    searchIndexName,
    sourceDataFields: fieldNamesOf(parameters, "sourceDataFields"),
    searchFields: fieldNamesOf(parameters, "searchFields").filter((name) => name !== "*"),
    semanticConfigurationName: optionalText(parameters, "semanticConfigurationName", where),
    baseFilter: optionalText(parameters, "baseFilter", where),
  };
  checkSource(source, indexes.get(searchIndexName));
  return source;
}

/** @throws SearchError for what the index does not have. */
function checkSource(source: KnowledgeSource, index: SearchIndex): void {
  semanticConfigurationOf(index.definition, {
    semanticConfiguration: source.semanticConfigurationName ?? undefined,
  });
  parseSelect(source.sourceDataFields, index.definition.fields);
  const searchable = new Set(searchableTextFields(index.definition).map(({ path }) => path));
  const stray = source.searchFields.find((name) => !searchable.has(name));
  if (stray !== undefined) {
    throw invalidRequest(where, `The field '${stray}' in 'searchFields' is not searchable.`);
  }
  if (source.baseFilter !== null) checkSearchFilter(source.baseFilter, index);
}

function fieldNamesOf(
  raw: JsonObject,
  member: "sourceDataFields" | "searchFields",
): readonly string[] {
  const value = raw[member] ?? [];
  const names = Array.isArray(value)
    ? value.map((each: unknown) => (isJsonObject(each) ? each["name"] : undefined))
    : [undefined];
  if (names.every((name) => typeof name === "string")) return names;
  throw invalidRequest(where, `The property '${member}' must be a list of fields by name.`);
}

/** A knowledge source as it is answered. */
export function formatKnowledgeSource(
  { name, description, baseFilter, ...source }: KnowledgeSource,
  apiVersion: string,
): JsonObject {
  return {
    name,
    kind: "searchIndex",
    description,
    encryptionKey: null,
    searchIndexParameters: {
      searchIndexName: source.searchIndexName,
      semanticConfigurationName: source.semanticConfigurationName,
      ...(hasFeature("baseFilters", apiVersion) ? { baseFilter } : {}),
      sourceDataFields: source.sourceDataFields.map(fieldReference),
      searchFields: source.searchFields.map(fieldReference),
    },
  };
}

/** A field as it is referred to. */
export function fieldReference(name: string): JsonObject {
  return { name };
}

/** @throws SearchError when a version would take away a filter that it does not know of. */
export function checkSourceChange({ name, baseFilter }: KnowledgeSource, apiVersion: string): void {
  if (baseFilter === null || hasFeature("baseFilters", apiVersion)) return;
  throw invalidRequest(
    where,
    `The knowledge source '${name}' has a 'baseFilter', which the API version '${apiVersion}' does not have.`,
  );
}
