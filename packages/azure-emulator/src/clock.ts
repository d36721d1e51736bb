import type { Clock } from "./azure.ts";

/** A clock that a test can put forward. */
export interface AdvanceableClock extends Clock {
  /**
   * Puts the clock forward; it cannot go back.
   *
   * @throws RangeError for a negative or infinite time.
   */
  advance(timeInMs: number): void;
}

/**
 * A clock that follows another one, at the distance that it was put forward by.
 *
 * @param now The clock to follow, in milliseconds since 1970 (`Date.now`).
 */
export function createClock(now: () => number = Date.now): AdvanceableClock {
  let offsetInMs = 0;
  return {
    now: () => now() + offsetInMs,
    advance(timeInMs) {
      if (!Number.isFinite(timeInMs) || timeInMs < 0) {
        throw new RangeError("azure-emulator: advance takes the milliseconds to go forward by");
      }
      offsetInMs += timeInMs;
    },
  };
}
