import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingMessage, type Server } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { certifiableNames } from "../hosts.ts";
import { createCertificateAuthority } from "./certificate-authority.ts";
import { openListener, type ForeignRequest, type Listener } from "./listener.ts";
import { createOutbound } from "./outbound.ts";

const authority = createCertificateAuthority({ names: certifiableNames });
const open: Listener[] = [];
const foreign: [string, ForeignRequest][] = [];
beforeEach(() => {
  foreign.length = 0;
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((listener) => listener.close()));
});

/** The host beyond: repeats what it was asked. */
const beyond: Server = createServer((request, response) => {
  response.setHeader("x-seen", JSON.stringify(request.headers));
  void text(request).then((body) => response.end(`${request.method} ${request.url} ${body}`));
});
/** The proxy that the machine goes out by; it knows one password. */
const seenByProxy: IncomingMessage[] = [];
const password = `Basic ${Buffer.from("ada:secret").toString("base64")}`;
const proxy: Server = createServer((request, response) => {
  seenByProxy.push(request);
  response.end("from the proxy");
}).on("connect", (request: IncomingMessage, socket: Socket) => {
  seenByProxy.push(request);
  if (request.headers["proxy-authorization"] !== password) {
    socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    return;
  }
  const remote = connect(portOf(beyond), "127.0.0.1");
  socket.write("HTTP/1.1 200 OK\r\n\r\n");
  socket.pipe(remote).pipe(socket);
  socket.on("error", () => remote.destroy());
});
beforeAll(async () => {
  await Promise.all(
    [beyond, proxy].map((server) => once(server.listen(0, "127.0.0.1"), "listening")),
  );
});
afterAll(() => {
  for (const server of [beyond, proxy]) {
    server.close();
    server.closeAllConnections();
  }
});

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function listen(allowedHosts: readonly string[], upstreamProxy?: string): Promise<number> {
  seenByProxy.length = 0;
  const listener = await openListener({
    port: 0,
    handle: async () => new Response("from Azure"),
    authority,
    statusOf: () => 403,
    outbound: createOutbound({ allowedHosts, upstreamProxy }),
    onForeign: (request, fate) => foreign.push([fate, request]),
  });
  open.push(listener);
  return listener.port;
}

/** Asks for a tunnel, and through it. */
async function ask(port: number, target: string): Promise<{ status: number; body: string }> {
  const { status, socket } = await tunnel(port, target);
  if (status !== 200) return { status, body: "" };
  const request = httpRequest({ createConnection: () => socket, path: "/a", method: "PUT" });
  request.end("body");
  const [response] = (await once(request, "response")) as [IncomingMessage];
  return { status, body: await text(response) };
}

async function tunnel(port: number, path: string): Promise<{ status: number; socket: Socket }> {
  const headers = { "proxy-authorization": "Basic the-child's" };
  const request = httpRequest({ port, host: "127.0.0.1", method: "CONNECT", path, headers }).end();
  const [response, socket] = (await once(request, "connect")) as [IncomingMessage, Socket];
  return { status: response.statusCode ?? 0, socket };
}

/** Asks for a whole address, as clients ask a proxy for what is not encrypted. */
async function askPlain(port: number, path: string) {
  const headers = { "proxy-authorization": "Basic the-child's", connection: "x-hop", "x-hop": "1" };
  const request = httpRequest({ port, host: "127.0.0.1", path, headers }).end();
  const [response] = (await once(request, "response")) as [IncomingMessage];
  return {
    status: response.statusCode,
    body: await text(response),
    seen: JSON.parse(String(response.headers["x-seen"] ?? "{}")) as Record<string, string>,
  };
}

