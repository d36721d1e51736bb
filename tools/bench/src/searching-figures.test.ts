import { expect, it } from "vitest";
import { agreementOf } from "./searching-agreement.ts";
import { measureSearching } from "./searching-figures.ts";

it("the local AI Search ranks as BM25 does by its definition", { timeout: 60_000 }, async () => {
  const [emulator, minisearch] = await measureSearching(2000, 60);
  expect(emulator).toMatchObject({ name: "emulator", overlap: expect.closeTo(1, 2) });
  expect(emulator?.tau).toBeGreaterThan(0.99);
  for (const figures of [emulator, minisearch]) {
    expect(figures?.indexInMs).toBeGreaterThan(0);
    expect(figures?.p95InMs).toBeGreaterThanOrEqual(figures?.p50InMs ?? Infinity);
    expect(figures?.peakMemoryInMb).toBeGreaterThan(10);
  }
});

it("agreement tells the same from the reverse, and what is missing", () => {
  const reference = [["a", "b", "c"]];
  expect(agreementOf(reference, reference)).toEqual({ overlap: 1, tau: 1 });
  expect(agreementOf([["c", "b", "a"]], reference)).toEqual({ overlap: 1, tau: -1 });
  expect(agreementOf([["a", "x", "c"]], reference)).toEqual({ overlap: 2 / 3, tau: 1 });
});
