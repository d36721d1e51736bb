import type { Retrieve } from "../retrieve.ts";
import { startOperation } from "./start-operation.ts";

/**
 * Makes of each search an operation. The filter, who may read a hit, and what it holds are not in it.
 *
 * @param captureContent Whether it says what was searched for.
 */
export function traceRetrieve(
  retrieve: Retrieve,
  { captureContent }: { readonly captureContent: boolean },
): Retrieve {
  return async (query, options) => {
    const { indexName } = query.source;
    const operation = startOperation({
      name: "retrieval",
      target: indexName,
      abortSignal: options.abortSignal,
      attributes: {
        "gen_ai.data_source.id": indexName,
        "gen_ai.retrieval.top_k": query.top,
        ...(captureContent && { "gen_ai.retrieval.query.text": query.text }),
      },
    });
    try {
      const hits = await operation.run(async () => retrieve(query, options));
      operation.end({ attributes: { "entrim.retrieval.hit_count": hits.length } });
      return hits;
    } catch (error) {
      operation.end({ error });
      throw error;
    }
  };
}
