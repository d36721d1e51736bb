import type { SearchHit } from "../retrieve.ts";
import type { QueryHits } from "./retrieve-hits.ts";

/** A hit with how it was found, and why it is not used if it is not. */
export interface RankedHit {
  readonly hit: SearchHit;
  readonly queries: readonly string[];
  /** `score`: not alike enough for the strictness. `rerank`: there are enough better ones. */
  readonly filterReason?: "score" | "rerank";
}

/** What a hit must reach of its query's best, by strictness; the service's own thresholds are not public. */
const leastShareOfBest: readonly number[] = [0, 0, 0.15, 0.25, 0.4, 0.6];
/** What a ranking counts for at its first place, as the search service itself fuses rankings. */
const fusionConstant = 60;

/**
 * Puts what several queries found into one order, each passage once, and says which are used. With scores
 * of the semantic ranker, strictness n asks for n - 1 of 4; without, for a share of the query's best score.
 */
export function rankHits(
  found: readonly QueryHits[],
  { strictness, topNDocuments }: { readonly strictness: number; readonly topNDocuments: number },
): readonly RankedHit[] {
  const merged = new Map<string, Candidate>();
  for (const { query, hits } of found) {
    const best = Math.max(...hits.map(({ score }) => score));
    for (const [rank, hit] of hits.entries()) {
      const key = JSON.stringify([hit.filepath, hit.url, hit.chunkId, hit.title, hit.content]);
      const known = merged.get(key);
      const isAlike =
        hit.rerankScore === undefined
          ? hit.score >= best * (leastShareOfBest[strictness] ?? 0)
          : hit.rerankScore >= strictness - 1;
      merged.set(key, {
        hit: known && relevance(known.hit) >= relevance(hit) ? known.hit : hit,
        queries: [...(known?.queries ?? []), query],
        fused: (known?.fused ?? 0) + 1 / (fusionConstant + rank),
        isAlike: isAlike || known?.isAlike === true,
      });
    }
  }
  const ordered = [...merged.values()].toSorted(
    (a, b) => (b.hit.rerankScore ?? 0) - (a.hit.rerankScore ?? 0) || b.fused - a.fused,
  );
  let used = 0;
  return ordered.map(({ hit, queries, isAlike }) => {
    if (!isAlike) return { hit, queries, filterReason: "score" };
    used += 1;
    return used > topNDocuments ? { hit, queries, filterReason: "rerank" } : { hit, queries };
  });
}

interface Candidate {
  readonly hit: SearchHit;
  readonly queries: readonly string[];
  readonly fused: number;
  readonly isAlike: boolean;
}

function relevance({ rerankScore, score }: SearchHit): number {
  return rerankScore ?? score;
}
