import { expect, it } from "vitest";
import { eventStream } from "./event-stream.ts";

it("ends with a mark", async () => {
  expect(await eventStream([{ n: 1 }]).text()).toBe('data: {"n":1}\n\ndata: [DONE]\n\n');
});

it("names events by their types, if it is told to, and then ends without a mark", async () => {
  const stream = eventStream([{ type: "a.b" }], { isNamed: true });
  expect(await stream.text()).toBe('event: a.b\ndata: {"type":"a.b"}\n\n');
});

it("takes its time for each value, if it is told to", async () => {
  const start = performance.now();
  await eventStream([1, 2, 3], { delayInMs: 20 }).text();
  // timers may be a little early
  expect(performance.now() - start).toBeGreaterThan(70);
});
