import { KeylessProxyError } from "./keyless-proxy-error.ts";
import { createMemoryUsageCounter, type UsageCounter } from "./usage-counter.ts";

/** The part of a Redis client that is used; a client and a cluster of node-redis have it. */
export interface RedisUsageClient {
  /** `false` while there is no connection; then nothing is asked, and nothing waits in a queue. */
  readonly isReady?: boolean;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

/** Where it is counted, and what to do where that cannot be reached. */
export interface RedisUsageCounterOptions {
  /** A client of node-redis, or a cluster, over TLS. Connecting and closing it is up to you. */
  readonly client: RedisUsageClient;
  /** What keys begin with (`entrim`). Instances share what has the same. */
  readonly prefix?: string;
  /** How long to wait for Redis, in milliseconds (250). */
  readonly timeoutInMs?: number;
  /**
   * What becomes of a request while Redis is away (`"refuse"`: 503, for nobody knows what is left).
   * `"count-locally"` lets each instance give by itself what all of them together would.
   */
  readonly whenAway?: "refuse" | "count-locally";
}

/**
 * Adds to a count and begins its time with it, in one step: two instances that add at once both count, and no
 * count stays for ever.
 *
 * KEYS: of the count. ARGV: how much, for how many milliseconds. Returns the sum and the time that is left.
 */
const addScript = `
local total = redis.call('INCRBY', KEYS[1], ARGV[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  left = tonumber(ARGV[2])
  redis.call('PEXPIRE', KEYS[1], left)
end
return {total, left}`;

/**
 * A counter in Redis for the instances that share it: a caller's limit is one limit for all of them.
 *
 * @returns A counter whose `add` rejects with a `KeylessProxyError` `UPSTREAM_UNAVAILABLE` while Redis is
 *   away, unless `whenAway` says otherwise.
 * @throws TypeError for options that are wrong.
 */
export function createRedisUsageCounter(options: RedisUsageCounterOptions): UsageCounter {
  const { client, prefix, timeoutInMs, whenAway } = requireOptions(options);
  const local = whenAway === "count-locally" ? createMemoryUsageCounter() : undefined;

  const ask = async (key: string, amount: number, windowInMs: number): Promise<unknown> => {
    if (client.isReady === false) throw new Error("There is no connection to Redis.");
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const error = new Error(`Redis did not answer within ${timeoutInMs} ms.`);
      timer = setTimeout(() => reject(error), timeoutInMs);
    });
    const answer = client.eval(addScript, {
      keys: [`${prefix}:usage:${key}`],
      arguments: [String(amount), String(windowInMs)],
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(timer);
    }
  };

  return {
    async add(key, amount, windowInMs) {
      try {
        const [total, resetInMs] = requireCount(await ask(key, amount, windowInMs));
        return { total, resetInMs };
      } catch (cause) {
        if (local) return local.add(key, amount, windowInMs);
        throw new KeylessProxyError(
          "UPSTREAM_UNAVAILABLE",
          "What callers have used cannot be counted at the moment.",
          { cause, retryAfterInSeconds: 1 },
        );
      }
    },
  };
}

function requireCount(answer: unknown): readonly [total: number, resetInMs: number] {
  const [total, resetInMs] = Array.isArray(answer) ? answer.map(Number) : [];
  if (Number.isSafeInteger(total) && Number.isSafeInteger(resetInMs)) return [total!, resetInMs!];
  throw new Error("Redis answered with something else than a count.");
}

function requireOptions({
  client,
  prefix = "entrim",
  timeoutInMs = 250,
  whenAway = "refuse",
  ...unknown
}: RedisUsageCounterOptions): Required<RedisUsageCounterOptions> {
  const [name] = Object.keys(unknown);
  if (name !== undefined) {
    throw wrong(
      `unknown option ${name.slice(0, 64)}`,
      "how to sign in to Redis is a matter of the client",
    );
  }
  if (typeof (client as Partial<RedisUsageClient> | undefined)?.eval !== "function") {
    throw wrong("client has no method eval", "pass a client of node-redis");
  }
  if (typeof prefix !== "string" || !/^[\w.:-]{1,100}$/.test(prefix)) {
    throw wrong("prefix is no plain word", "pass letters, digits and . : - _");
  }
  if (!(timeoutInMs >= 1 && timeoutInMs <= 10_000)) {
    throw wrong("timeoutInMs is out of range", "pass 1 to 10,000");
  }
  if (whenAway !== "refuse" && whenAway !== "count-locally") {
    throw wrong("whenAway is neither", 'pass "refuse" or "count-locally"');
  }
  return { client, prefix, timeoutInMs, whenAway };
}

function wrong(what: string, remedy: string): TypeError {
  return new TypeError(`keyless-proxy: ${what}; ${remedy}`);
}
