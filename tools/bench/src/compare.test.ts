import { describe, expect, it } from "vitest";
import { allComparisons } from "./all-comparisons.ts";
import { compare } from "./compare.ts";

describe("compare", () => {
  it("tells how much longer the subject takes", async () => {
    const { ratio } = await compare(
      { name: "", peerName: "", setUp: async () => ({ subject: spin(4), peer: spin(2) }) },
      5,
    );
    expect(ratio).toBeGreaterThan(1.3);
    expect(ratio).toBeLessThan(3);
  });
});

describe("what is measured", () => {
  it.each(allComparisons)("$name, by $peerName, works", async (comparison) => {
    const { ratio } = await compare({ ...comparison }, 1);
    expect(ratio).toBeGreaterThan(0);
  });
});

/** Work that takes so many milliseconds. */
function spin(ms: number): () => void {
  return () => {
    const end = performance.now() + ms;
    while (performance.now() < end);
  };
}
