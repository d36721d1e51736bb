import type { SearchDocument } from "./document-value.ts";
import { comparableValues, type ComparableValues } from "../query/comparable-values.ts";
import { createEtag } from "../objects/etag.ts";
import type { ObjectStore } from "../objects/object-store.ts";
import { leafFields, type FieldAtPath } from "../schema/find-field.ts";
import { isVectorType } from "../schema/field-types.ts";
import type { IndexDefinition } from "../schema/index-definition.ts";
import type { SynonymMap } from "../synonyms/synonym-map.ts";
import type { SynonymRule } from "../synonyms/synonym-rules.ts";
import { createTextIndex, type TextIndex } from "../text/text-index.ts";

/** An index and the documents in it. */
export interface SearchIndex {
  readonly definition: IndexDefinition;
  /** Changes with the definition. */
  readonly etag: string;
  /** Name of the key field. */
  readonly keyField: string;
  readonly text: TextIndex;
  readonly documents: ReadonlyMap<string, SearchDocument>;
  /** What filters, facets and orders take values for. */
  readonly comparable: ComparableValues;
  /**
   * What queries of a field take for one another, if it has a synonym map.
   *
   * @throws SearchError (404) for a map that was deleted.
   */
  readonly synonymsOf: (field: FieldAtPath) => readonly SynonymRule[] | undefined;
  put(key: string, document: SearchDocument): void;
  delete(key: string): void;
  /** The same documents under another definition, which must have all of their fields. */
  redefine(definition: IndexDefinition): SearchIndex;
  /** Sizes in bytes, of what the values are as JSON. */
  statistics(): {
    readonly documentCount: number;
    readonly storageSize: number;
    readonly vectorIndexSize: number;
  };
}

/** An index without documents; `synonymMaps` are those of its service. */
export function createSearchIndex(
  definition: IndexDefinition,
  synonymMaps: Pick<ObjectStore<SynonymMap>, "get">,
): SearchIndex {
  const documents = new Map<string, SearchDocument>();
  const text = createTextIndex(definition);
  const keyField = definition.fields.find(({ key }) => key)?.name ?? "";

  const remove = (key: string): void => {
    const document = documents.get(key);
    if (!document) return;
    text.remove(key, document);
    documents.delete(key);
  };

  const index: SearchIndex = {
    definition,
    etag: createEtag(),
    keyField,
    text,
    documents,
    comparable: comparableValues(definition.fields, definition.analysis),
    synonymsOf({ field: { synonymMaps: names } }) {
      const [name] = names;
      return name === undefined ? undefined : synonymMaps.get(name).value.rules;
    },
    put(key, document) {
      remove(key);
      documents.set(key, document);
      text.add(key, document);
    },
    delete: remove,
    redefine(changed) {
      const redefined = createSearchIndex(changed, synonymMaps);
      for (const [key, document] of documents) redefined.put(key, document);
      return redefined;
    },
    statistics() {
      const vectors = leafFields(definition.fields).filter(({ field }) => isVectorType(field.type));
      const vectorBytes = vectors.reduce((sum, { path, field }) => {
        const filled = [...documents.values()].filter((document) => document[path] !== null);
        return sum + filled.length * (field.dimensions ?? 0) * 4;
      }, 0);
      const storageSize = [...documents.values()].reduce(
        (sum, document) => sum + JSON.stringify(document).length,
        0,
      );
      return { documentCount: documents.size, storageSize, vectorIndexSize: vectorBytes };
    },
  };
  return index;
}
