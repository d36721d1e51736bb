import { KeylessProxyError } from "./keyless-proxy-error.ts";

/** How a body may end. */
export interface GuardedBodyOptions {
  /** How long nothing may come while somebody waits for it. */
  readonly idleTimeoutInMs: number;
  /** What is written where the body fails, before it is cut (nothing). */
  readonly lastWords?: string;
  /** What the last bytes of a whole body hold, in ASCII (nothing: any end is one). */
  readonly ending?: string;
}

/**
 * An upstream's body, byte for byte. Where it fails, stops coming, or ends too early, the body fails too: it
 * never comes to a clean end. Whoever cancels it cancels the upstream. Nothing is read ahead.
 */
export function guardedBody(
  upstream: ReadableStream<Uint8Array<ArrayBuffer>>,
  { idleTimeoutInMs, lastWords, ending }: GuardedBodyOptions,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = upstream.getReader();
  const end = watchEnd(ending);
  let failure: unknown;

  const read = async (): ReturnType<typeof reader.read> => {
    let isIdle = false;
    const timer = setTimeout(() => {
      isIdle = true;
      // ends the reading that waits
      void reader.cancel().catch(() => undefined);
    }, idleTimeoutInMs);
    try {
      const result = await reader.read();
      if (isIdle) throw broken("It stopped coming.");
      if (result.done && !end.isReached()) throw broken("It ended too early.");
      return result;
    } finally {
      clearTimeout(timer);
    }
  };

  return new ReadableStream(
    {
      async pull(controller) {
        // the last words were read; now comes the cut
        if (failure !== undefined) return controller.error(failure);
        try {
          const { done, value } = await read();
          if (done) return controller.close();
          end.see(value);
          controller.enqueue(value);
        } catch (error) {
          failure = error;
          if (lastWords === undefined) return controller.error(error);
          controller.enqueue(new TextEncoder().encode(lastWords));
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

/** Keeps the last bytes, as far as they may be part of the ending. */
function watchEnd(ending: string | undefined) {
  const length = 64;
  let tail = "";
  return {
    see(bytes: Uint8Array): void {
      if (ending === undefined) return;
      const { buffer, byteOffset, byteLength } = bytes.subarray(-length);
      tail = (tail + Buffer.from(buffer, byteOffset, byteLength).toString("latin1")).slice(-length);
    },
    isReached: () => ending === undefined || tail.includes(ending),
  };
}

function broken(how: string): KeylessProxyError {
  return new KeylessProxyError("UPSTREAM_FAILED", `The answer broke off. ${how}`);
}
