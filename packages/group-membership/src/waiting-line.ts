import { GroupMembershipError } from "./group-membership-error.ts";

/** Does work when it is its turn. */
export interface WaitingLine {
  /**
   * @param abortSignal Says when who waits is too late.
   * @throws GroupMembershipError `TIMED_OUT` for who was too late, and whatever the work throws.
   */
  take<T>(work: () => Promise<T>, abortSignal: AbortSignal): Promise<T>;
}

/**
 * Lets so many work at a time. After a start everybody comes at once, and what Graph and Entra are asked at
 * once counts against the limits of the whole tenant.
 */
export function createWaitingLine(places: number): WaitingLine {
  const waiting = new Set<() => void>();
  let free = places;

  const wait = (abortSignal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const leave = (): void => {
        waiting.delete(enter);
        reject(new GroupMembershipError("TIMED_OUT", { cause: abortSignal.reason }));
      };
      const enter = (): void => {
        waiting.delete(enter);
        abortSignal.removeEventListener("abort", leave);
        resolve();
      };
      waiting.add(enter);
      abortSignal.addEventListener("abort", leave);
      if (abortSignal.aborted) leave();
    });

  return {
    async take(work, abortSignal) {
      if (free > 0) free -= 1;
      else await wait(abortSignal);
      try {
        return await work();
      } finally {
        // the place goes to who waits for longest
        const [next] = waiting;
        if (next === undefined) free += 1;
        else next();
      }
    },
  };
}
