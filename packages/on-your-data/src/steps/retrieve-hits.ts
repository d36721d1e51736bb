import type { AllowedSource } from "../allowed-source.ts";
import type { Retrieve, SearchHit, SearchQuery } from "../retrieve.ts";
import { isNative } from "../user-token.ts";

/** One search of one source. */
export interface PlannedSearch {
  readonly from: AllowedSource;
  readonly query: SearchQuery;
}

/** What one search found. */
export interface QueryHits {
  readonly from: AllowedSource;
  /** What was searched for. */
  readonly query: string;
  readonly hits: readonly SearchHit[];
}

/** How all searches are made. */
interface RetrieveHitsOptions {
  readonly allowPartialResult: boolean;
  /** Of whoever asks, for sources that AI Search itself trims as well. */
  readonly userToken: string | undefined;
  readonly abortSignal: AbortSignal;
}

/**
 * Searches for all queries at once. One that fails fails all, and the others are cancelled; if partial
 * results are allowed, only all that fail do.
 */
export async function retrieveHits(
  retrieve: Retrieve,
  planned: readonly PlannedSearch[],
  { allowPartialResult, userToken, abortSignal }: RetrieveHitsOptions,
): Promise<readonly QueryHits[]> {
  const others = new AbortController();
  const signal = AbortSignal.any([abortSignal, others.signal]);
  const searches = planned.map(async ({ from, query }): Promise<QueryHits> => {
    const hits = await retrieve(query, {
      abortSignal: signal,
      ...(isNative(from.source) && { userToken }),
    });
    return { from, query: query.text, hits };
  });
  if (allowPartialResult) {
    const settled = await Promise.allSettled(searches);
    abortSignal.throwIfAborted();
    const found = settled.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    const failed = settled.find((each) => each.status === "rejected");
    if (found.length === 0 && failed !== undefined) throw failed.reason;
    return found;
  }
  try {
    return await Promise.all(searches);
  } catch (error) {
    others.abort();
    throw error;
  }
}
