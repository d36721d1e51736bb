import type { SeedSearchService } from "../seed.ts";
import { applyBatch, parseBatch } from "./documents/index-batch.ts";
import type { Indexing } from "./indexing/indexing.ts";
import type { SearchCatalog } from "./search-catalog.ts";

/** The version that the seed is read by: the one that has everything. */
const seedVersion = "2026-08-01-preview";

/**
 * Makes what the seed has of a service, in the order in which one needs the other.
 *
 * @throws TypeError for what the service would refuse.
 */
export function seedCatalog(
  catalog: SearchCatalog,
  indexing: Indexing,
  search: SeedSearchService,
): void {
  const make = (kind: string, name: string, work: () => void): void => {
    try {
      work();
    } catch (error) {
      throw new TypeError(
        `azure-emulator: the ${kind} "${name}" of the search service "${search.name}": ${String(error instanceof Error ? error.message.trim() : error)}`,
        { cause: error },
      );
    }
  };
  for (const each of search.synonymMaps ?? []) {
    make("synonym map", each.name, () => catalog.synonymMaps.create(each, seedVersion));
  }
  for (const { definition, documents = [] } of search.indexes ?? []) {
    make("index", definition.name, () => {
      const index = catalog.indexes.create(definition, seedVersion);
      for (const document of documents) applyBatch(index, parseBatch({ value: [document] }, index));
    });
  }
  for (const each of search.aliases ?? []) {
    make("alias", each.name, () => catalog.aliases.create(each, seedVersion));
  }
  for (const each of search.knowledgeSources ?? []) {
    make("knowledge source", each.name, () => catalog.knowledgeSources.create(each, seedVersion));
  }
  for (const each of search.knowledgeBases ?? []) {
    make("knowledge base", each.name, () => catalog.knowledgeBases.create(each, seedVersion));
  }
  for (const each of search.dataSources ?? []) {
    make("data source", each.name, () => indexing.dataSources.create(each, seedVersion));
  }
  for (const each of search.skillsets ?? []) {
    make("skillset", each.name, () => indexing.skillsets.create(each, seedVersion));
  }
  for (const each of search.indexers ?? []) {
    make("indexer", each.name, () => indexing.indexers.create(each, seedVersion));
  }
}
