import { setTimeout } from "node:timers/promises";
import type { GatewayOptions } from "@entrim/gateway";

/** Counts what somebody used, as the gateway's limits take it. */
type UsageCounter = NonNullable<
  NonNullable<NonNullable<GatewayOptions["openai"]>["limits"]>["counter"]
>;

/** The part of a Redis client that is used. */
interface RedisClient {
  /** `false` while there is no connection. */
  readonly isReady: boolean;
  eval(
    script: string,
    options: { readonly keys: string[]; readonly arguments: string[] },
  ): Promise<unknown>;
}

/** Adds and, with the first amount, begins the time; answers the total and what is left of the time. */
const script = `
local total = redis.call("INCRBY", KEYS[1], ARGV[1])
local left = redis.call("PTTL", KEYS[1])
if left < 0 then
  redis.call("PEXPIRE", KEYS[1], ARGV[2])
  left = tonumber(ARGV[2])
end
return { total, left }
`;

const timeoutInMs = 250;

/**
 * One count for all instances. While Redis is away each instance counts for itself: limits are there to share
 * what there is, and nobody reads more by using more.
 *
 * @param alone What counts meanwhile.
 * @param onFailure Is told each time that Redis failed.
 */
export function createRedisUsageCounter(
  client: RedisClient,
  alone: UsageCounter,
  onFailure: (error: unknown) => void,
): UsageCounter {
  return {
    async add(key, amount, windowInMs) {
      if (!client.isReady) return alone.add(key, amount, windowInMs);
      try {
        const reply: unknown = await within(
          client.eval(script, {
            keys: [`entrim:usage:${key}`],
            arguments: [String(amount), String(windowInMs)],
          }),
        );
        const [total, resetInMs] = reply as [number, number];
        return { total, resetInMs };
      } catch (error) {
        onFailure(error);
        return alone.add(key, amount, windowInMs);
      }
    },
  };
}

function within<T>(work: Promise<T>): Promise<T> {
  const timeout = setTimeout(timeoutInMs, undefined, { ref: false }).then(() => {
    throw new Error("Redis did not answer in time");
  });
  return Promise.race([work, timeout]);
}
