import { setTimeout } from "node:timers/promises";

/**
 * Sends values as server-sent events, one for each time that the reader asks, and `[DONE]` at the end.
 *
 * @param delayInMs How long each takes (0).
 */
export function eventStream(values: Iterable<unknown>, delayInMs = 0): Response {
  const iterator = values[Symbol.iterator]();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (delayInMs > 0) await setTimeout(delayInMs);
      const { done, value } = iterator.next();
      controller.enqueue(encoder.encode(`data: ${done ? "[DONE]" : JSON.stringify(value)}\n\n`));
      if (done) controller.close();
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream; charset=utf-8" } });
}
