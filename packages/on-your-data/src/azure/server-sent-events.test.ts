import { describe, expect, it } from "vitest";
import { readServerSentEvents } from "./server-sent-events.ts";

async function eventsOf(...chunks: readonly Uint8Array[]): Promise<string[]> {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield* chunks;
  }
  const events: string[] = [];
  for await (const data of readServerSentEvents(bytes())) events.push(data);
  return events;
}

describe("server-sent events", () => {
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
