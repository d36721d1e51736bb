import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Answers a web request. */
export type Handler = (request: Request) => Promise<Response>;

/**
 * Answers a Node request with a handler of web requests. What the handler streams goes out as it comes;
 * a client that leaves aborts the request's signal and cancels the stream.
 *
 * @param origin The origin that the client meant, which the listener has checked.
 */
export async function answerNodeRequest(
  handle: Handler,
  origin: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const controller = new AbortController();
  outgoing.once("close", () => {
    if (!outgoing.writableFinished) controller.abort();
  });
  try {
    const response = await handle(toRequest(origin, incoming, controller.signal));
    outgoing.statusCode = response.status;
    outgoing.setHeaders(response.headers);
    outgoing.flushHeaders();
    if (response.body) await pipeline(Readable.fromWeb(response.body), outgoing);
    else outgoing.end();
  } catch {
    // the status is already out, or the client is gone: only a cut connection tells the truth
    if (outgoing.headersSent || controller.signal.aborted) outgoing.destroy();
    else outgoing.writeHead(400).end();
  }
}

function toRequest(origin: string, incoming: IncomingMessage, signal: AbortSignal): Request {
  const { method = "GET", rawHeaders, url = "/" } = incoming;
  const headers = new Headers();
  for (let i = 0; i < rawHeaders.length; i += 2) {
    headers.append(rawHeaders[i] ?? "", rawHeaders[i + 1] ?? "");
  }
  if (!url.startsWith("/")) throw new Error("azure-emulator: a path is wanted");
  const hasBody = method !== "GET" && method !== "HEAD";
  // not resolved against the origin: a path that begins with two slashes would name another host
  return new Request(new URL(`${origin}${url}`), {
    method,
    headers,
    signal,
    ...(hasBody ? { body: Readable.toWeb(incoming), duplex: "half" } : {}),
  });
}
