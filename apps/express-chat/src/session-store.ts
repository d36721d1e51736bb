import { createHash, randomBytes } from "node:crypto";
import { LRUCache } from "lru-cache";

/** Holds what belongs to a browser under an id that nobody can guess. */
export interface SessionStore<T> {
  /** Begins a session and returns its id. */
  start(value: T): string;
  /** What the session holds, unless it is over. */
  find(id: string | undefined): T | undefined;
  /** Gives a session another id when its own is due; the old one serves for requests under way. */
  renew(id: string | undefined): string | undefined;
  /** Ends a session, whichever of its ids is named. */
  end(id: string | undefined): void;
}

/** Limits of a session store; times are in milliseconds. */
export interface SessionStoreOptions {
  /** The session that was used least recently makes room beyond this number (10,000). */
  readonly maxSessions?: number;
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

interface Session<T> {
  readonly value: T;
  readonly startedAtInMs: number;
  usedAtInMs: number;
  isOver: boolean;
}

interface Ticket<T> {
  readonly session: Session<T>;
  readonly issuedAtInMs: number;
  /** Set when another id took its place. */
  retiredAtInMs?: number;
}

/**
 * Sessions in the memory of this process. It keeps hashes of the ids, so that nobody who sees its
 * memory can act as somebody else.
 */
export function createSessionStore<T>(options: SessionStoreOptions = {}): SessionStore<T> {
  const {
    maxSessions = 10_000,
    idleTimeInMs = 60 * 60_000,
    lifetimeInMs = 8 * 60 * 60_000,
    renewAfterInMs = 15 * 60_000,
    overlapInMs = 30_000,
    now = Date.now,
  } = options;
  const tickets = new LRUCache<string, Ticket<T>>({ max: maxSessions });

  function issue(session: Session<T>): string {
    const id = randomBytes(32).toString("base64url");
    tickets.set(keyOf(id), { session, issuedAtInMs: now() });
    return id;
  }

  function findTicket(id: string | undefined): Ticket<T> | undefined {
    const ticket = id === undefined ? undefined : tickets.get(keyOf(id));
    if (!ticket || id === undefined) return undefined;
    const { session, retiredAtInMs = Infinity } = ticket;
    const time = now();
    if (time - session.startedAtInMs >= lifetimeInMs) session.isOver = true;
    if (time - session.usedAtInMs >= idleTimeInMs) session.isOver = true;
    if (session.isOver || time - retiredAtInMs >= overlapInMs) {
      tickets.delete(keyOf(id));
      return undefined;
    }
    session.usedAtInMs = time;
    return ticket;
  }

  return {
    start: (value) => issue({ value, startedAtInMs: now(), usedAtInMs: now(), isOver: false }),
    find: (id) => findTicket(id)?.session.value,
    renew(id) {
      const ticket = findTicket(id);
      if (!ticket || ticket.retiredAtInMs !== undefined) return undefined;
      if (now() - ticket.issuedAtInMs < renewAfterInMs) return undefined;
      ticket.retiredAtInMs = now();
      return issue(ticket.session);
    },
    end(id) {
      const ticket = findTicket(id);
      if (ticket) ticket.session.isOver = true;
      if (id !== undefined) tickets.delete(keyOf(id));
    },
  };
}

function keyOf(id: string): string {
  return createHash("sha256").update(id).digest("base64url");
}
