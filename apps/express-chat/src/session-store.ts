/** Holds what belongs to a browser under an id that nobody can guess. */
export interface SessionStore<T> {
  /**
   * Begins a session and returns its id.
   *
   * @throws SignInError `UNAVAILABLE` when it cannot be kept.
   */
  start(value: T): Promise<string>;
  /** What the session holds, unless it is over, or it cannot be known that it is not. */
  find(id: string | undefined): Promise<T | undefined>;
  /** The same for the last time: the session is over then. Of several who ask at once, one gets it. */
  take(id: string | undefined): Promise<T | undefined>;
  /** Has a session hold something else; one that is over stays so. */
  replace(id: string | undefined, value: T): Promise<void>;
  /** Gives a session another id when its own is due; the old one serves for requests under way. */
  renew(id: string | undefined): Promise<string | undefined>;
  /**
   * Ends a session, whichever of its ids is named.
   *
   * @throws SignInError `UNAVAILABLE` when it may not be over.
   */
  end(id: string | undefined): Promise<void>;
}

/** How long sessions last, in milliseconds. */
export interface SessionTimes {
  /** A session is over when it was not used for this time (1 hour). */
  readonly idleTimeInMs?: number;
  /** A session is over this time after it began (8 hours). */
  readonly lifetimeInMs?: number;
  /** An id is due for another one after this time (15 minutes). */
  readonly renewAfterInMs?: number;
  /** How long the old id serves on (30 seconds): a browser that restores its tabs sends it several times. */
  readonly overlapInMs?: number;
  /** The time, for tests (`Date.now`). */
  readonly now?: () => number;
}

/** The times with their defaults. */
export function sessionTimes({
  idleTimeInMs = 60 * 60_000,
  lifetimeInMs = 8 * 60 * 60_000,
  renewAfterInMs = 15 * 60_000,
  overlapInMs = 30_000,
  now = Date.now,
}: SessionTimes): Required<SessionTimes> {
  return { idleTimeInMs, lifetimeInMs, renewAfterInMs, overlapInMs, now };
}
