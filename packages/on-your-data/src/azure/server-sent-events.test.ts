import { describe, expect, it } from "vitest";
import { readServerSentEvents } from "./server-sent-events.ts";

async function eventsTogether(...chunks: readonly Uint8Array[]): Promise<(readonly string[])[]> {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield* chunks;
  }
  const events: (readonly string[])[] = [];
  for await (const together of readServerSentEvents(bytes())) events.push(together);
  return events;
}

async function eventsOf(...chunks: readonly Uint8Array[]): Promise<string[]> {
  return (await eventsTogether(...chunks)).flat();
}

describe("server-sent events", () => {
  it("that come together are told together", async () => {
    const chunks = ["data: a\n\ndata: b\n\ndata: ", "c\n\n"].map((text) => Buffer.from(text));
    expect(await eventsTogether(...chunks)).toEqual([["a", "b"], ["c"]]);
  });

  it("are the same wherever the bytes are cut", async () => {
    const bytes = Buffer.from(
      ": hi\r\n\r\ndata: 休暇\r\ndata:b\r\n\r\nevent: x\ndata: c\n\ndata: d\r\r",
    );
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const events = await eventsOf(bytes.subarray(0, cut), bytes.subarray(cut));
      expect(events.slice(0, 2)).toEqual(["休暇\nb", "c"]);
    }
  });

  it("that do not end, or are no text, are refused", async () => {
    const endless = Array.from({ length: 200 }, () => Buffer.from("x".repeat(10_000)));
    await expect(eventsOf(...endless)).rejects.toThrow(RangeError);
    await expect(eventsOf(Buffer.from([0xff]))).rejects.toThrow(TypeError);
  });
});
