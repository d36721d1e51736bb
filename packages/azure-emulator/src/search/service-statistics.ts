import type { JsonObject } from "./json-object.ts";
import type { Indexing } from "./indexing/indexing.ts";
import type { SearchCatalog } from "./search-catalog.ts";

/**
 * The counters and limits of a service, with the quotas of a Standard one.
 *
 * @see https://learn.microsoft.com/rest/api/searchservice/get-service-statistics
 */
export function serviceStatistics(
  { indexes, synonymMaps, aliases }: SearchCatalog,
  { indexers, dataSources, skillsets }: Indexing,
): JsonObject {
  const all = indexes.list().map((index) => index.statistics());
  const sum = (name: keyof (typeof all)[number]): number =>
    all.reduce((total, statistics) => total + statistics[name], 0);
  return {
    counters: {
      documentCount: { usage: sum("documentCount"), quota: null },
      indexesCount: { usage: all.length, quota: 50 },
      indexersCount: { usage: indexers.list().length, quota: 50 },
      dataSourcesCount: { usage: dataSources.list().length, quota: 50 },
      storageSize: { usage: sum("storageSize"), quota: 26_843_545_600 },
      synonymMaps: { usage: synonymMaps.list().length, quota: 5 },
      skillsetCount: { usage: skillsets.list().length, quota: 50 },
      aliasesCount: { usage: aliases.list().length, quota: 100 },
      vectorIndexSize: { usage: sum("vectorIndexSize"), quota: 3_221_225_472 },
    },
    limits: {
      maxStoragePerIndex: 26_843_545_600,
      maxFieldsPerIndex: 1000,
      maxFieldNestingDepthPerIndex: 10,
      maxComplexCollectionFieldsPerIndex: 40,
      maxComplexObjectsInCollectionsPerDocument: 3000,
    },
  };
}
