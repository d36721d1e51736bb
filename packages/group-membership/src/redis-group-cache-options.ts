import type { LocalTierOptions } from "./local-tier.ts";
import type { RedisClient } from "./redis-client.ts";

/** Where the cache is. */
export interface RedisGroupCacheOptions {
  /**
   * A client of node-redis, or a cluster. Whoever can write to that Redis decides who is in which group: let
   * nobody but this server sign in there, over TLS. Connecting and closing it is up to you.
   */
  readonly client: RedisClient;
  /** What this process remembers by itself (nothing: each answer asks Redis). */
  readonly local?: LocalTierOptions;
  /** What keys and the channel begin with (`entrim`). Instances share what has the same. */
  readonly prefix?: string;
  /** How long to wait for Redis before groups are looked up, in milliseconds (250). */
  readonly timeoutInMs?: number;
}

/** The options with their defaults, checked. */
export interface RedisGroupCacheSettings {
  readonly client: RedisClient;
  readonly local: LocalTierOptions | undefined;
  readonly prefix: string;
  readonly timeoutInMs: number;
}

/**
 * Fills in the defaults.
 *
 * @throws TypeError that names the option and its remedy.
 */
export function readRedisGroupCacheOptions(
  options: RedisGroupCacheOptions,
): RedisGroupCacheSettings {
  const { client, local, prefix = "entrim", timeoutInMs = 250, ...unknown } = options;
  for (const name of Object.keys(unknown)) {
    throw wrong(`unknown option ${name}`, "how to sign in to Redis is a matter of the client");
  }
  for (const method of ["get", "mGet", "eval"] as const) {
    if (typeof (client as Partial<RedisClient> | undefined)?.[method] !== "function") {
      throw wrong(`client has no method ${method}`, "pass a client of node-redis");
    }
  }
  // braces would decide in which part of a cluster a key is
  if (typeof prefix !== "string" || !/^[\w.:-]{1,100}$/.test(prefix)) {
    throw wrong("prefix is no plain word", "pass letters, digits and . : - _");
  }
  if (!(timeoutInMs >= 1 && timeoutInMs <= 10_000)) {
    throw wrong("timeoutInMs is out of range", "pass 1 to 10,000");
  }
  if (local !== undefined) requireLocalTier(local, client);
  return { client, local, prefix, timeoutInMs };
}

function requireLocalTier(local: LocalTierOptions, client: RedisClient): void {
  const { subscriber, maxAgeInMs = 10_000, maxEntries = 10_000, ...unknown } = local;
  for (const name of Object.keys(unknown)) {
    throw wrong(`unknown option local.${name}`, "pass subscriber, maxAgeInMs and maxEntries");
  }
  if (typeof subscriber?.subscribe !== "function" || typeof subscriber.on !== "function") {
    throw wrong("local.subscriber cannot subscribe", "pass client.duplicate()");
  }
  // a connection with subscriptions answers nothing else
  if ((subscriber as unknown) === client) {
    throw wrong("local.subscriber is the client itself", "pass client.duplicate()");
  }
  if (!(maxAgeInMs >= 1 && maxAgeInMs <= 60_000)) {
    throw wrong("local.maxAgeInMs is out of range", "pass 1 to 60,000");
  }
  if (!Number.isSafeInteger(maxEntries) || maxEntries < 1) {
    throw wrong("local.maxEntries is out of range", "pass a positive integer");
  }
}

function wrong(what: string, remedy: string): TypeError {
  return new TypeError(`group-membership: ${what}; ${remedy}`);
}
