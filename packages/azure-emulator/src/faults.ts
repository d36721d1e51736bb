import { setTimeout as delay } from "node:timers/promises";
import type { ServiceName } from "./request-log.ts";

/** Something that goes wrong with the next requests that fit. */
export type Fault = (
  | {
      /** The service that fails. */
      readonly service: ServiceName;
      readonly host?: never;
    }
  | {
      /** The one host that fails, as in `contoso.search.windows.net`. */
      readonly host: string;
      readonly service?: never;
    }
) &
  (
    | {
        /** What is answered in place of the real answer. */
        readonly status: number;
        readonly headers?: Readonly<Record<string, string>>;
        /** Text is sent as it is, anything else as JSON (empty). */
        readonly body?: unknown;
      }
    | {
        /** The real answer is given, with what else the fault says of it. */
        readonly status?: never;
        readonly headers?: never;
        readonly body?: never;
      }
  ) & {
    /** Only requests with this path: the whole of it, or what an expression finds in it (all). */
    readonly path?: string | RegExp;
    /** For how many requests (1). */
    readonly times?: number;
    /** How long the answer lets wait for itself (0). The service is asked after that. */
    readonly delayInMs?: number;
    /** After how many bytes of the body the connection is cut (never). */
    readonly cutAfterBytes?: number;
    /** How many bytes of the body come in a second (as fast as they can). */
    readonly bytesPerSecond?: number;
  };

/** Faults that wait for their requests. */
export interface FaultQueue {
  enqueue(fault: Fault): void;
  /** The first fault that fits, which is then one use shorter. */
  take(request: { readonly service: ServiceName; readonly url: URL }): Fault | undefined;
}

/** An empty queue. */
export function createFaultQueue(): FaultQueue {
  const queue: { readonly fault: Fault; left: number }[] = [];
  return {
    enqueue(fault) {
      requireFault(fault);
      queue.push({ fault, left: fault.times ?? 1 });
    },
    take(request) {
      const index = queue.findIndex(({ fault }) => fits(fault, request));
      const found = queue[index];
      if (!found) return undefined;
      found.left -= 1;
      if (found.left === 0) queue.splice(index, 1);
      return found.fault;
    },
  };
}

/**
 * The answer that a fault makes of the real one.
 *
 * @param answer Asks the service; not called where the fault has an answer of its own.
 * @param signal Ends the wait when the client leaves.
 */
export async function applyFault(
  fault: Fault,
  answer: () => Promise<Response>,
  signal: AbortSignal,
): Promise<Response> {
  const { status, delayInMs = 0, cutAfterBytes, bytesPerSecond } = fault;
  if (delayInMs > 0) await delay(delayInMs, undefined, { signal });
  const response = status === undefined ? await answer() : responseOf(fault, status);
  let { body } = response;
  if (body && bytesPerSecond !== undefined) body = body.pipeThrough(slow(bytesPerSecond, signal));
  if (body && cutAfterBytes !== undefined) body = body.pipeThrough(cut(cutAfterBytes));
  return new Response(body, response);
}

/** Asks a service, unless a fault that waits for the request has something else happen. */
export async function answerAmidFaults(
  faults: FaultQueue,
  { service, request }: { readonly service: ServiceName; readonly request: Request },
  answer: () => Promise<Response>,
): Promise<Response> {
  const fault = faults.take({ service, url: new URL(request.url) });
  return fault ? applyFault(fault, answer, request.signal) : answer();
}

function requireFault(fault: Fault): void {
  const { status, headers, body, times = 1, delayInMs, cutAfterBytes, bytesPerSecond } = fault;
  if (!Number.isInteger(times) || times < 1) {
    fail("times is the number of requests that fail, at least 1");
  }
  if (delayInMs !== undefined && !(delayInMs >= 0)) fail("delayInMs is a time to wait, at least 0");
  if (cutAfterBytes !== undefined && !(cutAfterBytes >= 0)) {
    fail("cutAfterBytes is a number of bytes, at least 0");
  }
  if (bytesPerSecond !== undefined && !(bytesPerSecond > 0)) {
    fail("bytesPerSecond is a number of bytes above 0");
  }
  const isReal = status === undefined;
  if (isReal && (headers !== undefined || body !== undefined)) {
    fail("headers and body are those of an answer with a status; name the status");
  }
  if (isReal && [delayInMs, cutAfterBytes, bytesPerSecond].every((it) => it === undefined)) {
    fail("a fault needs a status, delayInMs, cutAfterBytes or bytesPerSecond");
  }
}

function fail(reason: string): never {
  throw new TypeError(`azure-emulator: ${reason}`);
}

function fits(fault: Fault, { service, url }: { service: ServiceName; url: URL }): boolean {
  const { path } = fault;
  if (fault.service === undefined ? fault.host !== url.hostname : fault.service !== service) {
    return false;
  }
  if (path === undefined) return true;
  // search, not test: an expression with the flag g would remember where it stopped
  return typeof path === "string" ? path === url.pathname : url.pathname.search(path) >= 0;
}

function responseOf({ headers = {}, body }: Fault, status: number): Response {
  if (body === undefined) return new Response(null, { status, headers });
  if (typeof body === "string") return new Response(body, { status, headers });
  return Response.json(body, { status, headers });
}

/** Lets through so many bytes, and then fails, as a connection does. */
function cut(bytes: number): TransformStream<Uint8Array, Uint8Array> {
  let left = bytes;
  return new TransformStream({
    async transform(chunk, controller) {
      controller.enqueue(chunk.subarray(0, left));
      left -= chunk.byteLength;
      if (left >= 0) return;
      // what was let through has to be out before the end of it all
      await delay(10);
      controller.error(new Error("azure-emulator: cut by a fault"));
    },
    flush(controller) {
      controller.error(new Error("azure-emulator: cut by a fault"));
    },
  });
}

/** How often a slow body moves on. */
const stepInMs = 50;

function slow(
  bytesPerSecond: number,
  signal: AbortSignal,
): TransformStream<Uint8Array, Uint8Array> {
  const size = Math.max(1, Math.round((bytesPerSecond * stepInMs) / 1000));
  return new TransformStream({
    async transform(chunk, controller) {
      for (let at = 0; at < chunk.byteLength; at += size) {
        const piece = chunk.subarray(at, at + size);
        // oxlint-disable-next-line no-await-in-loop -- the wait is the point
        await delay((piece.byteLength / bytesPerSecond) * 1000, undefined, { signal });
        controller.enqueue(piece);
      }
    },
  });
}
