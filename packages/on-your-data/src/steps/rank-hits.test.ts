import { describe, expect, it } from "vitest";
import type { SearchHit } from "../retrieve.ts";
import { rankHits } from "./rank-hits.ts";

function hit(content: string, score: number, rerankScore?: number): SearchHit {
  const nothing = { title: null, url: null, filepath: null, chunkId: null, groups: [] };
  return { content, score, rerankScore, ...nothing };
}

function outline(ranked: ReturnType<typeof rankHits>): string[] {
  return ranked.map(({ hit: { content }, filterReason }) => `${content} ${filterReason ?? "used"}`);
}

describe("rankHits", () => {
  it("puts first what several queries found, and each passage once", () => {
    const found = [
      { query: "a", hits: [hit("1", 9), hit("2", 8)] },
      { query: "b", hits: [hit("2", 5), hit("3", 4)] },
    ];
    const ranked = rankHits(found, { strictness: 1, topNDocuments: 5 });
    expect(outline(ranked)).toEqual(["2 used", "1 used", "3 used"]);
    expect(ranked[0]).toMatchObject({ queries: ["a", "b"], hit: { score: 8 } });
  });

  it("uses so many, and says that the others were less good", () => {
    const found = [{ query: "a", hits: [hit("1", 9), hit("2", 8), hit("3", 7)] }];
    expect(outline(rankHits(found, { strictness: 3, topNDocuments: 2 }))).toEqual([
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
    const found = [{ query: "a", hits: [hit("1", 10), hit("2", 5), hit("3", 3), hit("4", 1)] }];
    const ranked = rankHits(found, { strictness, topNDocuments: 5 });
    expect(ranked.map(({ filterReason = "used" }) => filterReason)).toEqual(reasons);
  });

  it("goes by the semantic ranker where there is one", () => {
    const found = [{ query: "a", hits: [hit("1", 9, 1.9), hit("2", 1, 3.5), hit("3", 2, 2)] }];
    expect(outline(rankHits(found, { strictness: 3, topNDocuments: 5 }))).toEqual([
      "2 used",
      "3 used",
      "1 score",
    ]);
  });
});
