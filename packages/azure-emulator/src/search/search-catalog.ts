import { createAliasStore, type Alias } from "./aliases/alias.ts";
import { createIndexStore, type IndexStore } from "./documents/index-store.ts";
import { createKnowledgeStores, type KnowledgeStores } from "./knowledge/knowledge-operations.ts";
import type { ObjectStore } from "./objects/object-store.ts";
import { createSynonymMapStore, type SynonymMap } from "./synonyms/synonym-map.ts";

/** Everything that a service holds. */
export interface SearchCatalog extends KnowledgeStores {
  readonly indexes: IndexStore;
  readonly synonymMaps: ObjectStore<SynonymMap>;
  readonly aliases: ObjectStore<Alias>;
}

/** A service that holds nothing; `serviceName` is for its errors. */
export function createSearchCatalog(serviceName: string): SearchCatalog {
  const synonymMaps = createSynonymMapStore(serviceName);
  const indexes = createIndexStore(serviceName, synonymMaps);
  return {
    indexes,
    synonymMaps,
    aliases: createAliasStore(serviceName, indexes),
    ...createKnowledgeStores(serviceName, indexes),
  };
}
