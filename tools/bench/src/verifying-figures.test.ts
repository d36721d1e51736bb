import { expect, it } from "vitest";
import { countLiveRequests, measureOffline } from "./verifying-figures.ts";

it("judges a tenant from a file", { timeout: 60_000 }, () => {
  const { seconds, megabytes, heldInMb } = measureOffline({ assignments: 500, resources: 100 }, 2);
  expect(seconds).toBeGreaterThan(0);
  expect(megabytes).toBeGreaterThan(0.1);
  expect(heldInMb.every((one) => one > 0)).toBe(true);
});

it("judges a set-up live with a few dozen requests that read", async () => {
  const { requests, writes } = await countLiveRequests();
  expect(requests).toBeLessThan(50);
  expect(writes).toBe(0);
});
