import type { Clock } from "../azure.ts";
import { GraphError } from "./graph-error.ts";

/** As many requests of one app as are answered in a time; those that are refused count, too. */
export interface ThrottlingLimit {
  readonly requests: number;
  readonly windowInMs: number;
}

/** Counts the requests of each app. */
export interface Throttle {
  /**
   * Counts one.
   *
   * @throws GraphError with the seconds to wait when it is one too many.
   */
  admit(clientId: string): void;
}

/**
 * Lets through what a limit allows, in windows that begin with an app's first request.
 *
 * @param limit `undefined` for none.
 * @see https://learn.microsoft.com/graph/throttling
 */
export function createThrottle(clock: Clock, limit: ThrottlingLimit | undefined): Throttle {
  const windows = new Map<string, { readonly endInMs: number; count: number }>();
  return {
    admit(clientId) {
      if (!limit) return;
      const now = clock.now();
      const known = windows.get(clientId);
      const window =
        known && now < known.endInMs ? known : { endInMs: now + limit.windowInMs, count: 0 };
      window.count += 1;
      windows.set(clientId, window);
      if (window.count <= limit.requests) return;
      throw new GraphError(429, "TooManyRequests", "Too many requests.", {
        "retry-after": String(Math.ceil((window.endInMs - now) / 1000)),
      });
    },
  };
}
