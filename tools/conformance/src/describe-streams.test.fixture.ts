import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { deferred } from "./deferred.test.fixture.ts";
import type { Host } from "./host.test.fixture.ts";
import { lengthOf } from "./read-answer.test.fixture.ts";
import { run } from "./running-host.test.fixture.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A body that goes on until it is cancelled, and when that is. */
function endless() {
  const { promise: cancelled, resolve } = deferred();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await new Promise((wait) => setTimeout(wait, 5));
      controller.enqueue(encode("data: on\n\n"));
    },
    cancel: () => resolve(),
  });
  return { body, cancelled };
}

/** Answers that take their time, and clients that leave. */
export function describeStreams(host: Host): void {
  describe("streams", () => {
    it("begin before there is anything of the body", async () => {
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
      const { send } = await run(host, async () => new Response(readable));
      const answer = await send();
      expect(answer.status).toBe(200);
      await Promise.all([writable.close(), lengthOf(answer)]);
    });

    it("bring each piece as it comes", async () => {
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
      const { send } = await run(host, async () => new Response(readable));
      const received = (await send()).body[Symbol.asyncIterator]();
      const writer = writable.getWriter();
      const bring = async (word: string): Promise<string> => {
        const [{ value }] = await Promise.all([received.next(), writer.write(encode(word))]);
        return new TextDecoder().decode(value as Uint8Array);
      };
      expect(await bring("data: one\n\n")).toBe("data: one\n\n");
      expect(await bring("data: 二\n\n")).toBe("data: 二\n\n");
      const [{ done }] = await Promise.all([received.next(), writer.close()]);
      expect(done).toBe(true);
    });

    it("are produced no faster than the client reads", async () => {
      let produced = 0;
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          produced += 1;
          controller.enqueue(new Uint8Array(1 << 20));
          if (produced === 32) controller.close();
        },
      });
      const { send } = await run(host, async () => new Response(body));
      const answer = await send();
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(produced).toBeLessThan(24);
      expect(await lengthOf(answer)).toBe(32 << 20);
    });

    it("[stream/client-leaves-cancels] are cancelled when the client leaves", async () => {
      const { body, cancelled } = endless();
      const signalled = deferred();
      const { open } = await run(host, async ({ signal }) => {
        signal.addEventListener("abort", () => signalled.resolve());
        return new Response(body);
      });
      const { answer, leave } = open();
      const received = (await answer).body[Symbol.asyncIterator]();
      await received.next();
      leave();
      await received.return?.().catch(() => undefined);
      await expect(cancelled).resolves.toBeUndefined();
      await expect(signalled.promise).resolves.toBeUndefined();
    });

    it("[stream/client-leaves-cancels] are cancelled while the client does not read", async () => {
      const { promise: cancelled, resolve } = deferred();
      const body = new ReadableStream<Uint8Array>({
        pull: (controller) => controller.enqueue(new Uint8Array(1 << 20)),
        cancel: () => resolve(),
      });
      const { open } = await run(host, async () => new Response(body));
      const { answer, leave } = open();
      await answer;
      await new Promise((wait) => setTimeout(wait, 100));
      leave();
      await expect(cancelled).resolves.toBeUndefined();
    });

    it("[stream/client-leaves-cancels] do not begin for a client that left before", async () => {
      const begun = deferred();
      const { body, cancelled } = endless();
      const { open } = await run(host, async ({ signal }) => {
        begun.resolve();
        await once(signal, "abort");
        return new Response(body);
      });
      const { leave } = open({ method: "POST", body: "x" });
      await begun.promise;
      leave();
      await expect(cancelled).resolves.toBeUndefined();
    });

    it("[stream/client-leaves-cancels] tell a handler that waits, whose end is then no failure", async () => {
      const begun = deferred();
      const ended = deferred();
      const { open } = await run(host, async ({ signal }) => {
        begun.resolve();
        await once(signal, "abort");
        ended.resolve();
        throw signal.reason;
      });
      const { leave } = open({
        method: "POST",
        body: "{}",
        headers: [["content-type", "text/css"]],
      });
      await begun.promise;
      leave();
      await expect(ended.promise).resolves.toBeUndefined();
    });

    it("[stream/client-leaves-cancels] tell a handler that still reads the body", async () => {
      const begun = deferred();
      const ended = deferred();
      const { open } = await run(host, async ({ body, signal }) => {
        const reader = body?.getReader();
        await reader?.read();
        begun.resolve();
        const aborted = once(signal, "abort");
        await Promise.race([reader?.read(), aborted]).catch(() => undefined);
        await aborted;
        ended.resolve();
        throw new Error("cut off");
      });
      async function* halting() {
        yield new Uint8Array(1000);
        await ended.promise;
      }
      const { leave } = open({ method: "POST", body: halting() });
      await begun.promise;
      leave();
      await expect(ended.promise).resolves.toBeUndefined();
    });
  });
}
