import { createHash, randomBytes } from "node:crypto";
import { sealValue, unsealValue, type Seal } from "./sealed-value.ts";
import { sessionTimes, type SessionStore, type SessionTimes } from "./session-store.ts";
import { SignInError } from "./sign-in-error.ts";

/** The part of a client of node-redis that is used. */
interface RedisClient {
  readonly isReady: boolean;
  get(key: string): Promise<string | null>;
  getEx(key: string, expiration: Expiration): Promise<string | null>;
  getDel(key: string): Promise<string | null>;
  set(
    key: string,
    value: string,
    options: { expiration: Expiration; condition?: "XX"; GET?: true },
  ): Promise<string | null>;
  del(keys: string[]): Promise<number>;
}

interface Expiration {
  type: "PX";
  value: number;
}

/** Where sessions are kept, and for how long. */
export interface RedisSessionStoreOptions extends SessionTimes {
  readonly client: RedisClient;
  /** What kind of sessions they are, which keeps them apart from others in the same Redis. */
  readonly name: string;
  /** Is told why a session could not be read. */
  readonly onFailure: (error: unknown) => void;
  /** How long Redis may take, in milliseconds (1,000). */
  readonly timeoutInMs?: number;
}

/** What an id leads to. */
interface Ticket {
  /** Of 32 random bytes: leads to the session and opens it. All ids of a session have the same. */
  readonly session: string;
  readonly startedAtInMs: number;
  readonly issuedAtInMs: number;
  /** Another id took its place. */
  readonly isRetired?: true;
}

/**
 * Sessions in a Redis that several instances share. Its keys are hashes of the ids, and its values are sealed
 * with keys that come of the ids, so that nobody who reads or copies it can act as somebody else, and nobody
 * who writes to it can put a session in another's place. Nothing is kept here: while Redis is away, there is no
 * session.
 */
export function createRedisSessionStore<T>(options: RedisSessionStoreOptions): SessionStore<T> {
  const { client, name, onFailure, timeoutInMs = 1000 } = options;
  const { idleTimeInMs, lifetimeInMs, renewAfterInMs, overlapInMs, now } = sessionTimes(options);

  const placeOf = (kind: "id" | "session", secret: string): Seal => ({
    secret,
    place: `entrim-chat:${name}:${kind}:${createHash("sha256").update(secret).digest("base64url")}`,
  });
  const restOf = ({ startedAtInMs }: Ticket): number => startedAtInMs + lifetimeInMs - now();
  const timeOf = (ticket: Ticket): Expiration => px(Math.min(idleTimeInMs, restOf(ticket)));

  async function readTicket(id: string | undefined): Promise<Ticket | undefined> {
    if (id === undefined) return undefined;
    const seal = placeOf("id", id);
    const text = await client.get(seal.place);
    const ticket = text === null ? undefined : (unsealValue(text, seal) as Ticket | undefined);
    return ticket && restOf(ticket) > 0 ? ticket : undefined;
  }

  async function issue(ticket: Ticket): Promise<string> {
    const id = randomBytes(32).toString("base64url");
    const seal = placeOf("id", id);
    await client.set(seal.place, sealValue(ticket, seal), { expiration: px(restOf(ticket)) });
    return id;
  }

  /** What a session holds, wrapped: `undefined` is no value that Redis has. */
  async function readSession(
    ticket: Ticket,
    read: (place: string) => Promise<string | null>,
  ): Promise<{ readonly value: T } | undefined> {
    const seal = placeOf("session", ticket.session);
    const text = await read(seal.place);
    return text === null ? undefined : (unsealValue(text, seal) as { value: T } | undefined);
  }

  /** An answer of Redis in time; a client without a connection would wait for one. */
  async function insist<R>(question: () => Promise<R>): Promise<R> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error("Redis did not answer.")), timeoutInMs);
    });
    try {
      if (!client.isReady) throw new Error("There is no connection to Redis.");
      return await Promise.race([question(), late]);
    } catch (cause) {
      throw new SignInError("UNAVAILABLE", "Sessions cannot be reached.", { cause });
    } finally {
      clearTimeout(timer);
    }
  }

  /** Without an answer there is no session. */
  async function attempt<R>(question: () => Promise<R>): Promise<R | undefined> {
    try {
      return await insist(question);
    } catch (error) {
      onFailure(error);
      return undefined;
    }
  }

  return {
    start: (value) =>
      insist(async () => {
        const time = now();
        const session = randomBytes(32).toString("base64url");
        const ticket: Ticket = { session, startedAtInMs: time, issuedAtInMs: time };
        const seal = placeOf("session", session);
        await client.set(seal.place, sealValue({ value }, seal), { expiration: timeOf(ticket) });
        return issue(ticket);
      }),
    find: (id) =>
      attempt(async () => {
        const ticket = await readTicket(id);
        if (!ticket) return undefined;
        const held = await readSession(ticket, (place) => client.getEx(place, timeOf(ticket)));
        return held?.value;
      }),
    take: (id) =>
      attempt(async () => {
        const ticket = await readTicket(id);
        if (!ticket) return undefined;
        return (await readSession(ticket, (place) => client.getDel(place)))?.value;
      }),
    async replace(id, value) {
      await attempt(async () => {
        const ticket = await readTicket(id);
        if (!ticket) return;
        const seal = placeOf("session", ticket.session);
        await client.set(seal.place, sealValue({ value }, seal), {
          expiration: timeOf(ticket),
          // one that has ended meanwhile stays so
          condition: "XX",
        });
      });
    },
    renew: (id) =>
      attempt(async () => {
        const ticket = await readTicket(id);
        if (id === undefined || !ticket || ticket.isRetired) return undefined;
        if (now() - ticket.issuedAtInMs < renewAfterInMs) return undefined;
        const seal = placeOf("id", id);
        const retired = sealValue({ ...ticket, isRetired: true }, seal);
        const before = await client.set(seal.place, retired, {
          expiration: px(Math.min(overlapInMs, restOf(ticket))),
          condition: "XX",
          GET: true,
        });
        const replaced = before === null ? undefined : (unsealValue(before, seal) as Ticket);
        // another instance may have been faster
        if (!replaced || replaced.isRetired) return undefined;
        return issue({ ...ticket, issuedAtInMs: now() });
      }),
    async end(id) {
      await insist(async () => {
        const ticket = await readTicket(id);
        if (id === undefined || !ticket) return;
        await client.del([placeOf("session", ticket.session).place, placeOf("id", id).place]);
      });
    },
  };
}

function px(value: number): Expiration {
  return { type: "PX", value: Math.max(1, Math.ceil(value)) };
}
