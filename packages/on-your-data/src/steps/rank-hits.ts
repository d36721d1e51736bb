import type { SearchHit } from "../retrieve.ts";

/** What one search found, and how alike it must be. */
export interface FoundHits {
  readonly query: string;
  readonly hits: readonly SearchHit[];
  /** 1 to 5. */
  readonly strictness: number;
  /** Which of the request's sources was searched. */
  readonly sourceIndex: number;
}

/** A hit with how it was found, and why it is not used if it is not. */
export interface RankedHit {
  readonly hit: SearchHit;
  readonly queries: readonly string[];
  readonly sourceIndex: number;
  /** `score`: not alike enough for the strictness. `rerank`: there are enough better ones. */
  readonly filterReason: "score" | "rerank" | undefined;
}

/** What a hit must reach of its query's best, by strictness; the service's own thresholds are not public. */
const leastShareOfBest: readonly number[] = [0, 0, 0.15, 0.25, 0.4, 0.6];
/** What a ranking counts for at its first place, as the search service itself fuses rankings. */
const fusionConstant = 60;

/**
 * Puts what several queries of one or more sources found into one order, each passage once, and says which are
 * used. With scores of the semantic ranker, strictness n asks for n - 1 of 4; without, for a share of the
 * query's best score. Only scores of the ranker can be compared; unless all have one, places count.
 */
export function rankHits(
  found: readonly FoundHits[],
  { topNDocuments }: { readonly topNDocuments: number },
): readonly RankedHit[] {
  const merged = new Map<string, Candidate>();
  for (const { query, hits, strictness, sourceIndex } of found) {
    const best = Math.max(...hits.map(({ score }) => score));
    for (const [rank, hit] of hits.entries()) {
      const key = JSON.stringify([hit.filepath, hit.url, hit.chunkId, hit.title]) + hit.content;
      const known = merged.get(key);
      const isAlike =
        hit.rerankScore === undefined
          ? hit.score >= best * (leastShareOfBest[strictness] ?? 0)
          : hit.rerankScore >= strictness - 1;
      const shown =
        known && relevance(known.hit) >= relevance(hit)
          ? { hit: known.hit, sourceIndex: known.sourceIndex }
          : { hit, sourceIndex };
      merged.set(key, {
        ...shown,
        queries: [...new Set([...(known?.queries ?? []), query])],
        fused: (known?.fused ?? 0) + 1 / (fusionConstant + rank),
        isAlike: isAlike || known?.isAlike === true,
      });
    }
  }
  const candidates = [...merged.values()];
  const isComparable = candidates.every(({ hit }) => hit.rerankScore !== undefined);
  const rerank = ({ hit }: Candidate): number => (isComparable ? (hit.rerankScore ?? 0) : 0);
  const ordered = candidates.toSorted((a, b) => rerank(b) - rerank(a) || b.fused - a.fused);
  let used = 0;
  return ordered.map(({ hit, queries, sourceIndex, isAlike }) => {
    if (isAlike) used += 1;
    const isUsed = isAlike && used <= topNDocuments;
    const filterReason = isUsed ? undefined : isAlike ? "rerank" : "score";
    return { hit, queries, sourceIndex, filterReason };
  });
}

interface Candidate {
  readonly hit: SearchHit;
  readonly queries: readonly string[];
  readonly sourceIndex: number;
  readonly fused: number;
  readonly isAlike: boolean;
}

function relevance({ rerankScore, score }: SearchHit): number {
  return rerankScore ?? score;
}
