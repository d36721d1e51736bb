import { LRUCache } from "lru-cache";
import type { CachedGroups } from "./group-cache.ts";

/** A connection of its own that hears what is published; a client of node-redis is one. */
export interface RedisSubscriber {
  readonly isReady: boolean;
  subscribe(channel: string, listener: (message: string) => void): Promise<unknown>;
  on(event: "ready" | "reconnecting" | "end", listener: () => void): unknown;
}

/** What this process remembers of Redis by itself. */
export interface LocalTierOptions {
  /** A connection for this alone, as `client.duplicate()`; connecting and closing it is up to you. */
  readonly subscriber: RedisSubscriber;
  /**
   * For how long, in milliseconds, nothing is asked that was known (10,000; at most 60,000). An invalidation
   * comes over the subscription; this is the bound for one that does not, as when a network swallows it.
   */
  readonly maxAgeInMs?: number;
  /** Callers that are remembered, the most recent ones (10,000). */
  readonly maxEntries?: number;
}

/** A copy of what Redis said, for as long as this process would hear of an invalidation. */
export interface LocalTier {
  get(key: string): CachedGroups | undefined;
  /** The moment marked for a name, 0 for none; `undefined` where Redis must be asked. */
  mark(name: string): number | undefined;
  /** Notes what this process has marked itself. */
  noteMark(name: string, atInMs: number): void;
  /**
   * Call it before Redis is asked, and what it returns with the answer. An answer that was overtaken by
   * news is not kept.
   */
  expect(): (answer: {
    readonly groups?: readonly [key: string, groups: CachedGroups];
    readonly marks?: Iterable<readonly [name: string, atInMs: number]>;
  }) => void;
}

/** Each caller's groups have marks of their own, and callers have groups in common. */
const marksPerEntry = 20;

/**
 * Makes the copy. It is empty, and stays so, while the subscription does not stand; after each interruption
 * it begins anew, as nobody tells what was published meanwhile.
 *
 * @param channel Where marks are published, as `<moment> <name>`.
 */
export function createLocalTier(
  { subscriber, maxAgeInMs = 10_000, maxEntries = 10_000 }: LocalTierOptions,
  channel: string,
): LocalTier {
  const entries = new LRUCache<string, CachedGroups>({ max: maxEntries, ttl: maxAgeInMs });
  const marks = new LRUCache<string, number>({
    max: maxEntries * marksPerEntry,
    ttl: maxAgeInMs,
  });
  /** Goes up with everything that may make an answer old that is on its way. */
  let news = 0;
  /** Counts the turns of the connection. */
  let turns = 0;
  let isSubscribed = false;

  const isListening = (): boolean => isSubscribed && subscriber.isReady;

  const forget = (): void => {
    news += 1;
    entries.clear();
    marks.clear();
  };

  const noteMark = (name: string, atInMs: number): void => {
    news += 1;
    marks.set(name, Math.max(atInMs, marks.peek(name) ?? 0));
  };

  const hear = (message: string): void => {
    const [moment = "", ...words] = message.split(" ");
    const atInMs = Number(moment);
    // something was invalidated, and there is no telling what
    if (!(atInMs > 0) || words.length === 0) forget();
    else noteMark(words.join(" "), atInMs);
  };

  const beginAnew = async (): Promise<void> => {
    turns += 1;
    const turn = turns;
    isSubscribed = false;
    forget();
    if (!subscriber.isReady) return;
    try {
      await subscriber.subscribe(channel, hear);
    } catch {
      // nothing is remembered until the connection's next turn
      return;
    }
    if (turn === turns) isSubscribed = true;
  };
  for (const event of ["ready", "reconnecting", "end"] as const) {
    subscriber.on(event, () => void beginAnew());
  }
  void beginAnew();

  return {
    get: (key) => (isListening() ? entries.get(key) : undefined),
    mark: (name) => (isListening() ? marks.get(name) : undefined),
    noteMark,
    expect() {
      const known = news;
      return ({ groups, marks: found = [] }) => {
        if (news !== known || !isListening()) return;
        if (groups !== undefined) entries.set(...groups);
        for (const [name, atInMs] of found) marks.set(name, atInMs);
      };
    },
  };
}
