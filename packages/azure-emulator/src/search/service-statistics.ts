import type { JsonObject } from "./json-object.ts";
import type { SearchIndex } from "./documents/search-index.ts";

const none = (quota: number): JsonObject => ({ usage: 0, quota });

/**
 * The counters and limits of a service, with the quotas of a Standard one.
 *
 * @see https://learn.microsoft.com/rest/api/searchservice/get-service-statistics
 */
export function serviceStatistics(indexes: readonly SearchIndex[]): JsonObject {
  const all = indexes.map((index) => index.statistics());
  const sum = (name: keyof (typeof all)[number]): number =>
    all.reduce((total, statistics) => total + statistics[name], 0);
  return {
    counters: {
      documentCount: { usage: sum("documentCount"), quota: null },
      indexesCount: { usage: indexes.length, quota: 50 },
      indexersCount: none(50),
      dataSourcesCount: none(50),
      storageSize: { usage: sum("storageSize"), quota: 26_843_545_600 },
      synonymMaps: none(5),
      skillsetCount: none(50),
      aliasesCount: none(100),
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
