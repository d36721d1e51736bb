import { once } from "node:events";
import {
  Agent,
  IncomingMessage,
  request as send,
  ServerResponse,
  type RequestOptions,
} from "node:http";
import { connect } from "node:http2";
import { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { buffer, text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { NodeResponse } from "./client-left-signal.ts";
import { deferred, serve, serveHttp2 } from "./server.test.fixture.ts";
import { toWebRequest, type NodeRequest, type WebRequestOptions } from "./to-web-request.ts";

/** What a server gets when a client sends something; an error where there is no web form. */
async function received(
  sent: RequestOptions & { readonly payload?: string } = {},
  options: WebRequestOptions | ((incoming: IncomingMessage) => Promise<WebRequestOptions>) = {},
): Promise<Request & { readonly error?: Error }> {
  const { promise, resolve } = deferred<Request & { error?: Error }>();
  const origin = await serve((incoming, outgoing) => {
    void (async () => {
      const settings = typeof options === "function" ? await options(incoming) : options;
      try {
        resolve(toWebRequest(incoming, outgoing, settings));
      } catch (error) {
        resolve({ error } as never);
      }
    })();
  });
  const client = send(origin, sent);
  client.on("error", () => undefined).end(sent.payload);
  return promise;
}

describe("toWebRequest", () => {
  it("has the method, the address and the headers that the client sent", async () => {
    const request = await received({
      method: "DELETE",
      path: "/a%20b/?x=1&x=2",
      headers: { host: "chat.example:8080", "x-twice": ["1", "2"] },
    });
    expect(request.method).toBe("DELETE");
    expect(request.url).toBe("http://chat.example:8080/a%20b/?x=1&x=2");
    expect(request.headers.get("x-twice")).toBe("1, 2");
  });

  it("shows that a header came twice, which Node hides", async () => {
    const headers = ["host", "a.example", "authorization", "Bearer 1", "authorization", "Bearer 2"];
    const request = await received({ headers });
    expect(request.headers.get("authorization")).toBe("Bearer 1, Bearer 2");
  });

  it("takes the origin and the target that it is told", async () => {
    const request = await received(
      { path: "/short" },
      { origin: "https://chat.example", url: "/long/short?q" },
    );
    expect(request.url).toBe("https://chat.example/long/short?q");
    expect((await received({}, { origin: "https://chat.example/path" })).error).toThrow(TypeError);
  });

  it("calls it no fault of the client's that the response was not passed", () => {
    const incoming = Object.assign(new IncomingMessage(new Socket()), { url: "/" });
    expect(() => toWebRequest(incoming, undefined as never)).toThrow(
      /^node-http: pass the response/,
    );
  });

  it.each([
    ["//evil.example/x", "http://good.example//evil.example/x"],
    ["http://evil.example/x?y", "http://good.example/x?y"],
  ])("no target leads to another host: %s", async (path, url) => {
    const request = await received({ path, headers: { host: "good.example" } });
    expect(request.url).toBe(url);
  });

  it("refuses a target that is no address", async () => {
    expect((await received({ path: "*" })).error).toMatchObject({ code: "INVALID_REQUEST" });
  });

  it.each(["good.example/path?", "user@good.example", "a b", "#"])(
    "refuses the Host %s",
    async (host) => {
      const { error } = await received({ headers: { host } });
      expect(error).toMatchObject({ name: "NodeHttpError", code: "INVALID_REQUEST", status: 400 });
      expect(error?.message).not.toContain(host);
    },
  );

  it("refuses a method that has no web form", async () => {
    expect((await received({ method: "TRACE" })).error).toMatchObject({ code: "INVALID_REQUEST" });
  });

  it("is https on a TLS connection", () => {
    const incoming = new IncomingMessage(new TLSSocket(new Socket()));
    incoming.url = "/";
    incoming.headers = { host: "chat.example" };
    const { url } = toWebRequest(incoming, new ServerResponse(incoming));
    expect(url).toBe("https://chat.example/");
  });

  it("understands HTTP/2 and keeps its pseudo headers out", async () => {
    const { promise, resolve } = deferred<Request>();
    const origin = await serveHttp2((incoming, outgoing) => {
      resolve(toWebRequest(incoming, outgoing));
      outgoing.end();
    });
    const client = connect(origin);
    client.request({ ":path": "/a?b", ":authority": "chat.example", "x-a": "1" }).resume().end();
    const request = await promise;
    client.close();
    expect(request.url).toBe("http://chat.example/a?b");
    expect([...request.headers.keys()]).toEqual(["x-a"]);
  });
});

/** A server that has seen enough of a body after its first bytes. */
async function refuse(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const reader = toWebRequest(incoming, outgoing).body?.getReader();
  await reader?.read();
  await reader?.cancel();
  outgoing.writeHead(413).end();
}

describe("the body", () => {
  const post = { method: "POST", headers: { "content-type": "application/json" } };

  it("streams while the client is still sending", async () => {
    const { promise, resolve } = deferred<Request>();
    const origin = await serve((incoming, outgoing) => resolve(toWebRequest(incoming, outgoing)));
    const client = send(origin, post);
    client.on("error", () => undefined);
    client.write("first");
    const reader = (await promise).body?.getReader();
    expect(String((await reader?.read())?.value)).toBe("first");
    client.end("second");
    expect(String((await reader?.read())?.value)).toBe("second");
    expect((await reader?.read())?.done).toBe(true);
  });

  it("of GET is none", async () => {
    expect((await received({ method: "GET", payload: "x" })).body).toBeNull();
  });

  it("is what a body parser made of it, and described as such", async () => {
    const request = await received(
      { ...post, headers: { "content-encoding": "gzip" }, payload: "…" },
      async (incoming) => ({ body: { length: (await buffer(incoming)).length, q: "旅費" } }),
    );
    expect(request.headers.get("content-encoding")).toBeNull();
    expect(request.headers.get("content-length")).toBeNull();
    expect(request.headers.get("content-type")).toBe("application/json");
    expect(await request.json()).toEqual({ length: 3, q: "旅費" });
  });

  it.each(["text", new TextEncoder().encode("text")])(
    "that was parsed to text or bytes stays as it is",
    async (body) => {
      const request = await received({ ...post, payload: "text" }, async (incoming) => {
        await text(incoming);
        return { body };
      });
      expect(await request.text()).toBe("text");
    },
  );

  it("is the client's where a body parser left an empty object unread", async () => {
    expect(await (await received({ ...post, payload: "text" }, { body: {} })).text()).toBe("text");
  });

  it("that was read and not passed on is a TypeError", async () => {
    const { error } = await received({ ...post, payload: "x" }, async (incoming) => {
      await text(incoming);
      return {};
    });
    expect(error).toBeInstanceOf(TypeError);
  });

  it("may be left half read: the answer arrives, and the next request too", async () => {
    const origin = await serve((incoming, outgoing) => void refuse(incoming, outgoing));
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const sendLarge = async (): Promise<number | undefined> => {
      const client = send(origin, { method: "POST", agent });
      client.on("error", () => undefined).end("x".repeat(5_000_000));
      const [response] = (await once(client, "response")) as [IncomingMessage];
      await text(response);
      return response.statusCode;
    };
    expect(await sendLarge()).toBe(413);
    expect(await sendLarge()).toBe(413);
    agent.destroy();
  });
});

/** A server that reads all of a request and then answers, and the signal of the request. */
function serveSignal(answer: (outgoing: NodeResponse) => void) {
  const { promise, resolve } = deferred<AbortSignal>();
  const listener = (incoming: NodeRequest, outgoing: NodeResponse): void => {
    incoming.resume().once("end", () => {
      resolve(toWebRequest(incoming, outgoing, { body: "" }).signal);
      answer(outgoing);
    });
  };
  return { listener, promise };
}

describe("the signal", () => {
  it("[stream/client-leaves-cancels] aborts when the client leaves after it has sent all", async () => {
    const { listener, promise } = serveSignal(() => undefined);
    const client = send(await serve(listener), { method: "POST" });
    client.on("error", () => undefined).end("x");
    const signal = await promise;
    expect(signal.aborted).toBe(false);
    client.destroy();
    await expect(once(signal, "abort")).resolves.toHaveLength(1);
  });

  it("aborts when the client of HTTP/2 leaves", async () => {
    const { listener, promise } = serveSignal(() => undefined);
    const client = connect(await serveHttp2(listener));
    const stream = client.request({ ":method": "POST" });
    stream.on("error", () => undefined).end("x");
    const signal = await promise;
    stream.close(8);
    await expect(once(signal, "abort")).resolves.toHaveLength(1);
    client.destroy();
  });

  it("does not abort once the answer is out", async () => {
    const { listener, promise } = serveSignal((outgoing) => outgoing.end("done"));
    const client = send(await serve(listener), { method: "POST", agent: false });
    client.end("x");
    const [response] = (await once(client, "response")) as [IncomingMessage];
    await text(response);
    await setTimeout(50);
    expect((await promise).aborted).toBe(false);
  });
});

it("drains a body that nobody wants, so that its client comes to the end of sending it", async () => {
  const { promise: sent, resolve } = deferred();
  const origin = await serve((incoming, outgoing) => {
    const { body } = toWebRequest(incoming, outgoing);
    // no answer, which would end the sending by itself
    void body?.cancel();
  });
  const client = send(origin, { method: "POST" }, () => undefined);
  client.on("error", () => undefined).on("finish", resolve);
  client.end(new Uint8Array(20_000_000));
  await sent;
  await expect.poll(() => client.socket?.writableLength, { timeout: 5000 }).toBe(0);
  client.destroy();
});
