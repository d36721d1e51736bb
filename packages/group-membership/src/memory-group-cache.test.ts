import { describe, expect, it } from "vitest";
import { id } from "./graph.test.fixture.ts";
import { createMemoryGroupCache } from "./memory-group-cache.ts";

const found = (resolvedAtInMs: number, ids: readonly string[] = []) => ({
  ids,
  resolvedAtInMs,
  expiresAtInMs: resolvedAtInMs + 1000,
});

describe("createMemoryGroupCache", () => {
  it("holds no more callers than it may, the most recent ones", async () => {
    const cache = createMemoryGroupCache({ maxEntries: 100 });
    for (let n = 0; n < 10_000; n++) void cache.set(`caller-${n}`, found(n));
    const kept = Array.from({ length: 10_000 }, (_, n) => cache.get(`caller-${n}`)).filter(
      (entry) => entry !== undefined,
    );
    expect(kept).toHaveLength(100);
    expect(cache.get("caller-9999")).toEqual(found(9999));
  });

  it("keeps the later of two look-ups when the earlier one lands last (H16)", () => {
    const cache = createMemoryGroupCache();
    void cache.set("caller", found(2, [id(2)]));
    void cache.set("caller", found(1, [id(1)]));
    expect(cache.get("caller")).toEqual(found(2, [id(2)]));
  });

  it("knows the latest mark of several names, and takes none back", () => {
    const cache = createMemoryGroupCache();
    expect(cache.latestMark(["a", "b"])).toBe(0);
    void cache.mark("a", 5, 1000);
    void cache.mark("b", 7, 1000);
    void cache.mark("b", 6, 1000);
    expect(cache.latestMark(["a", "b", "c"])).toBe(7);
    expect(cache.latestMark(["a"])).toBe(5);
    expect(cache.latestMark(["c"])).toBe(0);
  });

  it("forgets a mark when nothing that it voids can be left", () => {
    const cache = createMemoryGroupCache();
    void cache.mark("a", 5, 1000);
    void cache.mark("b", 1005, 1000);
    expect(cache.latestMark(["a"])).toBe(5);
    void cache.mark("b", 1006, 1000);
    expect(cache.latestMark(["a"])).toBe(0);
  });

  it("voids too much rather than too little when there are more marks than it may hold", () => {
    const cache = createMemoryGroupCache();
    for (let n = 1; n <= 10_010; n++) void cache.mark(`group-${n}`, n, 1e6);
    expect(cache.latestMark(["group-1"])).toBeGreaterThanOrEqual(1);
    expect(cache.latestMark(["another"])).toBe(10);
  });

  it.each([0, -1, 1.5, NaN, Infinity])("refuses %j as a bound", (maxEntries) => {
    expect(() => createMemoryGroupCache({ maxEntries })).toThrow(/maxEntries/);
  });

  it("refuses a bound that is misspelt, without which there would be another", () => {
    const misspelt = { maxEntry: 5 } as object;
    expect(() => createMemoryGroupCache(misspelt)).toThrow(/no option "maxEntry"/);
  });
});
