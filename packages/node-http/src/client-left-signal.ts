import type { ServerResponse } from "node:http";
import type { Http2ServerResponse } from "node:http2";

/** The response of `node:http`, or of the compatibility layer of `node:http2`. */
export type NodeResponse = ServerResponse | Http2ServerResponse;

const signals = new WeakMap<NodeResponse, AbortSignal>();

/**
 * A signal that aborts when the client leaves before it has its whole answer. One per response, however
 * often it is asked for.
 *
 * The request cannot tell: Node closes it as soon as its body has been read.
 *
 * @throws TypeError without a response.
 */
export function clientLeftSignal(outgoing: NodeResponse): AbortSignal {
  if (!(outgoing as NodeResponse | undefined)) {
    throw new TypeError("node-http: pass the response of Node too; only it knows who has left");
  }
  const known = signals.get(outgoing);
  if (known) return known;
  const controller = new AbortController();
  signals.set(outgoing, controller.signal);
  if (outgoing.writableEnded) return controller.signal;
  if (isGone(outgoing)) {
    controller.abort();
    return controller.signal;
  }
  if ("stream" in outgoing) {
    outgoing.stream.once("aborted", () => controller.abort());
  } else {
    outgoing.once("close", () => {
      if (!outgoing.writableFinished) controller.abort();
    });
  }
  return controller.signal;
}

/** Whether nobody is left who could receive anything. */
export function isGone(outgoing: NodeResponse): boolean {
  return "stream" in outgoing ? (outgoing.stream?.destroyed ?? true) : outgoing.destroyed;
}
