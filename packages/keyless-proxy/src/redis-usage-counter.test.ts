import {
  describeWithRedis,
  startRedis,
  type RedisServer,
} from "@entrim-private/test-services/redis";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startProxies, type Reader } from "./proxies.test.fixture.ts";
import { createRedisUsageCounter, type RedisUsageCounterOptions } from "./redis.ts";

const keyOf = ({ groups }: Reader): string => groups.join();

describeWithRedis("createRedisUsageCounter", () => {
  let redis: RedisServer;

  beforeEach(async () => {
    redis = await startRedis();
  });
  afterEach(() => redis[Symbol.asyncDispose]());

  /** An instance of a server: a connection and a counter of its own. */
  const createInstance = async (options: Partial<RedisUsageCounterOptions> = {}) =>
    createRedisUsageCounter({ client: await redis.connect(), timeoutInMs: 5000, ...options });

  it("makes one limit of several instances, and the client waits as long as it says", async () => {
    const instances = await Promise.all(
      [await createInstance(), await createInstance()].map((counter) =>
        startProxies({ openai: { limits: { keyOf, requestsPerMinute: 3, counter } } }),
      ),
    );
    const asked = { model: "chat", messages: [{ role: "user" as const, content: "Hello" }] };
    const outcomes = await Promise.allSettled(
      [0, 1, 0, 1, 0].map((n) => instances[n]!.azureClient().chat.completions.create(asked)),
    );
    const refused = outcomes.filter(({ status }) => status === "rejected");
    expect(refused).toHaveLength(2);
    for (const { reason } of refused as PromiseRejectedResult[]) {
      expect(reason).toMatchObject({ status: 429, code: "TooManyRequests" });
      const wait = Number((reason as { headers: Headers }).headers.get("retry-after-ms"));
      expect(wait).toBeGreaterThan(1000);
      expect(wait).toBeLessThanOrEqual(60_000);
    }
  });

  it("loses none of what is added at once, and begins anew when the time is over", async () => {
    const [one, other] = [await createInstance(), await createInstance()];
    const totals = await Promise.all(
      Array.from({ length: 100 }, (_, n) => (n % 2 ? one : other).add("ada", 7, 400)),
    );
    expect(Math.max(...totals.map(({ total }) => total))).toBe(700);
    expect(new Set(totals.map(({ total }) => total))).toHaveProperty("size", 100);
    await expect.poll(async () => (await one.add("ada", 0, 400)).total, { timeout: 5000 }).toBe(0);
  });

  it("keeps callers and prefixes apart, and no count for ever", async () => {
    const client = await redis.connect();
    const one = await createInstance();
    const other = await createInstance({ prefix: "other" });
    await one.add("ada", 1, 60_000);
    expect((await one.add("kong", 1, 60_000)).total).toBe(1);
    expect((await other.add("ada", 1, 60_000)).total).toBe(1);
    // a count that lost its end, as by PERSIST, gets one again
    await client.persist("entrim:usage:ada");
    await one.add("ada", 1, 60_000);
    for (const key of await client.keys("*")) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await client.pTTL(key)).toBeGreaterThan(0);
    }
  });

  it.each(["stop", "pause"] as const)(
    "lets nobody through uncounted while Redis is away (%s)",
    async (how) => {
      const limits = {
        keyOf: () => "ada",
        requestsPerMinute: 5,
        counter: await createInstance({ timeoutInMs: 1000 }),
      };
      const proxies = await startProxies({ openai: { limits } });
      await redis[how]();
      const response = await proxies.ask(
        "/openai/deployments/chat/chat/completions?api-version=2024-10-21",
        { messages: [] },
      );
      expect(response.status).toBe(503);
      expect(proxies.thrown).toMatchObject([{ code: "UPSTREAM_UNAVAILABLE" }]);
      expect(proxies.received("openai")).toEqual([]);
      redis.resume();
    },
  );

  it("counts in each instance while Redis is away, where that is chosen", async () => {
    const counter = await createInstance({ timeoutInMs: 2000, whenAway: "count-locally" });
    await counter.add("ada", 5, 60_000);
    await redis.stop();
    expect((await counter.add("ada", 1, 60_000)).total).toBe(1);
    expect((await counter.add("ada", 1, 60_000)).total).toBe(2);
  });
});

it("is set up with a client of Redis, and no way to sign in", () => {
  const client = { eval: async () => [1, 1] };
  for (const [options, message] of [
    [{}, /no method eval/],
    [{ client, password: "secret" }, /unknown option password/],
    [{ client, prefix: "{a}" }, /prefix/],
    [{ client, timeoutInMs: 0 }, /timeoutInMs/],
    [{ client, whenAway: "allow" }, /whenAway/],
  ] as const) {
    expect(() => createRedisUsageCounter(options as never)).toThrow(message);
  }
});

it("takes no answer for a count that is none", async () => {
  const counter = createRedisUsageCounter({ client: { eval: async () => "OK" } });
  await expect(counter.add("ada", 1, 1000)).rejects.toMatchObject({ code: "UPSTREAM_UNAVAILABLE" });
});
