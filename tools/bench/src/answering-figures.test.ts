import { expect, it } from "vitest";
import { answererNames, measureAnswering } from "./answering-figures.ts";

it(
  "every way to answer from documents does, behind the guard and without",
  { timeout: 120_000 },
  async () => {
    const figures = await measureAnswering({ rounds: 1, requests: 20, streams: 5 });
    expect(figures.map(({ name }) => name)).toEqual(Object.keys(answererNames));
    for (const { rateByBare, rateByMinimum, processorInMs, residentInMiB } of figures) {
      const all = [rateByBare, rateByMinimum, processorInMs, residentInMiB];
      expect(Math.min(...all)).toBeGreaterThan(0);
    }
  },
);
