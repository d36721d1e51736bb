import { LRUCache } from "lru-cache";
import type { CachedGroups, GroupCache } from "./group-cache.ts";

/** Far more than are ever invalidated within an hour; the bound is for whoever invalidates in a loop. */
const maxMarks = 10_000;

/** How much a cache may hold. */
export interface MemoryGroupCacheOptions {
  /** Callers that are remembered, the most recent ones (10,000); about 40 bytes for each of their groups. */
  readonly maxEntries?: number;
}

/**
 * A cache in this process. Other instances do not see what is invalidated here; for them the maximum age
 * is the bound.
 *
 * @throws TypeError for a bound that is not a positive integer, and for options that do not exist.
 */
export function createMemoryGroupCache(options: MemoryGroupCacheOptions = {}): GroupCache {
  const { maxEntries = 10_000, ...unknown } = options;
  for (const name of Object.keys(unknown)) {
    throw new TypeError(`group-membership: the memory cache has no option "${name}"`);
  }
  if (!Number.isSafeInteger(maxEntries) || maxEntries < 1) {
    throw new TypeError("group-membership: maxEntries must be a positive integer");
  }
  const entries = new LRUCache<string, CachedGroups>({ max: maxEntries });
  const marks = new Map<string, { readonly atInMs: number; readonly keepUntilInMs: number }>();
  // what a mark that had to go would have voided is voided for everybody
  let floorInMs = 0;

  return {
    get: (key) => entries.get(key),

    set(key, groups) {
      // of two look-ups that overlap, the later one to begin knows more
      const known = entries.peek(key);
      if (known === undefined || known.resolvedAtInMs <= groups.resolvedAtInMs) {
        entries.set(key, groups);
      }
    },

    mark(name, atInMs, keepForInMs) {
      const earlier = marks.get(name)?.atInMs ?? 0;
      marks.delete(name);
      marks.set(name, {
        atInMs: Math.max(earlier, atInMs),
        keepUntilInMs: atInMs + keepForInMs,
      });
      for (const [oldest, mark] of marks) {
        const isOver = mark.keepUntilInMs < atInMs;
        if (!isOver && marks.size <= maxMarks) break;
        if (!isOver) floorInMs = Math.max(floorInMs, mark.atInMs);
        marks.delete(oldest);
      }
    },

    latestMark(names) {
      let latest = floorInMs;
      if (marks.size === 0) return latest;
      for (const name of names) latest = Math.max(latest, marks.get(name)?.atInMs ?? 0);
      return latest;
    },
  };
}
