import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect, type Socket } from "node:net";
import { networkInterfaces } from "node:os";
import { text } from "node:stream/consumers";
import { connect as tlsConnect } from "node:tls";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { certifiableNames } from "../hosts.ts";
import { createCertificateAuthority } from "./certificate-authority.ts";
import { openListener, type Listener, type ForeignRequest } from "./listener.ts";
import type { Handler } from "./node-request.ts";
import { createOutbound } from "./outbound.ts";

const authority = createCertificateAuthority({ names: certifiableNames });
const refused: ForeignRequest[] = [];
const handle = vi.fn<Handler>();
let listener: Listener;

beforeAll(async () => {
  listener = await openListener({
    port: 0,
    handle,
    authority,
    statusOf: (host) => (host === "graph.microsoft.com" ? 200 : 403),
    outbound: createOutbound({}),
    onForeign: (request) => refused.push(request),
  });
});
afterAll(() => listener.close());
beforeEach(() => {
  refused.length = 0;
  handle.mockReset();
  handle.mockImplementation(async (request) => new Response(`${request.method} ${request.url}`));
});

/** Opens a tunnel through the proxy; resolves to the status and the socket. */
async function tunnel(target: string): Promise<{ status: number | undefined; socket: Socket }> {
  const request = httpRequest({
    port: listener.port,
    host: "127.0.0.1",
    method: "CONNECT",
    path: target,
  });
  request.end();
  const [response, socket] = (await once(request, "connect")) as [{ statusCode?: number }, Socket];
  return { status: response.statusCode, socket };
}

async function get(
  options: { path?: string; headers?: Record<string, string> } = {},
): Promise<{ status: number | undefined; body: string }> {
  const request = httpRequest({ port: listener.port, host: "127.0.0.1", ...options });
  request.end();
  const [response] = await once(request, "response");
  return { status: response.statusCode, body: await text(response) };
}

/** The status of a request over TLS without a tunnel. */
async function ask(servername: string, host: string): Promise<number | undefined> {
  const socket = connect(listener.port, "127.0.0.1");
  const createConnection = () => tlsConnect({ socket, servername, ca: authority.certificate });
  const request = httpsRequest({ host: servername, headers: { host }, createConnection });
  request.end();
  const [response] = await once(request, "response");
  response.resume();
  return response.statusCode;
}

describe("on plain HTTP", () => {
  it("answers as 127.0.0.1 and localhost", async () => {
    await expect(get({ path: "/a?b=1" })).resolves.toEqual({
      status: 200,
      body: `GET http://127.0.0.1:${listener.port}/a?b=1`,
    });
    const host = `localhost:${listener.port}`;
    await expect(get({ headers: { host } })).resolves.toMatchObject({ status: 200 });
  });

  it("[emulator/loopback-only] answers to no other Host, so that no page can point its own name here", async () => {
    const others = [
      "evil.example",
      `evil.example:${listener.port}`,
      "127.0.0.1:1",
      "graph.microsoft.com",
    ];
    const answers = await Promise.all(others.map((host) => get({ headers: { host } })));
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    expect(handle).not.toHaveBeenCalled();
    expect(refused.map(({ url }) => url)).toContain("http://evil.example/");
  });

  it("does not fetch what a client asks a proxy for without a tunnel", async () => {
    const host = `127.0.0.1:${listener.port}`;
    await expect(
      get({ path: "http://www.example.com/", headers: { host } }),
    ).resolves.toMatchObject({ status: 403 });
    expect(refused).toMatchObject([{ method: "GET", url: "http://www.example.com/", status: 403 }]);
  });

  it("streams the answer as it comes, and aborts the request when the client leaves", async () => {
    let signal: AbortSignal | undefined;
    const cancelled = vi.fn<() => void>();
    handle.mockImplementation(async (request) => {
      signal = request.signal;
      return new Response(
        new ReadableStream({
          start: (controller) => controller.enqueue(Buffer.from("data: 1\n\n")),
          cancel: cancelled,
        }),
      );
    });
    const request = httpRequest({ port: listener.port, host: "127.0.0.1" });
    request.end();
    const [response] = await once(request, "response");
    const [chunk] = await once(response, "data");
    expect(String(chunk)).toBe("data: 1\n\n");
    expect(signal?.aborted).toBe(false);
    request.destroy();
    await vi.waitFor(() => {
      expect(signal?.aborted).toBe(true);
      expect(cancelled).toHaveBeenCalled();
    });
  });

  it("cuts the connection when an answer fails half way", async () => {
    handle.mockImplementation(
      async () =>
        new Response(
          new ReadableStream(
            {
              start: (controller) => controller.enqueue(Buffer.from("half")),
              pull: () => Promise.reject(new Error("broken")),
            },
            { highWaterMark: 0 },
          ),
        ),
    );
    await expect(get()).rejects.toThrow(/aborted/);
  });
});

describe("as a proxy", () => {
  it("stands in for a host of Azure's with a certificate of its own", async () => {
    const { status, socket } = await tunnel("graph.microsoft.com:443");
    expect(status).toBe(200);
    const servername = "graph.microsoft.com";
    const createConnection = () => tlsConnect({ socket, servername, ca: authority.certificate });
    const headers = { host: servername };
    const request = httpsRequest({ headers, path: "/v1.0/me", createConnection });
    request.end();
    const [response] = await once(request, "response");
    await expect(text(response)).resolves.toBe("GET https://graph.microsoft.com/v1.0/me");
  });

  it("[egress/only-known-hosts] refuses every other host and port, and tells which", async () => {
    const targets = [
      "www.example.com:443",
      "graph.microsoft.com:80",
      "127.0.0.1:22",
      "169.254.169.254:443",
    ];
    const answers = await Promise.all(targets.map(tunnel));
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    expect(refused.map(({ method, url }) => `${method} ${url}`).toSorted()).toEqual(
      targets.map((target) => `CONNECT https://${target}`).toSorted(),
    );
  });

  it("carries nothing but TLS", async () => {
    const { socket } = await tunnel("graph.microsoft.com:443");
    socket.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${listener.port}\r\n\r\n`);
    socket.resume();
    await once(socket, "close");
    expect(handle).not.toHaveBeenCalled();
  });
});

describe("on TLS", () => {
  it("answers for the host of the handshake and for no other", async () => {
    await expect(ask("graph.microsoft.com", "graph.microsoft.com")).resolves.toBe(200);
    await expect(ask("graph.microsoft.com", "management.azure.com")).resolves.toBe(421);
    await expect(ask("localhost", `localhost:${listener.port}`)).resolves.toBe(200);
  });

  it("makes no certificate for a host that it does not have", async () => {
    await expect(ask("www.example.com", "www.example.com")).rejects.toThrow(/disconnected/);
    await expect(ask("management.azure.com", "management.azure.com")).rejects.toThrow(
      /disconnected/,
    );
  });
});

it("takes the next port when the wanted one is taken", async () => {
  const second = await openListener({
    port: listener.port,
    handle,
    authority,
    statusOf: () => 403,
    outbound: createOutbound({}),
    onForeign: () => {},
  });
  expect(second.port).toBeGreaterThan(listener.port);
  await second.close();
});

it("[emulator/loopback-only] is not reachable by another address of the machine", async () => {
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ address, scopeid }) => address !== "127.0.0.1" && !scopeid);
  const connections = others.map(async ({ address }) => {
    const socket = connect(listener.port, address);
    await once(socket, "connect");
  });
  const results = await Promise.allSettled(connections);
  expect(results.filter(({ status }) => status === "fulfilled")).toEqual([]);
});