describe("a host that is allowed", () => {
  it("is reached through a tunnel that nobody reads, and is on record", async () => {
    const target = `localhost:${portOf(beyond)}`;
    const port = await listen([target]);
    expect(await ask(port, target)).toEqual({ status: 200, body: "PUT /a body" });
    expect(foreign).toMatchObject([
      ["let out", { method: "CONNECT", url: `https://${target}`, status: 200 }],
    ]);
  });

  it("is reached without encryption, and not told what is the proxy's", async () => {
    const target = `localhost:${portOf(beyond)}`;
    const port = await listen([target]);
    const { status, body, seen } = await askPlain(port, `http://${target}/b?c`);
    expect({ status, body }).toEqual({ status: 200, body: "GET /b?c " });
    expect(seen).toMatchObject({ host: target });
    expect(seen).not.toHaveProperty("proxy-authorization");
    expect(seen).not.toHaveProperty("x-hop");
    expect(foreign).toMatchObject([["let out", { url: `http://${target}/b?c`, status: 200 }]]);
  });

  it("is reached by the machine's own proxy, with the machine's password and not the child's", async () => {
    const port = await listen(["*.example"], `http://ada:secret@127.0.0.1:${portOf(proxy)}`);
    expect(await ask(port, "a.example:443")).toEqual({ status: 200, body: "PUT /a body" });
    expect(await askPlain(port, "http://b.example/c")).toMatchObject({ body: "from the proxy" });
    expect(seenByProxy.map(({ url, headers }) => [url, headers["proxy-authorization"]])).toEqual([
      ["a.example:443", password],
      ["http://b.example/c", password],
    ]);
  });

  it("is out of reach where that proxy refuses, or nothing listens", async () => {
    const port = await listen(["a.example"], `http://127.0.0.1:${portOf(proxy)}`);
    expect(await ask(port, "a.example:443")).toEqual({ status: 502, body: "" });
    const other = await listen(["localhost:1"]);
    expect(await ask(other, "localhost:1")).toEqual({ status: 502, body: "" });
    expect(await askPlain(other, "http://localhost:1/")).toMatchObject({ status: 502 });
    expect(foreign.map(([fate, { status }]) => [fate, status])).toEqual([
      ["refused", 502],
      ["refused", 502],
      ["refused", 502],
    ]);
  });

  it("is left when the port closes", async () => {
    const target = `localhost:${portOf(beyond)}`;
    const port = await listen([target]);
    const { socket } = await tunnel(port, target);
    const closed = once(socket, "close");
    socket.on("error", () => {});
    await open.pop()?.close();
    await expect(closed).resolves.toBeDefined();
  });
});

describe("any other host", () => {
  it("stays out of reach, and so do other ports", async () => {
    const port = await listen(["localhost:1"]);
    const target = `localhost:${portOf(beyond)}`;
    expect(await ask(port, target)).toMatchObject({ status: 403 });
    expect(await askPlain(port, `http://${target}/`)).toMatchObject({ status: 403 });
    expect(foreign.map(([fate]) => fate)).toEqual(["refused", "refused"]);
  });
});

describe("a rule", () => {
  it.each([
    ["registry.example", "Registry.Example", 443, true],
    ["registry.example", "registry.example", 80, true],
    ["registry.example", "registry.example", 22, false],
    ["registry.example", "a.registry.example", 443, false],
    ["registry.example", "evilregistry.example", 443, false],
    ["*.example.com", "a.b.example.com", 443, true],
    ["*.example.com", "example.com", 443, false],
    ["*.example.com", "evilexample.com", 443, false],
    ["db.example:5432", "db.example", 5432, true],
    ["db.example:5432", "db.example", 443, false],
  ])("%s on %s:%i", (rule, host, port, expected) => {
    expect(createOutbound({ allowedHosts: [rule] }).allows(host, port)).toBe(expected);
  });

  it.each(["", "*", "*.*", "https://a.example", "a.example/b", "a b"])("is not %j", (rule) => {
    expect(() => createOutbound({ allowedHosts: [rule] })).toThrow(/no host to allow/);
  });

  it.each(["graph.microsoft.com", "*.windows.net", "*.com", "a.search.windows.net:443"])(
    "is not %s, by which the real Azure would be reached",
    (rule) => {
      expect(() => createOutbound({ allowedHosts: [rule] })).toThrow(/hosts of Azure's/);
    },
  );

  it("goes by no proxy of another kind, and does not show its password", () => {
    const upstreamProxy = "socks5://ada:secret@proxy.example";
    const create = () => createOutbound({ upstreamProxy });
    expect(create).toThrow(TypeError);
    expect(create).not.toThrow(/secret/);
  });
});
