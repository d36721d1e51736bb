export { createRedisGroupCache } from "./redis-group-cache.ts";

export type { CachedGroups, GroupCache } from "./group-cache.ts";
export type { LocalTierOptions, RedisSubscriber } from "./local-tier.ts";
export type { RedisClient } from "./redis-client.ts";
export type { RedisGroupCacheOptions } from "./redis-group-cache-options.ts";
