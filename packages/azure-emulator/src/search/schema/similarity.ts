import { asJsonObject } from "../json-object.ts";
import { invalidRequest, notEmulated } from "../search-error.ts";

/** How full-text matches are scored: Okapi BM25. */
export interface Similarity {
  readonly "@odata.type": "#Microsoft.Azure.Search.BM25Similarity";
  /** How soon further occurrences of a term stop to count (1.2). */
  readonly k1: number | null;
  /** How much long texts are marked down, from 0 to 1 (0.75). */
  readonly b: number | null;
}

const bm25 = "#Microsoft.Azure.Search.BM25Similarity";

/**
 * Reads the `similarity` of an index.
 *
 * @see https://learn.microsoft.com/azure/search/index-similarity-and-scoring
 * @throws SearchError for another algorithm, or numbers out of range.
 */
export function parseSimilarity(value: unknown): Similarity {
  if (value === null) return { "@odata.type": bm25, k1: null, b: null };
  const { "@odata.type": type, k1 = null, b = null } = asJsonObject(value);
  if (type !== bm25) throw notEmulated("another similarity than BM25");
  if (isUpTo(k1, 3) && isUpTo(b, 1)) return { "@odata.type": bm25, k1, b };
  throw invalidRequest("index", "The similarity must have k1 from 0 to 3 and b from 0 to 1.");
}

function isUpTo(number: unknown, max: number): number is number | null {
  return number === null || (typeof number === "number" && number >= 0 && number <= max);
}
