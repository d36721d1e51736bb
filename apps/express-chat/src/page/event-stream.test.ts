import { describe, expect, it } from "vitest";
import { readEvents } from "./event-stream.js";

const text =
  'data: {"a":"一二三"}\r\n\r\n: comment\n\nevent: x\ndata: two\ndata:lines\n\ndata: [DONE]\n\n';

async function eventsOf(chunks: readonly Uint8Array<ArrayBuffer>[]): Promise<string[]> {
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  const events: string[] = [];
  for await (const event of readEvents(stream)) events.push(event);
  return events;
}

describe("readEvents", () => {
  it("reads the same events wherever the network cuts the stream", async () => {
    const bytes = new TextEncoder().encode(text);
    const cuts = [1, 2, 3, 7, bytes.length].map((size) =>
      Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.slice(index * size, (index + 1) * size),
      ),
    );
    for (const events of await Promise.all(cuts.map(eventsOf))) {
      expect(events).toEqual(['{"a":"一二三"}', "two\nlines", "[DONE]"]);
    }
  });

  it("leaves out an event that was cut off", async () => {
    expect(await eventsOf([new TextEncoder().encode("data: a\n\ndata: b")])).toEqual(["a"]);
  });

  it("stops the stream when nobody reads on", async () => {
    let isCancelled = false;
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new TextEncoder().encode("data: a\n\n")),
      cancel: () => {
        isCancelled = true;
      },
    });
    for await (const _ of readEvents(stream)) break;
    expect(isCancelled).toBe(true);
  });
});
