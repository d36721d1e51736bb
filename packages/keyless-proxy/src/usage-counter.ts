/** Counts what somebody used; shared by several instances, it is one count for all of them. */
export interface UsageCounter {
  /**
   * Adds to a count, which begins at 0 again once its time is over.
   *
   * @param key Of whom and what; a new one begins now.
   */
  add(
    key: string,
    amount: number,
    windowInMs: number,
  ): Promise<{ readonly total: number; readonly resetInMs: number }>;
}

/** How a count in memory is kept. */
export interface MemoryUsageCounterOptions {
  /** Counts at most; beyond, the ones that began first are forgotten (100000). */
  readonly maxEntries?: number;
  /** The time in milliseconds since 1970 (`Date.now`). */
  readonly now?: () => number;
}

/** A counter for one instance. */
export function createMemoryUsageCounter({
  maxEntries = 100_000,
  now = Date.now,
}: MemoryUsageCounterOptions = {}): UsageCounter {
  // in the order in which they began
  const counts = new Map<string, { total: number; readonly endsAtInMs: number }>();
  return {
    add(key, amount, windowInMs) {
      const time = now();
      const known = counts.get(key);
      const count = known && known.endsAtInMs > time ? known : begin(time + windowInMs);
      if (count !== known) {
        counts.delete(key);
        counts.set(key, count);
        const [first] = counts.keys();
        if (counts.size > maxEntries && first !== undefined) counts.delete(first);
      }
      count.total += amount;
      return Promise.resolve({ total: count.total, resetInMs: count.endsAtInMs - time });
    },
  };
}

function begin(endsAtInMs: number): { total: number; readonly endsAtInMs: number } {
  return { total: 0, endsAtInMs };
}
