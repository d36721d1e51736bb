import { bodyReader } from "./body-reader.ts";
import { clientLeftSignal, type NodeResponse } from "./client-left-signal.ts";
import type { DirectRequest } from "./direct-handler.ts";
import { rawHeader } from "./raw-header.ts";
import {
  addressOf,
  hasBeenRead,
  toWebRequest,
  type NodeRequest,
  type WebRequestOptions,
} from "./to-web-request.ts";

/**
 * What a handler needs of a request, without a web `Request` around it; `undefined` for a request that has to
 * become one: any but a POST, and one whose body a parser has read.
 *
 * @throws NodeHttpError INVALID_REQUEST for a Host or target that HTTP does not allow.
 * @throws TypeError for an `origin` with a path.
 */
export function toDirectRequest(
  incoming: NodeRequest,
  outgoing: NodeResponse,
  options: WebRequestOptions,
): DirectRequest | undefined {
  const { method } = incoming;
  if (method !== "POST" || hasBeenRead(incoming)) return undefined;
  return {
    method,
    url: addressOf(incoming, options),
    headers: {
      has: (name) => rawHeader(incoming, name) !== undefined,
      get: (name) => rawHeader(incoming, name) ?? null,
    },
    signal: clientLeftSignal(outgoing),
    body: piecesOf(incoming),
    toRequest: () => toWebRequest(incoming, outgoing, options),
  };
}

/** Not a generator, which takes several promises for each piece. */
function piecesOf(incoming: NodeRequest): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      const reader = bodyReader(incoming);
      return {
        next: () => reader.read(),
        async return() {
          await reader.cancel();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
