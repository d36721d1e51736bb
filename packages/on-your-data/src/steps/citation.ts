import type { RankedHit } from "./rank-hits.ts";

/** A passage that the answer rests on, as the service writes it. */
export interface Citation {
  readonly content: string;
  readonly title: string | null;
  /** `null` unless it leads to this server, or where links may go. */
  readonly url: string | null;
  readonly filepath: string | null;
  readonly chunk_id: string | null;
}

/** A passage that was found, used or not. */
export interface RetrievedDocument extends Citation {
  readonly search_queries: readonly string[];
  readonly data_source_index: number;
  readonly original_search_score: number;
  readonly rerank_score?: number;
  readonly filter_reason?: "score" | "rerank";
}

/** Where a passage can be read. */
export type LinkOf = (ranked: RankedHit) => string | null;

/** A citation holds what is shown and nothing else of a document: not who may read it. */
export function buildCitation(ranked: RankedHit, linkOf: LinkOf): Citation {
  const { content, title, filepath, chunkId } = ranked.hit;
  return { content, title, url: linkOf(ranked), filepath, chunk_id: chunkId };
}

/** What a request gets that asks for all that was found. */
export function buildRetrievedDocument(ranked: RankedHit, linkOf: LinkOf): RetrievedDocument {
  const { hit, queries, sourceIndex, filterReason } = ranked;
  return {
    ...buildCitation(ranked, linkOf),
    search_queries: queries,
    data_source_index: sourceIndex,
    original_search_score: hit.score,
    ...(hit.rerankScore !== undefined && { rerank_score: hit.rerankScore }),
    ...(filterReason && { filter_reason: filterReason }),
  };
}
