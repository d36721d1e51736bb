import { bodyReader } from "./body-reader.ts";
import { clientLeftSignal, type NodeResponse } from "./client-left-signal.ts";
import type { DirectRequest } from "./direct-handler.ts";
import {
  addressOf,
  hasBeenRead,
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
  const { method, rawHeaders } = incoming;
  if (method !== "POST" || hasBeenRead(incoming)) return undefined;
  const valuesOf = (name: string): string[] =>
    rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === name);
  return {
    method,
    url: addressOf(incoming, options),
    headers: {
      has: (name) => valuesOf(name).length > 0,
      get: (name) => {
        const values = valuesOf(name);
        return values.length > 0 ? values.join(", ") : null;
      },
    },
    signal: clientLeftSignal(outgoing),
    body: piecesOf(incoming),
  };
}

async function* piecesOf(incoming: NodeRequest): AsyncGenerator<Uint8Array> {
  const reader = bodyReader(incoming);
  try {
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- one piece comes after the other
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}
