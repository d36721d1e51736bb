export { createRedisUsageCounter } from "./redis-usage-counter.ts";

export type { RedisUsageClient, RedisUsageCounterOptions } from "./redis-usage-counter.ts";
export type { UsageCounter } from "./usage-counter.ts";
