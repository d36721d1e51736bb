import {
  createServer as createHttpServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createServer, type AddressInfo, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { isLoopback } from "../hosts.ts";
import type { CertificateAuthority } from "./certificate-authority.ts";
import { answerNodeRequest, type Handler } from "./node-request.ts";

/** A port on which the local Azure answers. */
export interface Listener {
  readonly port: number;
  /** Cuts every connection and frees the port. */
  close(): Promise<void>;
}

/** Something that was asked of the port and does not get further. */
export interface RefusedRequest {
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
  readonly onRefused: (request: RefusedRequest) => void;
}

/** The first byte of a TLS handshake. */
const tlsHandshake = 0x16;

/** Tokens with 200 groups are longer than what Node takes by default. */
const maxHeaderSize = 64 * 1024;

/** How many ports are tried beyond the wanted one. */
const maxPortsToTry = 100;

/**
 * Listens on loopback with one port that speaks plain HTTP, TLS for every host that the authority
 * vouches for, and the CONNECT of an HTTP proxy. Nothing is ever passed on to another machine.
 *
 * @throws Error when no port is free.
 */
export async function openListener(options: ListenerOptions): Promise<Listener> {
  const { handle, authority, statusOf, onRefused } = options;
  const sockets = new Set<Socket>();
  let port = 0;

  const refuse = (request: IncomingMessage, url: string, status: number): void =>
    onRefused({ method: request.method ?? "", url, headers: headersOf(request), status });

  const answer = (origin: string, request: IncomingMessage, response: ServerResponse): void => {
    void answerNodeRequest(handle, origin, request, response);
  };

  const plain = createHttpServer({ maxHeaderSize }, (request, response) => {
    const { host = "" } = request.headers;
    const { url = "/" } = request;
    // a page whose name was made to point here (DNS rebinding) sends its own name
    if ([`127.0.0.1:${port}`, `localhost:${port}`].includes(host) && url.startsWith("/")) {
      answer(`http://${host}`, request, response);
      return;
    }
    refuse(request, url.startsWith("/") ? `http://${host}${url}` : url, 403);
    response.writeHead(403).end("This port answers as 127.0.0.1 and localhost only.\n");
  });

  const secure = createHttpsServer(
    {
      maxHeaderSize,
      SNICallback(host, done) {
        if (isLoopback(host) || statusOf(host) === 200)
          done(null, authority.secureContextFor(host));
        else done(new Error("no such host"));
      },
      ...leafFor("127.0.0.1", authority),
    },
    (request, response) => {
      const { host = "" } = request.headers;
      const hostname = host.replace(/:\d+$/, "");
      const expected = serverNameOf(request.socket as TLSSocket);
      // a client that means an address names no server in its handshake
      if (expected === undefined ? isLoopback(hostname) : hostname === expected) {
        answer(`https://${host}`, request, response);
        return;
      }
      refuse(request, `https://${host}${request.url}`, 421);
      response.writeHead(421).end();
    },
  );

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
    const [, host = "", tunnelPort] = /^(.*):(\d+)$/.exec(request.url ?? "") ?? [];
    const status = tunnelPort === "443" ? statusOf(host.toLowerCase()) : 403;
    if (status !== 200) {
      refuse(request, `https://${request.url}`, status);
      socket.end(`HTTP/1.1 ${status} Refused\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
      return;
    }
    socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
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
  secure.on("tlsClientError", (_error, socket) => socket.destroy());

  const listen = (candidate: number, left: number): Promise<number> =>
    new Promise<number>((resolve, reject) => {
      server.once("error", reject);
      server.listen(candidate, "127.0.0.1", () => {
        server.off("error", reject);
        resolve((server.address() as AddressInfo).port);
      });
    }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE" || left === 0) throw error;
      return listen(candidate + 1, left - 1);
    });
  port = await listen(options.port, maxPortsToTry);

  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function leafFor(host: string, authority: CertificateAuthority): { cert: string; key: string } {
  const { certificate, key } = authority.issue(host);
  return { cert: certificate, key };
}

/** The name that the client asked for in its handshake. */
function serverNameOf(socket: TLSSocket): string | undefined {
  const { servername } = socket as TLSSocket & { readonly servername?: string | false };
  return servername === false ? undefined : servername;
}

function headersOf(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
}
