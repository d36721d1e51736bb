import { LRUCache } from "lru-cache";
import {
  isGroupMembershipError,
  type GroupMembershipError,
  type GroupMembershipErrorCode,
} from "./group-membership-error.ts";

const rememberedForInMs = 5000;
const maxFailures = 1000;

/** Failures that say something about the next look-up for anybody or for the same caller; not about a token. */
const remembered: ReadonlySet<GroupMembershipErrorCode> = new Set([
  "GRAPH_REFUSED",
  "GRAPH_UNAVAILABLE",
  "THROTTLED",
  "TIMED_OUT",
  "ANSWER_INVALID",
  "TOKEN_UNAVAILABLE",
]);

/** Look-ups that failed a moment ago. */
export interface RecentFailures {
  /** @throws the failure, where trying again would only add to the trouble. */
  check(key: string): void;
  add(key: string, error: unknown): void;
}

/**
 * Remembers failures for up to five seconds, and throttling by Graph for as long as it says: requests made
 * meanwhile would count against the limit too.
 *
 * @see https://learn.microsoft.com/graph/throttling
 */
export function createRecentFailures(now: () => number): RecentFailures {
  const failures = new LRUCache<
    string,
    { readonly error: GroupMembershipError; readonly untilInMs: number }
  >({ max: maxFailures });
  let throttled: { readonly error: GroupMembershipError; readonly untilInMs: number } | undefined;

  return {
    check(key) {
      for (const failure of [throttled, failures.get(key)]) {
        if (failure !== undefined && now() < failure.untilInMs) throw failure.error;
      }
    },

    add(key, error) {
      if (!isGroupMembershipError(error) || !remembered.has(error.code)) return;
      failures.set(key, { error, untilInMs: now() + rememberedForInMs });
      if (error.code === "THROTTLED" && error.retryAfterInSeconds !== undefined) {
        // a minute at most, whatever it says: nobody is let in meanwhile
        const waitInMs = Math.min(error.retryAfterInSeconds * 1000, 60_000);
        throttled = { error, untilInMs: now() + waitInMs };
      }
    },
  };
}
