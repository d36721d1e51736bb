export { describeWithRedis } from "./describe-with-redis.ts";
export { startRedis } from "./redis-server.ts";
export { createTestCertificate } from "./test-certificate.ts";

export type { RedisServer, RedisTestClient } from "./redis-server.ts";
