import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import type { OnYourDataHandler } from "./on-your-data-handler.ts";
import type { Reader } from "./steps/second-check.ts";

/** A server of Node's with nothing around the handler. */
export interface WebServer {
  readonly origin: string;
  close(): Promise<void>;
}

/**
 * Serves a handler on loopback.
 *
 * @param readers Who each bearer token stands for, in place of a guard.
 */
export async function serve(
  handler: OnYourDataHandler,
  readers: Readonly<Record<string, Reader>>,
): Promise<WebServer> {
  const server = createServer((incoming, outgoing) => {
    const principal = readers[incoming.headers.authorization?.replace("Bearer ", "") ?? ""];
    if (principal === undefined) outgoing.writeHead(401).end();
    else void answer(handler, principal, incoming, outgoing);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function answer(
  handler: OnYourDataHandler,
  principal: Reader,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const left = new AbortController();
  outgoing.on("close", () => left.abort());
  const request = new Request(`http://localhost${incoming.url}`, {
    method: "POST",
    headers: incoming.headers as Record<string, string>,
    body: Readable.toWeb(incoming) as ReadableStream,
    duplex: "half",
    signal: left.signal,
  });
  try {
    const { status, headers, body } = await handler(request, { principal });
    outgoing.writeHead(status, Object.fromEntries(headers));
    await pipeline(Readable.fromWeb(body as NodeReadableStream), outgoing);
  } catch {
    if (outgoing.headersSent) outgoing.destroy();
    else outgoing.writeHead(502).end();
  }
}
