import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse,
} from "node:http";
import { createServer as createHttpsServer, type Server as HttpsServer } from "node:https";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { isLoopback } from "../hosts.ts";
import type { CertificateAuthority } from "./certificate-authority.ts";
import { forwardRequest, joinTunnel } from "./forward.ts";
import { answerNodeRequest, type Handler } from "./node-request.ts";
import type { Outbound } from "./outbound.ts";

/** A port on which the local Azure answers. */
export interface Listener {
  readonly port: number;
  /** Cuts every connection and frees the port. */
  close(): Promise<void>;
}

/** Something that was asked of the port and is none of our services' business. */
export interface ForeignRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number;
}

/** What the port needs. */
export interface ListenerOptions {
  /** Where to begin; the next free port when taken. 0 takes any. */
  readonly port: number;
  readonly handle: Handler;
  readonly authority: CertificateAuthority;
  /** The status for a tunnel to a host: 200 where one of our services answers in its place. */
  readonly statusOf: (host: string) => number;
  /** What is beyond Azure and allowed. */
  readonly outbound: Outbound;
  /** Told of what does not get further, and of what is let out. */
  readonly onForeign: (request: ForeignRequest, fate: "refused" | "let out") => void;
}

/** The first byte of a TLS handshake. */
const tlsHandshake = 0x16;

/** Tokens with 200 groups are longer than what Node takes by default. */
const maxHeaderSize = 64 * 1024;

/** How many ports are tried beyond the wanted one. */
const maxPortsToTry = 100;

/**
 * Listens on loopback with one port that speaks plain HTTP, TLS for every host that the authority
 * vouches for, and the CONNECT of an HTTP proxy. Nothing is passed on to another machine but what
 * `outbound` allows.
 *
 * @throws Error when no port is free.
 */
export async function openListener(options: ListenerOptions): Promise<Listener> {
  let port = 0;
  const plain = createPlainServer(options, () => port);
  const secure = createSecureServer(options);
  const sockets = new Set<Socket>();

  const sniff = (socket: Duplex, accepts: "anything" | "tls"): void => {
    socket.once("data", (first: Buffer) => {
      socket.pause();
      socket.unshift(first);
      if (first[0] === tlsHandshake) secure.emit("connection", socket);
      else if (accepts === "anything") plain.emit("connection", socket);
      else socket.destroy();
      process.nextTick(() => socket.resume());
    });
  };
  plain.on("connect", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const target = targetOf(request);
    if (options.outbound.allows(target.host, target.port)) {
      void letTunnelOut(options, request, target, socket, head);
      return;
    }
    if (!openTunnel(options, request, socket)) return;
    if (head.length > 0) socket.unshift(head);
    sniff(socket, "tls");
  });
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    // a client that goes away is no fault of ours
    socket.on("error", () => socket.destroy());
    sniff(socket, "anything");
  });

  port = await listenFrom(server, options.port, maxPortsToTry);
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function createPlainServer(options: ListenerOptions, ownPort: () => number): HttpServer {
  return createHttpServer({ maxHeaderSize }, (request, response) => {
    const { host = "" } = request.headers;
    const { url = "/" } = request;
    // a page whose name was made to point here (DNS rebinding) sends its own name
    const isOwn = [`127.0.0.1:${ownPort()}`, `localhost:${ownPort()}`].includes(host);
    // a proxy that is asked without a tunnel gets a whole URL
    if (isOwn && url.startsWith("/")) {
      void answerNodeRequest(options.handle, `http://${host}`, request, response);
      return;
    }
    const foreign = URL.canParse(url) ? new URL(url) : undefined;
    if (
      foreign?.protocol === "http:" &&
      options.outbound.allows(foreign.hostname, Number(foreign.port || 80))
    ) {
      void letRequestOut(options, foreign, request, response);
      return;
    }
    refuse(options, request, url.startsWith("/") ? `http://${host}${url}` : url, 403);
    response.writeHead(403).end("This port answers as 127.0.0.1 and localhost only.\n");
  });
}

function createSecureServer(options: ListenerOptions): HttpsServer {
  const { handle, authority, statusOf } = options;
  const { certificate: cert, key } = authority.issue("127.0.0.1");
  const server = createHttpsServer(
    {
      cert,
      key,
      maxHeaderSize,
      SNICallback(host, done) {
        const isServed = isLoopback(host) || statusOf(host) === 200;
        if (isServed) done(null, authority.secureContextFor(host));
        else done(new Error("no such host"));
      },
    },
    (request, response) => {
      const { host = "" } = request.headers;
      const hostname = host.replace(/:\d+$/, "");
      const expected = serverNameOf(request.socket as TLSSocket);
      // a client that means an address names no server in its handshake
      if (expected === undefined ? isLoopback(hostname) : hostname === expected) {
        void answerNodeRequest(handle, `https://${host}`, request, response);
        return;
      }
      refuse(options, request, `https://${host}${request.url}`, 421);
      response.writeHead(421).end();
    },
  );
  return server.on("tlsClientError", (_error, socket) => socket.destroy());
}

/** Where a CONNECT goes; port 0 where it names none. */
function targetOf({ url = "" }: IncomingMessage): { host: string; port: number } {
  const [, host = "", port = "0"] = /^(.*):(\d+)$/.exec(url) ?? [];
  return { host: host.toLowerCase(), port: Number(port) };
}

/** Answers a CONNECT; whether TLS may follow. */
function openTunnel(options: ListenerOptions, request: IncomingMessage, socket: Duplex): boolean {
  const { host, port } = targetOf(request);
  const status = port === 443 ? options.statusOf(host) : 403;
  if (status === 200) {
    socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    return true;
  }
  refuseTunnel(options, request, socket, status);
  return false;
}

async function letTunnelOut(
  options: ListenerOptions,
  request: IncomingMessage,
  target: { readonly host: string; readonly port: number },
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  try {
    await joinTunnel(options.outbound, target, socket, head);
    options.onForeign(foreignRequest(request, `https://${request.url}`, 200), "let out");
  } catch {
    refuseTunnel(options, request, socket, 502);
  }
}

async function letRequestOut(
  options: ListenerOptions,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const status = await forwardRequest(options.outbound, url, request, response);
    options.onForeign(foreignRequest(request, url.href, status), "let out");
  } catch {
    refuse(options, request, url.href, 502);
    if (response.headersSent) response.destroy();
    else response.writeHead(502).end();
  }
}

function refuseTunnel(
  options: ListenerOptions,
  request: IncomingMessage,
  socket: Duplex,
  status: number,
): void {
  refuse(options, request, `https://${request.url}`, status);
  socket.end(`HTTP/1.1 ${status} Refused\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
}

function refuse(
  { onForeign }: ListenerOptions,
  request: IncomingMessage,
  url: string,
  status: number,
): void {
  onForeign(foreignRequest(request, url, status), "refused");
}

function foreignRequest(request: IncomingMessage, url: string, status: number): ForeignRequest {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  return { method: request.method ?? "", url, headers, status };
}

/** Listens on a port, or on the next free one; resolves to it. */
function listenFrom(server: Server, port: number, left: number): Promise<number> {
  return new Promise<number>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE" || left === 0) throw error;
    return listenFrom(server, port + 1, left - 1);
  });
}

/** The name that the client asked for in its handshake. */
function serverNameOf(socket: TLSSocket): string | undefined {
  const { servername } = socket as TLSSocket & { readonly servername?: string | false };
  return servername === false ? undefined : servername;
}
