import { once } from "node:events";
import { request as send, type IncomingMessage } from "node:http";
import { connect } from "node:http2";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { NodeResponse } from "./client-left-signal.ts";
import { sendWebResponse } from "./send-web-response.ts";
import { deferred, serve, serveHttp2 } from "./server.test.fixture.ts";

/** A server with one answer, and what became of sending it. */
function serveResponse(
  response: () => Response,
  before: (outgoing: NodeResponse) => void = () => undefined,
) {
  const { promise: sent, resolve, reject } = deferred();
  sent.catch(() => undefined);
  const listener = (_: unknown, outgoing: NodeResponse): void => {
    before(outgoing);
    void sendWebResponse(response(), outgoing).then(resolve, reject);
  };
  return { listener, sent };
}

async function get(origin: string, method = "GET"): Promise<IncomingMessage> {
  const client = send(origin, { method }).end();
  const [response] = (await once(client, "response")) as [IncomingMessage];
  return response;
}

const encode = (chunk: string): Uint8Array => new TextEncoder().encode(chunk);

/** A body that says one word and then fails. */
function failing(): Response {
  let step = 0;
  const body = new ReadableStream({
    pull(controller) {
      if (step++ === 0) controller.enqueue(encode("event: error\n\n"));
      else controller.error(new Error("upstream broke"));
    },
  });
  return new Response(body);
}

