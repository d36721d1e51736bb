import { applyBatch, parseBatch } from "../../documents/index-batch.ts";
import type { SearchIndex } from "../../documents/search-index.ts";
import type { JsonObject } from "../../json-object.ts";
import { SearchError } from "../../search-error.ts";
import { ItemFailure } from "./item-failure.ts";

/**
 * Writes a document to an index; fields that it does not name stay as they are.
 *
 * @throws ItemFailure for values that the index cannot hold.
 */
export function writeDocument(index: SearchIndex, document: JsonObject): void {
  try {
    const value = [{ "@search.action": "mergeOrUpload", ...document }];
    applyBatch(index, parseBatch({ value }, index));
  } catch (error) {
    if (!(error instanceof SearchError)) throw error;
    throw new ItemFailure(
      `Projection.SearchIndex.MergeOrUpload.${index.definition.name}`,
      "Could not index document because some of the document's data was not valid.",
      { details: error.detail?.message ?? error.message },
    );
  }
}
