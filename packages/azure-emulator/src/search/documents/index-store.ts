import { hasFeature } from "../api-features.ts";
import { showJson, type JsonObject } from "../json-object.ts";
import type { ObjectStore } from "../objects/object-store.ts";
import { requireCondition } from "../objects/require-condition.ts";
import { parseIndexDefinition, type IndexDefinition } from "../schema/index-definition.ts";
import type { SearchField } from "../schema/index-field.ts";
import { SearchError } from "../search-error.ts";
import type { SynonymMap } from "../synonyms/synonym-map.ts";
import { createSearchIndex, type SearchIndex } from "./search-index.ts";

/** The indexes of a service. */
export interface IndexStore {
  list(): readonly SearchIndex[];
  /** @throws SearchError (404) when there is none by that name. */
  get(name: string): SearchIndex;
  /** @throws SearchError when there is one by that name, or for a definition that is refused. */
  create(definition: unknown, apiVersion: string): SearchIndex;
  /**
   * @throws SearchError for a definition that is refused, a changed field, or a condition that is not met.
   */
  put(
    name: string,
    definition: unknown,
    options: {
      readonly apiVersion: string;
      readonly headers: Headers;
      /** Whether texts may be read in another way from now on (false). */
      readonly allowsDowntime?: boolean;
    },
  ): { readonly index: SearchIndex; readonly isNew: boolean };
  /** @throws SearchError for a condition that is not met, or when there is none by that name. */
  delete(name: string, headers: Headers): void;
}

/** A service without indexes; `serviceName` is for its errors. */
export function createIndexStore(
  serviceName: string,
  synonymMaps: Pick<ObjectStore<SynonymMap>, "get">,
): IndexStore {
  const indexes = new Map<string, SearchIndex>();

  const store: IndexStore = {
    list: () => [...indexes.values()].toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)),
    get(name) {
      const index = indexes.get(name);
      if (index) return index;
      throw new SearchError(404, `The index '${name}' for service '${serviceName}' was not found.`);
    },
    create(value, apiVersion) {
      const definition = parseIndexDefinition(value, apiVersion);
      if (indexes.has(definition.name)) {
        throw new SearchError(
          409,
          `Cannot create index '${definition.name}' because it already exists.`,
          { code: "ResourceNameAlreadyInUse" },
        );
      }
      const index = createSearchIndex(definition, synonymMaps);
      indexes.set(definition.name, index);
      return index;
    },
    put(name, value, { apiVersion, headers, allowsDowntime = false }) {
      const before = indexes.get(name);
      requireCondition(before?.etag, headers);
      const definition = parseIndexDefinition(value, apiVersion);
      if (definition.name !== name) {
        throw new SearchError(
          400,
          `The index name in the URL, '${name}', does not match the one in the body.`,
        );
      }
      if (!before) return { index: store.create(value, apiVersion), isNew: true };
      requireCompatible(before.definition, definition);
      requireSameAnalysis(before.definition, definition, allowsDowntime);
      const index = before.redefine(
        hasFeature("permissionFilters", apiVersion)
          ? definition
          : withPermissions(definition, before.definition),
      );
      indexes.set(name, index);
      return { index, isNew: false };
    },
    delete(name, headers) {
      requireCondition(indexes.get(name)?.etag, headers);
      store.get(name);
      indexes.delete(name);
    },
  };
  return store;
}

function nameOf({ definition }: SearchIndex): string {
  return definition.name;
}

/** A version that does not know of permissions must not take them away either. */
function withPermissions(definition: IndexDefinition, before: IndexDefinition): IndexDefinition {
  const fields = definition.fields.map((field) => {
    const stored = before.fields.find(({ name }) => name === field.name);
    return { ...field, permissionFilter: stored?.permissionFilter ?? null };
  });
  return { ...definition, fields, permissionFilterOption: before.permissionFilterOption };
}

/** Fields can be added, be hidden or shown, and be given synonyms or permissions; nothing else. */
function requireCompatible(before: IndexDefinition, after: IndexDefinition): void {
  for (const field of before.fields) {
    const changed = after.fields.find(({ name }) => name === field.name);
    if (changed && isSameField(field, changed)) continue;
    const message = `Existing field '${field.name}' cannot be ${changed ? "changed" : "deleted"}.`;
    const code = changed ? "CannotChangeExistingField" : "CannotDeleteExistingField";
    throw new SearchError(400, message, {
      code: "OperationNotAllowed",
      detail: { code, message },
    });
  }
}

/**
 * What analyzers are made of can be added to, and never changed.
 *
 * @see https://learn.microsoft.com/azure/search/search-howto-reindex
 */
function requireSameAnalysis(
  before: IndexDefinition,
  after: IndexDefinition,
  allowsDowntime: boolean,
): void {
  const lists = analysisListsOf(before);
  let isSame = JSON.stringify(before.similarity) === JSON.stringify(after.similarity);
  for (const [at, changed] of analysisListsOf(after).entries()) {
    const existing = lists[at] ?? [];
    isSame &&= changed.length === existing.length;
    for (const each of existing) {
      const kept = changed.find(({ name }) => name === each["name"]);
      if (kept && JSON.stringify(kept) === JSON.stringify(each)) continue;
      throw new SearchError(
        400,
        `Existing ${analysisLabels[at]} '${showJson(each["name"])}' cannot be ${kept ? "changed" : "deleted"}.`,
        { code: "OperationNotAllowed" },
      );
    }
  }
  if (isSame || allowsDowntime) return;
  throw new SearchError(
    400,
    "Index update not allowed because it would cause downtime. In order to add new analyzers, tokenizers, token filters, or character filters to an existing index, or modify its similarity settings, set the 'allowIndexDowntime' query parameter to 'true' in the index update request.",
    { code: "OperationNotAllowed" },
  );
}

const analysisLabels = ["analyzer", "tokenizer", "token filter", "char filter", "normalizer"];

/** In the order of the labels. */
function analysisListsOf({ analysis }: IndexDefinition): readonly (readonly JsonObject[])[] {
  return [
    analysis.analyzers,
    analysis.tokenizers.definitions,
    analysis.tokenFilters.definitions,
    analysis.charFilters.definitions,
    analysis.normalizers,
  ];
}

const fixedAttributes = [
  "type",
  "key",
  "searchable",
  "filterable",
  "sortable",
  "facetable",
  "stored",
  "analyzer",
  "indexAnalyzer",
  "searchAnalyzer",
  "normalizer",
  "dimensions",
  "vectorSearchProfile",
] as const satisfies readonly (keyof SearchField)[];

function isSameField(before: SearchField, after: SearchField): boolean {
  const same = fixedAttributes.every((name) => before[name] === after[name]);
  const { fields: fieldsBefore } = before;
  return (
    same &&
    fieldsBefore.every((field) => {
      const changed = after.fields.find(({ name }) => name === field.name);
      return changed !== undefined && isSameField(field, changed);
    })
  );
}
