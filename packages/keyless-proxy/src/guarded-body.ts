import { KeylessProxyError } from "./keyless-proxy-error.ts";
import type { BodyReader } from "./service-answer.ts";

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
 * A service's body, byte for byte. Where it fails, stops coming, or ends too early, the body fails too: it
 * never comes to a clean end. Whoever cancels it cancels the service's. Nothing is read ahead.
 */
export function guardedBody(
  service: BodyReader,
  { idleTimeoutInMs, lastWords, ending }: GuardedBodyOptions,
): BodyReader {
  const end = watchEnd(ending);
  let failure: unknown;
  let isAwaited = false;
  let isIdle = false;
  // one for the whole body: to wind it up again is much less than to make another for each piece
  const timer = setTimeout(() => {
    if (!isAwaited) return;
    isIdle = true;
    // ends the reading that waits
    void service.cancel().catch(() => undefined);
  }, idleTimeoutInMs);

  return {
    async read() {
      // the last words were read; now comes the cut
      if (failure !== undefined) throw failure;
      isAwaited = true;
      timer.refresh();
      try {
        const piece = await service.read();
        isAwaited = false;
        if (isIdle) throw broken("It stopped coming.");
        if (!piece.done) end.see(piece.value);
        else if (!end.isReached()) throw broken("It ended too early.");
        if (piece.done) clearTimeout(timer);
        return piece;
      } catch (error) {
        isAwaited = false;
        failure = error;
        clearTimeout(timer);
        if (lastWords === undefined) throw error;
        return { done: false, value: new TextEncoder().encode(lastWords) };
      }
    },
    cancel(reason) {
      clearTimeout(timer);
      return service.cancel(reason);
    },
  };
}

/** Keeps the last bytes, as far as they may be part of the ending. */
function watchEnd(ending: string | undefined) {
  const length = 64;
  let tail = new Uint8Array();
  return {
    see(bytes: Uint8Array<ArrayBuffer>): void {
      if (ending === undefined) return;
      tail = bytes.byteLength < length ? Buffer.concat([tail.subarray(-length), bytes]) : bytes;
    },
    isReached: () =>
      ending === undefined || Buffer.from(tail.subarray(-length)).includes(ending, 0, "latin1"),
  };
}

function broken(how: string): KeylessProxyError {
  return new KeylessProxyError("UPSTREAM_FAILED", `The answer broke off. ${how}`);
}
