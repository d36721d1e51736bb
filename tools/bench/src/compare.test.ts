import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { allComparisons } from "./all-comparisons.ts";
import { compare } from "./compare.ts";

describe("compare", () => {
  it("tells how much longer the subject takes", async () => {
    const work = { subject: hash(4000), peer: hash(1000) };
    const { ratio } = await compare({ name: "", peerName: "", setUp: async () => work }, 31);
    expect(ratio).toBeGreaterThan(2);
    expect(ratio).toBeLessThan(8);
  });
});

describe("what is measured", () => {
  it.each(allComparisons)("$name, by $peerName, works", async (comparison) => {
    const { ratio } = await compare({ ...comparison }, 1);
    expect(ratio).toBeGreaterThan(0);
  });
});

/** Work that takes as long as its number says. */
function hash(times: number): () => string {
  return () => {
    let digest = "";
    for (let n = 0; n < times; n += 1) digest = createHash("sha256").update(digest).digest("hex");
    return digest;
  };
}
