export { createRedisGroupCache } from "./redis-group-cache.ts";

export type { RedisClient } from "./redis-client.ts";
export type { LocalTierOptions } from "./local-tier.ts";
export type { RedisGroupCacheOptions } from "./redis-group-cache.ts";
export type { RedisSubscriber } from "./local-tier.ts";
