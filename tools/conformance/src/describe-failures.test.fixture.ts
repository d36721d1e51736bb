import { describe, expect, it } from "vitest";
import type { Host } from "./host.test.fixture.ts";
import { refusal, refusalOf, textOf } from "./read-answer.test.fixture.ts";
import { run } from "./running-host.test.fixture.ts";

/** A body that says something and then fails; the error as an own object, which a host may mark. */
function failing(failure: Error, ...words: readonly string[]): ReadableStream<Uint8Array> {
  let step = 0;
  return new ReadableStream({
    pull(controller) {
      const word = words[step++];
      if (word === undefined) controller.error(failure);
      else controller.enqueue(new TextEncoder().encode(word));
    },
  });
}

const named = (name: string, members: object): Error =>
  Object.assign(new Error("secret"), { name, ...members });

/** What the client gets, and the host reports, when something fails. */
export function describeFailures(host: Host): void {
  // within one process the failure may overtake the words
  const arriving = (words: readonly string[]): unknown =>
    "listen" in host ? words.join("") : expect.any(String);

  describe("failures", () => {
    it.each([
      ["an unknown error", new Error("secret"), 500, "INTERNAL_ERROR"],
      ["an error with a status", named("Error", { status: 403 }), 500, "INTERNAL_ERROR"],
      ["an error with headers", named("Error", { headers: { "x-a": "1" } }), 500, "INTERNAL_ERROR"],
      ["an upstream's", named("RestError", { statusCode: 403 }), 502, "UPSTREAM_FAILED"],
      ["a missing file", named("Error", { code: "ENOENT" }), 500, "INTERNAL_ERROR"],
      ["an abort of its own", new DOMException("secret", "AbortError"), 500, "INTERNAL_ERROR"],
    ])(
      "[answer/upstream-403-is-502] answer %s by the one table",
      async (_, failure, status, code) => {
        const { send, reports } = await run(host, () => Promise.reject(failure));
        const answer = await send({ method: "POST", body: "{}" });
        expect(answer.headers.get("cache-control")).toBe("no-store");
        expect(answer.headers.has("x-a")).toBe(false);
        expect(await refusalOf(answer)).toEqual(refusal(status, code));
        expect(await reports(1)).toEqual([failure]);
      },
    );

    it.each(["text", "route", "router", undefined, null, 403, { status: 403, expose: true }])(
      "answer %s, which is no error, as one",
      async (thrown) => {
        const { send, reports } = await run(host, () => Promise.reject(thrown));
        expect(await refusalOf(await send())).toEqual(refusal(500, "INTERNAL_ERROR"));
        await reports(1);
      },
    );

    it("answer a handler that throws at once", async () => {
      const failure = new Error("secret");
      const { send, reports } = await run(host, () => {
        throw failure;
      });
      expect(await refusalOf(await send())).toEqual(refusal(500, "INTERNAL_ERROR"));
      expect(await reports(1)).toEqual([failure]);
    });

    it("answer a handler that answers with nothing", async () => {
      const { send, reports } = await run(host, async () => undefined as never);
      expect(await refusalOf(await send())).toEqual(refusal(500, "INTERNAL_ERROR"));
      expect(await reports(1)).toMatchObject([{ name: "TypeError" }]);
    });

    it("answer a handler that has read its own answer", async () => {
      const { send, reports } = await run(host, async () => {
        const response = new Response("secret", { headers: { "set-cookie": "secret=1" } });
        await response.text();
        return response;
      });
      const answer = await send();
      expect(answer.headers.getSetCookie()).toEqual([]);
      expect(await refusalOf(answer)).toEqual(refusal(500, "INTERNAL_ERROR"));
      expect(await reports(1)).toMatchObject([{ name: "TypeError" }]);
    });

    it("leave the host able to answer the next request", async () => {
      let calls = 0;
      const { send, reports } = await run(host, async () => {
        calls += 1;
        if (calls < 3) throw new Error("secret");
        return new Response("well");
      });
      await textOf(await send({ method: "POST", body: "x".repeat(90_000) }));
      await textOf(await send({ method: "POST", body: "x".repeat(90_000) }));
      expect(await textOf(await send())).toBe("well");
      await reports(2);
    });

    it.each([
      ["at its first word", []],
      ["midway", ["data: half\n\n"]],
      ["with its last words", ["data: half\n\n", "event: error\n\n"]],
    ])("[stream/failure-cuts] cut an answer that fails %s", async (_, words) => {
      const failure = new Error("upstream broke");
      const { send, reports } = await run(
        host,
        async () => new Response(failing(failure, ...words)),
      );
      const answer = await send();
      expect(answer.status).toBe(200);
      let received = "";
      const reading = (async () => {
        for await (const chunk of answer.body) received += new TextDecoder().decode(chunk);
      })();
      await expect(reading).rejects.toThrow(/aborted|upstream broke/);
      expect(received).toEqual(arriving(words));
      expect(await reports(1)).toEqual([failure]);
    });
  });
}
