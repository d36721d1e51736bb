import type { IncomingMessage } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import { TLSSocket } from "node:tls";
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
  { origin, url = incoming.url, body }: WebRequestOptions = {},
): Request {
  const address = (origin === undefined ? originOf(incoming) : checkedOrigin(origin)) + pathOf(url);
  try {
    const headers = headersOf(incoming);
    return new Request(address, {
      method: incoming.method ?? "GET",
      signal: clientLeftSignal(outgoing),
      ...bodyOf(incoming, headers, body),
    });
  } catch (cause) {
    if (cause instanceof BodyMissing) throw new TypeError(cause.message, { cause });
    throw new NodeHttpError("INVALID_REQUEST", "The request is not valid HTTP.", { cause });
  }
}

class BodyMissing extends Error {}

function headersOf({ rawHeaders }: NodeRequest): Headers {
  const headers = new Headers();
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? "";
    // the pseudo headers of HTTP/2 are the method and the target
    if (!name.startsWith(":")) headers.append(name, rawHeaders[i + 1] ?? "");
  }
  return headers;
}
