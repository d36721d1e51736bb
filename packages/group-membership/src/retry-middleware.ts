import { setTimeout as delay } from "node:timers/promises";
import type { Context, Middleware } from "@microsoft/microsoft-graph-client";

const retried: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);
const maxRetries = 3;
/** Doubled with each retry, where Graph does not say how long to wait. */
const firstDelayInMs = 200;

/** How long a request may be tried. */
export interface RetryMiddlewareOptions {
  /** The moment at which the look-up ends. */
  readonly deadlineInMs: number;
  readonly abortSignal: AbortSignal;
  readonly now: () => number;
}

/**
 * Tries again when Graph throttles or fails or cannot be reached, if the wait that it asks for ends
 * before the deadline. The client's own handler waits up to three minutes for each of three retries and
 * cannot be interrupted.
 *
 * @see https://learn.microsoft.com/graph/throttling
 */
export function createRetryMiddleware({
  deadlineInMs,
  abortSignal,
  now,
}: RetryMiddlewareOptions): Middleware {
  let next: Middleware | undefined;

  const attempt = async (
    context: Context,
    retriesLeft: number,
    delayInMs: number,
  ): Promise<void> => {
    const { options } = context;
    const mayWait = (waitInMs: number) => retriesLeft > 0 && now() + waitInMs < deadlineInMs;
    let waitInMs = delayInMs;
    try {
      await next?.execute(context);
      const { response } = context;
      if (response === undefined || !retried.has(response.status)) return;
      waitInMs = retryAfterInMs(response.headers.get("retry-after"), now()) ?? delayInMs;
      if (!mayWait(waitInMs)) return;
      await response.body?.cancel();
    } catch (error) {
      if (!isConnectionFailure(error) || !mayWait(waitInMs)) throw error;
    }
    await delay(waitInMs, undefined, { signal: abortSignal });
    // as they were before the token of this attempt was added
    if (options !== undefined) context.options = options;
    await attempt(context, retriesLeft - 1, delayInMs * 2);
  };

  return {
    setNext(middleware) {
      next = middleware;
    },
    execute: (context) => attempt(context, maxRetries, firstDelayInMs),
  };
}

/**
 * `fetch` makes a `TypeError` with a cause of it. What is asked of Graph here can be asked twice: it reads, or
 * makes a subscription, of which a second one does no harm.
 */
function isConnectionFailure(error: unknown): boolean {
  return error instanceof TypeError && error.cause !== undefined;
}

/**
 * How long `Retry-After` says to wait, given in seconds or as a date; `undefined` where it says nothing.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
export function retryAfterInMs(value: string | null, nowInMs: number): number | undefined {
  if (value === null) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  // `Date.parse` takes "-1" for a year
  const at = /^[A-Z][a-z]+, /.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowInMs);
}
