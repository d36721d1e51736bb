import type { AccessToken } from "@azure/core-auth";

/** Obtains tokens on behalf of people, each once for as long as it is good. */
export type UserTokenCache = (
  request: UserTokenRequest,
  abortSignal: AbortSignal,
) => Promise<string | undefined>;

/** Whose token is asked for, and how to get it. */
interface UserTokenRequest {
  /** The person; nothing else tells tokens apart. */
  readonly person: string;
  /** When the token ends that the person came with: what it was exchanged for is not used any longer. */
  readonly notAfterInMs: number;
  readonly obtain: (abortSignal: AbortSignal) => Promise<AccessToken | null>;
}

interface Flight {
  readonly token: Promise<string | undefined>;
  /** Ends it, once nobody waits for it any more. */
  readonly abort: AbortController;
  waiting: number;
}

/** A token is renewed so long before it ends: a search that is under way must not outlive it. */
const marginInMs = 5 * 60_000;

/**
 * A cache in memory, in which whoever asks for the same person at once waits for the same token.
 *
 * @param maxEntries How many people's tokens are kept; the oldest one goes (10,000).
 */
export function createUserTokenCache(maxEntries = 10_000): UserTokenCache {
  const kept = new Map<string, { readonly token: string; readonly staleAtInMs: number }>();
  const flights = new Map<string, Flight>();

  function keep({ person, notAfterInMs }: UserTokenRequest, obtained: AccessToken): void {
    const staleAtInMs = Math.min(obtained.expiresOnTimestamp - marginInMs, notAfterInMs);
    kept.delete(person);
    // one that is stale at once, or says nothing of its end, is kept by nobody
    if (!(staleAtInMs > Date.now())) return;
    kept.set(person, { token: obtained.token, staleAtInMs });
    for (const oldest of kept.keys()) {
      if (kept.size <= maxEntries) break;
      kept.delete(oldest);
    }
  }

  function start(request: UserTokenRequest): Flight {
    const abort = new AbortController();
    const token = request.obtain(abort.signal).then((obtained) => {
      if (obtained !== null) keep(request, obtained);
      return obtained?.token;
    });
    // whoever waits is told; perhaps nobody does any more
    token.catch(() => {});
    const flight: Flight = { token, abort, waiting: 0 };
    flights.set(request.person, flight);
    return flight;
  }

  return async (request, abortSignal) => {
    const { person } = request;
    const found = kept.get(person);
    if (found && Date.now() < found.staleAtInMs) return found.token;
    const flight = flights.get(person) ?? start(request);
    flight.waiting += 1;
    try {
      return await unlessAborted(flight.token, abortSignal);
    } finally {
      flight.waiting -= 1;
      if (flight.waiting === 0) {
        if (flights.get(person) === flight) flights.delete(person);
        flight.abort.abort();
      }
    }
  };
}

/** Waits no longer than whoever asked. */
async function unlessAborted<T>(promise: Promise<T>, abortSignal: AbortSignal): Promise<T> {
  abortSignal.throwIfAborted();
  const settled = new AbortController();
  const left = new Promise<never>((_, reject) => {
    const leave = (): void => reject(abortSignal.reason as Error);
    abortSignal.addEventListener("abort", leave, { once: true, signal: settled.signal });
  });
  try {
    return await Promise.race([promise, left]);
  } finally {
    settled.abort();
  }
}
