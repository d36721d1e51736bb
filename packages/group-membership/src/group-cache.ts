/** What a cache holds for a caller. */
export interface CachedGroups {
  readonly ids: readonly string[];
  /** When the look-up began. */
  readonly resolvedAtInMs: number;
  readonly expiresAtInMs: number;
}

/**
 * Where look-ups are kept, and the marks that void them. It may be shared between instances; the resolver
 * decides what is still good, so a cache needs no rule.
 *
 * A cache that throws is worked around: the groups are looked up, never guessed.
 */
export interface GroupCache {
  get(key: string): CachedGroups | undefined | Promise<CachedGroups | undefined>;
  set(key: string, groups: CachedGroups): void | Promise<void>;
  /** Voids whatever was found before `atInMs` about what the mark names; kept for at least `keepForInMs`. */
  mark(name: string, atInMs: number, keepForInMs: number): void | Promise<void>;
  /** The latest moment marked for any of the names, which are made as they are read; 0 where there is none. */
  latestMark(names: Iterable<string>): number | Promise<number>;
  /**
   * The moment, in milliseconds since 1970, later than any it told before; asked when a look-up begins and
   * when something is invalidated (the resolver's own clock). A cache of several instances needs it: their
   * clocks differ, and by one that runs behind an invalidation would come before what it voids.
   */
  now?(): number | Promise<number>;
}
