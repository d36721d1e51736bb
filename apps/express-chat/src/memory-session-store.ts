import { createHash, randomBytes } from "node:crypto";
import { LRUCache } from "lru-cache";
import { sessionTimes, type SessionStore, type SessionTimes } from "./session-store.ts";

/** Limits of a session store in memory. */
export interface MemorySessionStoreOptions extends SessionTimes {
  /** The session that was used least recently makes room beyond this number (10,000). */
  readonly maxSessions?: number;
}

interface Session<T> {
  value: T;
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
export function createMemorySessionStore<T>(
  options: MemorySessionStoreOptions = {},
): SessionStore<T> {
  const { maxSessions = 10_000, ...times } = options;
  const { idleTimeInMs, lifetimeInMs, renewAfterInMs, overlapInMs, now } = sessionTimes(times);
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

  function end(id: string | undefined): T | undefined {
    const session = findTicket(id)?.session;
    if (session) session.isOver = true;
    if (id !== undefined) tickets.delete(keyOf(id));
    return session?.value;
  }

  return {
    start: async (value) =>
      issue({ value, startedAtInMs: now(), usedAtInMs: now(), isOver: false }),
    find: async (id) => findTicket(id)?.session.value,
    take: async (id) => end(id),
    async replace(id, value) {
      const ticket = findTicket(id);
      if (ticket) ticket.session.value = value;
    },
    async renew(id) {
      const ticket = findTicket(id);
      if (!ticket || ticket.retiredAtInMs !== undefined) return undefined;
      if (now() - ticket.issuedAtInMs < renewAfterInMs) return undefined;
      ticket.retiredAtInMs = now();
      return issue(ticket.session);
    },
    async end(id) {
      end(id);
    },
  };
}

function keyOf(id: string): string {
  return createHash("sha256").update(id).digest("base64url");
}
