import { KeylessProxyError } from "./keyless-proxy-error.ts";

/** How a body may end. */
export interface GuardedBodyOptions {
  /** How long nothing may come. */
  readonly idleTimeoutInMs: number;
  /** What is written where the body fails, before it is cut (nothing). */
  readonly lastWords?: string | undefined;
  /** What the last bytes of a whole body hold (nothing: any end is one). */
  readonly ending?: string | undefined;
}

const maxTail = 64;

/**
 * An upstream's body, byte for byte. Where it fails, stops coming, or ends too early, the body fails too: it
 * never comes to a clean end. Whoever cancels it cancels the upstream.
 */
export function guardedBody(
  upstream: ReadableStream<Uint8Array<ArrayBuffer>>,
  { idleTimeoutInMs, lastWords, ending }: GuardedBodyOptions,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = upstream.getReader();
  const encoder = new TextEncoder();
  let tail = "";
  let failure: unknown;

  const read = async (): ReturnType<typeof reader.read> => {
    const timer = setTimeout(() => {
      void reader.cancel().catch(() => undefined);
      failure = broken("It stopped coming");
    }, idleTimeoutInMs);
    try {
      const result = await reader.read();
      if (failure !== undefined) throw failure;
      if (result.done && ending !== undefined && !tail.includes(ending)) {
        throw broken("It ended too early");
      }
      return result;
    } finally {
      clearTimeout(timer);
    }
  };

  return new ReadableStream(
    {
      async pull(controller) {
        // the last words are read first; then comes the cut
        if (failure !== undefined) return controller.error(failure);
        try {
          const { done, value } = await read();
          if (done) return controller.close();
          if (ending !== undefined)
            tail = (tail + latin1(value.subarray(-maxTail))).slice(-maxTail);
          controller.enqueue(value);
        } catch (cause) {
          failure = cause;
          if (lastWords === undefined) return controller.error(cause);
          controller.enqueue(encoder.encode(lastWords));
        }
      },
      async cancel(reason) {
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function broken(what: string): KeylessProxyError {
  return new KeylessProxyError("UPSTREAM_FAILED", `The answer broke off. ${what}.`);
}
