import type { IncomingMessage } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import { TLSSocket } from "node:tls";
import { bodyReader } from "./body-reader.ts";
import { clientLeftSignal, type NodeResponse } from "./client-left-signal.ts";
import { NodeHttpError } from "./node-http-error.ts";

/** The request of `node:http`, or of the compatibility layer of `node:http2`. */
export type NodeRequest = IncomingMessage | Http2ServerRequest;

/** What the request itself does not say. */
export interface WebRequestOptions {
  /**
   * The origin that the server is known by, as in `https://chat.contoso.com` (what the connection and its
   * Host header say; behind a proxy that is not what the browser shows).
   */
  readonly origin?: string;
  /** The target that the client asked for, when a router has shortened it since (`incoming.url`). */
  readonly url?: string;
  /**
   * What a body parser made of the body: a string or bytes as they are, anything else as JSON. It counts
   * only once the body has been read, for some parsers leave `{}` where they did not read any.
   */
  readonly body?: unknown;
}

/**
 * The web form of a request. Its body streams, its signal aborts when the client leaves.
 *
 * @throws NodeHttpError INVALID_REQUEST for a Host, target, method or header that HTTP does not allow.
 * @throws TypeError for an `origin` with a path, or when the body has been read and is not passed.
 * @see https://fetch.spec.whatwg.org/#request-class
 */
export function toWebRequest(
  incoming: NodeRequest,
  outgoing: NodeResponse,
  options: WebRequestOptions = {},
): Request {
  const { body } = options;
  const address = addressOf(incoming, options);
  const { method = "GET" } = incoming;
  const parsed = hasBeenRead(incoming) ? serialize(body) : undefined;
  const signal = clientLeftSignal(outgoing);
  try {
    const headers = headersOf(incoming);
    if (parsed !== undefined) describeParsed(headers, body);
    return new Request(address, {
      method,
      headers,
      signal,
      ...(method !== "GET" &&
        method !== "HEAD" && { body: parsed ?? streamOf(incoming), duplex: "half" }),
    });
  } catch (cause) {
    throw new NodeHttpError("INVALID_REQUEST", "The request is not valid HTTP.", { cause });
  }
}

/**
 * The whole address of a request.
 *
 * @throws NodeHttpError INVALID_REQUEST for a Host or target that HTTP does not allow.
 * @throws TypeError for an `origin` with a path.
 */
export function addressOf(
  incoming: NodeRequest,
  { origin, url = incoming.url }: WebRequestOptions,
): string {
  return `${origin === undefined ? originOf(incoming) : checkedOrigin(origin)}${pathOf(url)}`;
}

function originOf(incoming: NodeRequest): string {
  const host = ("authority" in incoming && incoming.authority) || incoming.headers.host;
  const scheme = incoming.socket instanceof TLSSocket ? "https" : "http";
  const named = `${scheme}://${host ?? "localhost"}`;
  const known = origins.get(incoming.socket);
  if (known?.named === named) return known.origin;
  const url = parseOrigin(named);
  if (!url) throw new NodeHttpError("INVALID_REQUEST", "The Host header is not a host.");
  origins.set(incoming.socket, { named, origin: url.origin });
  return url.origin;
}

/** What each connection was asked for last: mostly the same again. */
const origins = new WeakMap<object, { readonly named: string; readonly origin: string }>();

function checkedOrigin(origin: string): string {
  const url = parseOrigin(origin);
  if (url) return url.origin;
  throw new TypeError("node-http: origin must have no path, as in https://chat.contoso.com");
}

/** A name with a path, a query or a user in it is no origin. */
function parseOrigin(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.href === `${url?.origin}/` ? url : undefined;
}

/**
 * Path and query of a target, which may be a whole address.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2
 */
function pathOf(target = "/"): string {
  // as text: resolved against the origin, `//host/path` would lead to another host
  if (target.startsWith("/")) return target;
  if (!URL.canParse(target)) {
    throw new NodeHttpError("INVALID_REQUEST", "The request target is neither path nor address.");
  }
  const { pathname, search } = new URL(target);
  return pathname + search;
}

function headersOf({ rawHeaders }: NodeRequest): Headers {
  const headers = new Headers();
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? "";
    // the pseudo headers of HTTP/2 are the method and the target
    if (!name.startsWith(":")) headers.append(name, rawHeaders[i + 1] ?? "");
  }
  return headers;
}

/** Whether a body parser was there before. */
export function hasBeenRead(incoming: NodeRequest): boolean {
  return incoming.readableDidRead || incoming.readableEnded;
}

function serialize(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (typeof body === "string") return body;
  if (body instanceof Uint8Array) return new Uint8Array(body);
  const text = JSON.stringify(body) as string | undefined;
  if (text !== undefined) return text;
  throw new TypeError("node-http: the body has been read; pass what the body parser made of it");
}

/** What the client said about its bytes does not hold for those that a parsed body is written to. */
function describeParsed(headers: Headers, body: unknown): void {
  for (const name of ["content-encoding", "content-length", "transfer-encoding"]) {
    headers.delete(name);
  }
  const isText = typeof body === "string" || body instanceof Uint8Array;
  if (!isText) headers.set("content-type", "application/json");
}

/** Bytes as they come. */
function streamOf(incoming: NodeRequest): ReadableStream<Uint8Array> {
  const reader = bodyReader(incoming);
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: () => reader.cancel(),
    },
    { highWaterMark: 0 },
  );
}
