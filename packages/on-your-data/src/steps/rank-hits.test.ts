import { describe, expect, it } from "vitest";
import type { SearchHit } from "../retrieve.ts";
import { rankHits, type FoundHits } from "./rank-hits.ts";

function hit(content: string, score: number, rerankScore?: number): SearchHit {
  const nothing = { title: null, url: null, filepath: null, chunkId: null, groups: [] };
  return { content, score, rerankScore, ...nothing };
}

/** What one query of the first source found, at strictness 3 unless it says otherwise. */
function found(
  query: string,
  hits: readonly SearchHit[],
  { strictness = 3, sourceIndex = 0 } = {},
): FoundHits {
  return { query, hits, strictness, sourceIndex };
}

function outline(ranked: ReturnType<typeof rankHits>): string[] {
  return ranked.map(({ hit: { content }, filterReason }) => `${content} ${filterReason ?? "used"}`);
}

describe("rankHits", () => {
  it("puts first what several queries found, and each passage once", () => {
    const ranked = rankHits(
      [found("a", [hit("1", 9), hit("2", 8)]), found("b", [hit("2", 5), hit("3", 4)])],
      { topNDocuments: 5 },
    );
    expect(outline(ranked)).toEqual(["2 used", "1 used", "3 used"]);
    expect(ranked[0]).toMatchObject({ queries: ["a", "b"], hit: { score: 8 } });
  });

  it("uses so many, and says that the others were less good", () => {
    const hits = [hit("1", 9), hit("2", 8), hit("3", 7)];
    expect(outline(rankHits([found("a", hits)], { topNDocuments: 2 }))).toEqual([
      "1 used",
      "2 used",
      "3 rerank",
    ]);
  });

  it.each([
    [1, ["used", "used", "used", "used"]],
    [3, ["used", "used", "used", "score"]],
    [5, ["used", "score", "score", "score"]],
  ])("at strictness %i asks for a share of the best score", (strictness, reasons) => {
    const hits = [hit("1", 10), hit("2", 5), hit("3", 3), hit("4", 1)];
    const ranked = rankHits([found("a", hits, { strictness })], { topNDocuments: 5 });
    expect(ranked.map(({ filterReason = "used" }) => filterReason)).toEqual(reasons);
  });

  it("goes by the semantic ranker where there is one", () => {
    const hits = [hit("1", 9, 1.9), hit("2", 1, 3.5), hit("3", 2, 2)];
    expect(outline(rankHits([found("a", hits)], { topNDocuments: 5 }))).toEqual([
      "2 used",
      "3 used",
      "1 score",
    ]);
  });

  it("goes by places where only one of two sources has the ranker", () => {
    const ranked = rankHits(
      [
        found("a", [hit("1", 9, 3.9), hit("2", 8, 3.8)]),
        found("a", [hit("3", 900), hit("4", 800)], { sourceIndex: 1, strictness: 1 }),
      ],
      { topNDocuments: 2 },
    );
    expect(outline(ranked)).toEqual(["1 used", "3 used", "2 rerank", "4 rerank"]);
    expect(ranked.map(({ sourceIndex }) => sourceIndex)).toEqual([0, 1, 0, 1]);
  });
});
