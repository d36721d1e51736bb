import { GroupMembershipError } from "./group-membership-error.ts";
import type { RedisClient } from "./redis-client.ts";

/** For how long nothing is read after Redis let somebody wait in vain. */
const pauseInMs = 1000;

/** Redis, with an answer in time or an error. */
export interface PromptRedis {
  /** Asks, unless Redis has just let somebody wait. */
  ask<T>(question: (client: RedisClient) => Promise<T>): Promise<T>;
  /** Asks even then: what must be written is tried. */
  insist<T>(question: (client: RedisClient) => Promise<T>): Promise<T>;
}

/**
 * Puts a deadline on whatever is asked. A client without a connection keeps its commands until it has one,
 * which may take hours, and Graph answers in less.
 *
 * Each question rejects with a GroupMembershipError `CACHE_UNAVAILABLE` where there is no answer.
 */
export function createPromptRedis(client: RedisClient, timeoutInMs: number): PromptRedis {
  let pausedUntilInMs = 0;

  async function insist<T>(question: (client: RedisClient) => Promise<T>): Promise<T> {
    if (client.isReady === false) throw unavailable(new Error("There is no connection to Redis."));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        pausedUntilInMs = performance.now() + pauseInMs;
        reject(new Error(`Redis did not answer within ${timeoutInMs} ms.`));
      }, timeoutInMs);
    });
    try {
      return await Promise.race([question(client), late]);
    } catch (cause) {
      throw unavailable(cause);
    } finally {
      clearTimeout(timer);
    }
  }

  async function ask<T>(question: (client: RedisClient) => Promise<T>): Promise<T> {
    if (performance.now() < pausedUntilInMs) {
      throw unavailable(new Error("Redis did not answer a moment ago."));
    }
    return insist(question);
  }

  return { ask, insist };
}

function unavailable(cause: unknown): GroupMembershipError {
  return new GroupMembershipError("CACHE_UNAVAILABLE", { cause });
}
