import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import {
  createServer as createHttp2Server,
  type Http2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from "node:http2";
import type { AddressInfo } from "node:net";
import { afterEach } from "vitest";

const servers: (Server | Http2Server)[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    if ("closeAllConnections" in server) server.closeAllConnections();
  }
});

/** Listens on loopback until the test is over, and returns the origin. */
export function serve(listener: RequestListener): Promise<string> {
  return listen(createServer(listener));
}

/** The same over HTTP/2 without TLS. */
export function serveHttp2(
  listener: (incoming: Http2ServerRequest, outgoing: Http2ServerResponse) => void,
): Promise<string> {
  return listen(createHttp2Server(listener));
}

async function listen(server: Server | Http2Server): Promise<string> {
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A promise that is settled from outside. */
export function deferred<T = void>(): {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
} {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((onValue, onReason) => {
    resolve = onValue;
    reject = onReason;
  });
  return { promise, resolve, reject };
}
