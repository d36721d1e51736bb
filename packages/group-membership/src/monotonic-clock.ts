/** Below a millisecond, and still exact at today's date in a number. */
const step = 0.001;

/**
 * A clock that never shows the same moment twice, nor an earlier one: of a look-up that begins and an
 * invalidation in the same millisecond, one came first.
 */
export function createMonotonicClock(now: () => number): () => number {
  let last = 0;
  return () => (last = Math.max(now(), last + step));
}
