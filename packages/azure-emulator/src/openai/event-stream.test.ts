import { expect, it } from "vitest";
import { eventStream } from "./event-stream.ts";

it("ends with a mark", async () => {
  expect(await eventStream([{ n: 1 }]).text()).toBe('data: {"n":1}\n\ndata: [DONE]\n\n');
});

it("takes its time for each value, if it is told to", async () => {
  const start = performance.now();
  await eventStream([1, 2, 3], 20).text();
  // timers may be a little early
  expect(performance.now() - start).toBeGreaterThan(70);
});
