import { once } from "node:events";
import { createServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { serviceFetch } from "./index.ts";

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/path?a=b`;
}

describe("serviceFetch", () => {
  it("sends what it is told and hands back what it is answered, over one connection", async () => {
    const ports = new Set<number | undefined>();
    const url = await serve((incoming, outgoing) => {
      ports.add(incoming.socket.remotePort);
      const { method, url: path, headers } = incoming;
      outgoing.writeHead(418, { "x-a": ["1", "2"] });
      outgoing.write(`${method} ${path} ${String(headers["x-a"])} ${headers["content-length"]} `);
      incoming.pipe(outgoing);
    });
    for (let time = 0; time < 3; time += 1) {
      // oxlint-disable-next-line no-await-in-loop
      const response = await serviceFetch(url, {
        method: "POST",
        body: "旅費",
        headers: { "x-a": "é" },
      });
      expect(response.status).toBe(418);
      expect(response.headers.get("x-a")).toBe("1, 2");
      // oxlint-disable-next-line no-await-in-loop
      expect(await response.text()).toBe("POST /path?a=b é 6 旅費");
    }
    expect(ports.size).toBe(1);
  });

  it("hands on each piece as it comes", async () => {
    const answers: ServerResponse[] = [];
    const url = await serve((_, outgoing) => {
      answers.push(outgoing);
      outgoing.write("one");
    });
    const { body } = await serviceFetch(url);
    const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
    expect(await reader.read()).toEqual({ done: false, value: "one" });
    const next = reader.read();
    answers[0]?.write("two");
    expect(await next).toEqual({ done: false, value: "two" });
    await reader.cancel();
  });

  it("has no body where there is none", async () => {
    const url = await serve((_, outgoing) => void outgoing.writeHead(204).end());
    expect((await serviceFetch(url)).body).toBeNull();
  });

  it("reads no faster than it is read", async () => {
    let written = 0;
    const url = await serve((_, outgoing) => {
      const fill = (): void => {
        do written += 65_536;
        while (written < 200_000_000 && outgoing.write(Buffer.alloc(65_536)));
        outgoing.once("drain", fill);
      };
      fill();
    });
    const { body } = await serviceFetch(url);
    let before = -1;
    await expect
      .poll(() => written === before || !(before = written), { interval: 100, timeout: 5000 })
      .toBe(true);
    expect(written).toBeLessThan(30_000_000);
    await body?.cancel();
  });

  it("follows no redirect", async () => {
    const url = await serve((_, outgoing) => {
      outgoing.writeHead(307, { location: "http://127.0.0.1:1/" }).end();
    });
    expect((await serviceFetch(url)).status).toBe(307);
  });

  it("fails with what the connection fails by", async () => {
    await expect(serviceFetch("http://127.0.0.1:1/")).rejects.toMatchObject({
      code: "ECONNREFUSED",
    });
    const url = await serve((incoming) => void incoming.socket.destroy());
    await expect(serviceFetch(url)).rejects.toMatchObject({ code: "ECONNRESET" });
  });

  it("[stream/failure-cuts] fails within a body that is cut", async () => {
    const url = await serve((_, outgoing) => {
      outgoing.writeHead(200, { "content-length": "100" });
      outgoing.write("one");
      setTimeout(() => outgoing.destroy(), 20);
    });
    const response = await serviceFetch(url);
    await expect(response.text()).rejects.toMatchObject({ code: "ECONNRESET" });
  });

  it("fails for a body that is compressed, as nobody would know of it", async () => {
    const url = await serve((_, outgoing) => {
      outgoing.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("{}"));
    });
    await expect(serviceFetch(url)).rejects.toThrow(/compressed/);
  });

  it("[stream/client-leaves-cancels] stops with its signal, before and within an answer", async () => {
    const closed: Promise<unknown>[] = [];
    const url = await serve((incoming, outgoing) => {
      closed.push(once(outgoing, "close"));
      if (incoming.headers["x-a"] === "answer") outgoing.write("one");
    });
    const waiting = new AbortController();
    const answer = serviceFetch(url, { signal: waiting.signal });
    await expect.poll(() => closed.length).toBe(1);
    waiting.abort(new Error("enough"));
    await expect(answer).rejects.toThrow("enough");

    const reading = new AbortController();
    const { body } = await serviceFetch(url, {
      signal: reading.signal,
      headers: { "x-a": "answer" },
    });
    const reader = body!.getReader();
    await reader.read();
    reading.abort(new Error("enough"));
    await expect(reader.read()).rejects.toThrow(/./);
    await Promise.all(closed);

    await expect(
      serviceFetch(url, { signal: AbortSignal.abort(new Error("never")) }),
    ).rejects.toThrow("never");
    expect(closed).toHaveLength(2);
  });

  it("lets go of the signal when all is over", async () => {
    const url = await serve((_, outgoing) => void outgoing.end("{}"));
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => (listeners++, add(...args));
    signal.removeEventListener = (...args: Parameters<typeof remove>) => (
      listeners--,
      remove(...args)
    );
    await (await serviceFetch(url, { signal })).text();
    await expect.poll(() => listeners).toBe(0);
  });

  it("sends text only", async () => {
    await expect(
      serviceFetch("http://127.0.0.1:1/", { method: "POST", body: new Uint8Array(1) }),
    ).rejects.toThrow(/^keyless-proxy: serviceFetch sends text/);
  });
});
