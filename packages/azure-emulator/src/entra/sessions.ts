import { randomUUID } from "node:crypto";
import type { Clock } from "../azure.ts";

/** What a person's tokens hold on to (`sid`): when it ends, nothing new is given out for them. */
interface Session {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly validFromInMs: number;
}

/** The one session of each person, at all apps and devices. */
export interface Sessions {
  /** The session that holds now. */
  of(userId: string): Session;
  /** Ends it; the next sign-in is another one. */
  revoke(userId: string): void;
}

/** A session for everybody, from now on. */
export function createSessions(clock: Clock): Sessions {
  const sessions = new Map<string, Session>();
  const begin = (userId: string): Session => {
    const session = { id: randomUUID(), validFromInMs: clock.now() };
    sessions.set(userId, session);
    return session;
  };
  return {
    of: (userId) => sessions.get(userId) ?? begin(userId),
    revoke: (userId) => void begin(userId),
  };
}
