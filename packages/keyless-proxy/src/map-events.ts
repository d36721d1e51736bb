import { KeylessProxyError } from "./keyless-proxy-error.ts";

/** Longer than any event of a model's. */
const maxEventLength = 1_048_576;

/**
 * A stream of server-sent events, each with other data. Whatever fails in the stream fails here; whoever
 * cancels it cancels the stream.
 *
 * @param map Makes new data of the data of an event; `undefined` leaves the event out.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export function mapEvents(
  stream: ReadableStream<Uint8Array>,
  map: (data: string) => string | undefined,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let rest = "";

  /** The whole events that have come so far. */
  const take = (text: string): string => {
    const events = (rest + text).split(/\r?\n\r?\n/);
    rest = events.pop() ?? "";
    if (rest.length > maxEventLength) {
      throw new KeylessProxyError("UPSTREAM_FAILED", "The answer has an event without an end.");
    }
    return events.map((event) => mapped(event)).join("");
  };
  const mapped = (event: string): string => {
    const lines = event.split(/\r?\n/).filter((line) => line.startsWith("data:"));
    if (lines.length === 0) return "";
    const data = map(lines.map((line) => line.replace(/^data: ?/, "")).join("\n"));
    return data === undefined ? "" : `data: ${data}\n\n`;
  };

  return new ReadableStream(
    {
      async pull(controller) {
        // what comes may be less than an event, or one that is left out
        for (;;) {
          // oxlint-disable-next-line no-await-in-loop -- one piece comes after the other
          const { done, value } = await reader.read();
          const text = take(
            done ? `${decoder.decode()}\n\n` : decoder.decode(value, { stream: true }),
          );
          if (text !== "") controller.enqueue(encoder.encode(text));
          if (done) return controller.close();
          if (text !== "") return;
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