describe("sendWebResponse", () => {
  it("sends status, reason, headers and body", async () => {
    const { listener } = serveResponse(
      () => new Response("旅費", { status: 418, statusText: "Tea", headers: { "x-a": "é" } }),
    );
    const response = await get(await serve(listener));
    expect(response).toMatchObject({ statusCode: 418, statusMessage: "Tea" });
    expect(response.headers["x-a"]).toBe("é");
    expect(await text(response)).toBe("旅費");
  });

  it("keeps every cookie, and what middleware has set before", async () => {
    const headers = new Headers({ vary: "Accept", "x-a": "new" });
    headers.append("set-cookie", "a=1; Path=/");
    headers.append("set-cookie", "b=2");
    const { listener } = serveResponse(
      () => new Response(null, { headers }),
      (outgoing) => {
        outgoing.setHeader("set-cookie", "session=0");
        outgoing.setHeader("vary", "Origin");
        outgoing.setHeader("x-a", "old");
      },
    );
    const response = await get(await serve(listener));
    expect(response.headers["set-cookie"]).toEqual(["session=0", "a=1; Path=/", "b=2"]);
    expect(response.headers["vary"]).toBe("Origin, Accept");
    expect(response.headers["x-a"]).toBe("new");
  });

  it.each([
    ["HEAD", 200],
    ["GET", 204],
    ["GET", 304],
  ])("answers %s %i without a body", async (method, status) => {
    let isCancelled = false;
    const body = new ReadableStream({ cancel: () => void (isCancelled = true) });
    const { listener, sent } = serveResponse(
      () => new Response(status === 200 ? body : null, { status, headers: { etag: '"1"' } }),
    );
    const response = await get(await serve(listener), method);
    expect(response.statusCode).toBe(status);
    expect(response.headers["etag"]).toBe('"1"');
    expect(await text(response)).toBe("");
    await sent;
    expect(isCancelled).toBe(status === 200);
  });

  it("lets no header through that concerns the other connection", async () => {
    const headers = { connection: "upgrade", "keep-alive": "timeout=99", upgrade: "h2c", te: "x" };
    const { listener } = serveResponse(() => new Response("x", { headers }));
    const response = await get(await serve(listener));
    expect(response.headers["upgrade"]).toBeUndefined();
    expect(response.headers["te"]).toBeUndefined();
    expect(response.headers["keep-alive"]).not.toBe("timeout=99");

    const client = connect(await serveHttp2(listener));
    const stream = client.request().end();
    const [pseudo] = (await once(stream, "response")) as [Record<string, unknown>];
    client.destroy();
    expect(pseudo).toMatchObject({ ":status": 200 });
    expect(pseudo["connection"]).toBeUndefined();
  });

  it("sends the head at once and each piece as it comes", async () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const { listener } = serveResponse(() => new Response(readable));
    const response = await get(await serve(listener));
    const receive = async (chunk: string): Promise<string> => {
      const [[received]] = await Promise.all([once(response, "data"), writer.write(encode(chunk))]);
      return String(received);
    };
    expect(await receive("one")).toBe("one");
    expect(await receive("two")).toBe("two");
    response.destroy();
  });

  it("reads the body no faster than the client", async () => {
    let produced = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        produced += 1;
        controller.enqueue(new Uint8Array(1 << 20));
        if (produced === 300) controller.close();
      },
    });
    const { listener } = serveResponse(() => new Response(body));
    const response = await get(await serve(listener)); // and reads nothing
    await setTimeout(300);
    const before = produced;
    expect(before).toBeLessThan(30);
    response.resume();
    await setTimeout(300);
    expect(produced).toBeGreaterThan(before);
    response.destroy();
  });

  it("[stream/failure-cuts] cuts the connection when the body fails, after its last words", async () => {
    const { listener, sent } = serveResponse(failing);
    const response = await get(await serve(listener));
    let received = "";
    const reading = (async () => {
      for await (const chunk of response) received += String(chunk);
    })();
    await expect(reading).rejects.toThrow("aborted");
    expect(received).toBe("event: error\n\n");
    await expect(sent).rejects.toThrow("upstream broke");
  });

  it("resets the stream of HTTP/2 when the body fails", async () => {
    const { listener, sent } = serveResponse(failing);
    const client = connect(await serveHttp2(listener));
    const stream = client.request().end();
    await expect(text(stream)).rejects.toThrow("NGHTTP2_INTERNAL_ERROR");
    await expect(sent).rejects.toThrow("upstream broke");
    client.destroy();
  });

  it("[stream/client-leaves-cancels] cancels the body when the client leaves", async () => {
    const { promise: cancelled, resolve } = deferred();
    const body = new ReadableStream({ cancel: () => resolve() });
    const { listener, sent } = serveResponse(() => new Response(body));
    const response = await get(await serve(listener));
    response.destroy();
    await expect(cancelled).resolves.toBeUndefined();
    await sent;
  });

  it("[stream/client-leaves-cancels] cancels the body when a client leaves that reads too slowly", async () => {
    const { promise: cancelled, resolve } = deferred();
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(1 << 20)),
      cancel: () => resolve(),
    });
    const { listener, sent } = serveResponse(() => new Response(body));
    const response = await get(await serve(listener)); // and reads nothing
    await setTimeout(100);
    response.destroy();
    await expect(cancelled).resolves.toBeUndefined();
    await sent;
  });

  it("cancels the body of a client that has left before, without a word", async () => {
    const { promise: cancelled, resolve: cancel } = deferred();
    const { promise: headersSent, resolve } = deferred<boolean | Promise<boolean>>();
    const origin = await serve((_, outgoing) => {
      outgoing.once("close", () => {
        const response = new Response(new ReadableStream({ cancel: () => cancel() }));
        resolve(sendWebResponse(response, outgoing).then(() => outgoing.headersSent));
      });
      outgoing.socket?.destroy();
    });
    await expect(get(origin)).rejects.toThrow("socket hang up");
    await expect(cancelled).resolves.toBeUndefined();
    expect(await headersSent).toBe(false);
  });

  it("refuses to send what was sent or read", async () => {
    const used = serveResponse(() => {
      const response = new Response("x");
      void response.text();
      return response;
    });
    const origin = await serve((incoming, outgoing) => {
      used.listener(incoming, outgoing);
      outgoing.end();
    });
    await text(await get(origin));
    await expect(used.sent).rejects.toThrow(TypeError);
  });
});
