import { setTimeout } from "node:timers/promises";

/**
 * Sends values as server-sent events, one for each time that the reader asks.
 *
 * @param options.delayInMs How long each takes (0).
 * @param options.isNamed Whether each event is named by its value's `type`; then there is no `[DONE]` at the
 *   end (`false`).
 */
export function eventStream(
  values: Iterable<unknown>,
  options: { readonly delayInMs?: number | undefined; readonly isNamed?: boolean } = {},
): Response {
  const { delayInMs = 0, isNamed = false } = options;
  const iterator = textsOf(values, isNamed)[Symbol.iterator]();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (delayInMs > 0) await setTimeout(delayInMs);
      const { done, value } = iterator.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream; charset=utf-8" } });
}

function* textsOf(values: Iterable<unknown>, isNamed: boolean): Generator<string> {
  for (const value of values) {
    const data = `data: ${JSON.stringify(value)}\n\n`;
    yield isNamed ? `event: ${(value as { type: string }).type}\n${data}` : data;
  }
  if (!isNamed) yield "data: [DONE]\n\n";
}
