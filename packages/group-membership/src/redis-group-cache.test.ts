import {
  describeWithRedis,
  startRedis,
  type RedisServer,
  type RedisTestClient,
} from "@entrim-private/test-services/redis";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  ada,
  countingCredential,
  createGate,
  id,
  startGraph,
  tenantId,
} from "./graph.test.fixture.ts";
import type { FakeGraph } from "./graph.test.fixture.ts";
import type { GroupCache } from "./group-cache.ts";
import type { GroupResolverOptions } from "./group-resolver-options.ts";
import { createGroupResolver } from "./group-resolver.ts";
import type { RedisClient } from "./redis-client.ts";
import type { RedisGroupCacheOptions } from "./redis-group-cache-options.ts";
import { createRedisGroupCache } from "./redis-group-cache.ts";

const found = (resolvedAtInMs: number, ids: readonly string[] = []) => ({
  ids,
  resolvedAtInMs,
  expiresAtInMs: resolvedAtInMs + 60_000,
});
const key = "caller";
const groupsKey = `entrim:groups:${key}`;
const sinceKey = "entrim:{marks}";
const bob = { ...ada, objectId: id(11) };

describeWithRedis("createRedisGroupCache", () => {
  let redis: RedisServer;
  let graph: FakeGraph;
  let client: RedisTestClient;

  beforeEach(async () => {
    redis = await startRedis();
    graph = await startGraph();
    graph.groupsOf.set(ada.objectId, [id(2), id(1)]);
    graph.groupsOf.set(bob.objectId, [id(3)]);
    client = await redis.connect();
  });
  afterEach(async () => {
    await graph[Symbol.asyncDispose]();
    await redis[Symbol.asyncDispose]();
  });

  /** An instance of a server: a connection, a cache and a resolver of its own. */
  const createInstance = async ({
    local = false,
    timeoutInMs = 5000,
    ...options
  }: { local?: boolean; timeoutInMs?: number } & Partial<GroupResolverOptions> = {}) => {
    const connection = await redis.connect();
    const subscriber = local ? await redis.connect() : undefined;
    const failures: unknown[] = [];
    const cache = createRedisGroupCache({
      client: connection,
      // a busy machine is no outage
      timeoutInMs,
      ...(subscriber && { local: { subscriber, maxAgeInMs: 60_000 } }),
    });
    const resolver = createGroupResolver({
      credential: countingCredential("app"),
      tokenGroups: "complete",
      fetch: graph.fetch,
      timeoutInMs: 30_000,
      cache,
      onCacheFailure: (error) => failures.push(error),
      ...options,
    });
    return { ...resolver, cache, connection, subscriber, failures };
  };

  /** How many commands of that name Redis was sent. */
  const count = async (command: string): Promise<number> => {
    const stats = await client.info("commandstats");
    return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
  };

  describe("as a cache", () => {
    let cache: GroupCache;
    beforeEach(() => {
      cache = createRedisGroupCache({ client, timeoutInMs: 5000 });
    });

    it("returns what was set, and nothing for another key", async () => {
      const value = found(Date.now(), [id(1), id(2)]);
      await cache.set(key, value);
      await expect(cache.get(key)).resolves.toEqual(value);
      await expect(cache.get("another")).resolves.toBeUndefined();
    });

    it("lets Redis drop a value when it is over, by the clock of Redis", async () => {
      const value = found(Date.now() + 0.5);
      await cache.set(key, value);
      await expect(client.pExpireTime(groupsKey)).resolves.toBe(Math.floor(value.expiresAtInMs));
      await cache.set(key, { ...found(Date.now()), expiresAtInMs: Date.now() - 1 });
      await expect(cache.get(key)).resolves.toBeUndefined();
    });

    it("keeps the later of two look-ups when the earlier one lands last (H16)", async () => {
      const at = Date.now();
      await cache.set(key, found(at, [id(2)]));
      await cache.set(key, found(at - 1, [id(1)]));
      await expect(cache.get(key)).resolves.toMatchObject({ ids: [id(2)] });
    });

    it("knows the latest mark of several names, and takes none back", async () => {
      const start = (await cache.now?.()) ?? 0;
      expect(await cache.latestMark(["a", "b"])).toBeLessThan(start);
      await cache.mark("a", start + 5, 60_000);
      await cache.mark("b", start + 7, 60_000);
      await cache.mark("b", start + 6, 1000);
      await expect(cache.latestMark(["a", "b", "c"])).resolves.toBe(start + 7);
      await expect(cache.latestMark(["a"])).resolves.toBe(start + 5);
      await expect(client.pTTL(`${sinceKey}:b`)).resolves.toBeGreaterThan(30_000);
    });

    it("tells a later moment each time", async () => {
      const moments = [await cache.now?.(), await cache.now?.(), await cache.now?.()];
      expect(moments[1]).toBeGreaterThan(Number(moments[0]));
      expect(moments[2]).toBeGreaterThan(Number(moments[1]));
      expect(Math.abs(Number(moments[0]) - Date.now())).toBeLessThan(10_000);
      // as if the clock of Redis had been put back by an hour
      await client.set(`${sinceKey}.clock`, String(Date.now() + 3_600_000));
      expect(Number(await cache.now?.())).toBeGreaterThan(Date.now() + 3_500_000);
    });

    it("shares with what has the same prefix, and nothing else", async () => {
      const other = createRedisGroupCache({ client, prefix: "other" });
      await cache.set(key, found(Date.now(), [id(1)]));
      await cache.mark("a", Date.now() + 1000, 60_000);
      await expect(other.get(key)).resolves.toBeUndefined();
      expect(await other.latestMark(["a"])).toBeLessThan(Date.now() + 500);
    });
  });

  describe("what is in Redis", () => {
    it("[groups/value-bound-to-key] is refused at another key than its own", async () => {
      const one = await createInstance();
      await one.resolve(ada);
      await one.resolve(bob);
      const [hers, his] = [ada, bob].map(
        ({ objectId }) => `entrim:groups:public|security|principal|${tenantId}|${objectId}`,
      ) as [string, string];
      await client.copy(hers, his, { REPLACE: true });
      await expect(one.resolve(bob)).resolves.toMatchObject({ ids: [id(3)], source: "graph" });
      expect(one.failures).toMatchObject([{ code: "CACHE_VALUE_INVALID" }]);
      await expect(one.cache.get(his.slice("entrim:groups:".length))).resolves.toMatchObject({
        ids: [id(3)],
      });
    });

    it.each([
      "",
      "null",
      "[]",
      "{",
      '"text"',
      JSON.stringify({ ...found(1) }),
      JSON.stringify({ ...found(1), key, ids: "all" }),
      JSON.stringify({ ...found(1), key, ids: ["x') or true or ('"] }),
      JSON.stringify({ ...found(1), key, ids: [id(1), 7] }),
      JSON.stringify({ ...found(1), key, resolvedAtInMs: "1" }),
      JSON.stringify({ ...found(1), key, expiresAtInMs: null }),
    ])("is refused when it was not written by a cache: %s", async (value) => {
      const cache = createRedisGroupCache({ client, timeoutInMs: 5000 });
      await client.set(groupsKey, value);
      await expect(cache.get(key)).rejects.toMatchObject({ code: "CACHE_VALUE_INVALID" });
    });

    it.each(["", "soon", "-1", "Infinity"])(
      "voids whatever it may have marked when it is no moment: %j",
      async (value) => {
        const one = await createInstance();
        await one.resolve(ada);
        await client.set(`${sinceKey}:public|security|group|${tenantId}|${id(1)}`, value);
        graph.groupsOf.set(ada.objectId, [id(5)]);
        await expect(one.resolve(ada)).resolves.toMatchObject({ ids: [id(5)], source: "graph" });
        expect(one.failures).not.toEqual([]);
      },
    );

    it("[groups/lost-marks-void] voids everything from before when the marks are lost with it", async () => {
      const one = await createInstance();
      await one.resolve(ada);
      const token = {
        ...ada,
        groups: { state: "listed" as const, ids: [id(9)] },
        issuedAtInMs: Date.now() - 1000,
      };
      await one.clear();
      await client.flushAll();
      await expect(one.resolve(token)).resolves.toMatchObject({ ids: [id(1), id(2)] });
      await expect(
        one.resolve({ ...token, issuedAtInMs: Date.now() + 5000 }),
      ).resolves.toMatchObject({ source: "token" });
    });
  });

  describe.each([
    ["without a local tier", false],
    ["with a local tier", true],
  ])("several instances %s", (_, local) => {
    it("share one look-up", async () => {
      const [one, other] = [await createInstance({ local }), await createInstance({ local })];
      await one.resolve(ada);
      await expect(other.resolve(ada)).resolves.toMatchObject({
        ids: [id(1), id(2)],
        source: "cache",
      });
      expect(graph.requests).toHaveLength(1);
    });

    it.each([
      ["invalidate", { tenantId, objectId: ada.objectId }],
      ["invalidateGroup", { tenantId, groupId: id(2) }],
      ["clear", undefined],
    ] as const)("all heed %s", async (method, argument) => {
      const [one, other] = [await createInstance({ local }), await createInstance({ local })];
      await one.resolve(ada);
      // twice, so that what is remembered locally is
      await other.resolve(ada);
      await other.resolve(ada);
      graph.groupsOf.set(ada.objectId, [id(1)]);
      await one[method](argument as never);
      await vi.waitFor(async () => {
        await expect(other.resolve(ada)).resolves.toMatchObject({ ids: [id(1)] });
      });
      await expect(one.resolve(ada)).resolves.toMatchObject({ ids: [id(1)] });
      expect([...one.failures, ...other.failures]).toEqual([]);
    });

    it("[groups/invalidation-reaches-all] all stop believing tokens issued before", async () => {
      const [one, other] = [await createInstance({ local }), await createInstance({ local })];
      await one.resolve(bob);
      const token = {
        ...ada,
        groups: { state: "listed" as const, ids: [id(9)] },
        issuedAtInMs: Date.now(),
      };
      await expect(other.resolve(token)).resolves.toMatchObject({ source: "token" });
      await one.invalidateGroup({ tenantId, groupId: id(9) });
      await vi.waitFor(async () => {
        await expect(other.resolve(token)).resolves.toMatchObject({ ids: [id(1), id(2)] });
      });
    });

    it("are not misled by a clock that is behind", async () => {
      const late = await createInstance({ local, now: () => Date.now() - 60_000 });
      const other = await createInstance({ local });
      await other.resolve(ada);
      graph.groupsOf.set(ada.objectId, [id(1)]);
      await late.invalidate({ tenantId, objectId: ada.objectId });
      await vi.waitFor(async () => {
        await expect(other.resolve(ada)).resolves.toMatchObject({ ids: [id(1)] });
      });
    });
  });

  describe("the local tier", () => {
    it("answers without Redis what it heard no news of", async () => {
      const one = await createInstance({ local: true });
      await one.resolve(ada);
      await one.resolve(ada);
      const before = [await count("get"), await count("mget")];
      for (let n = 0; n < 20; n += 1) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other, as requests come
        await expect(one.resolve(ada)).resolves.toMatchObject({ source: "cache" });
      }
      expect([await count("get"), await count("mget")]).toEqual(before);
    });

    it("hears again after an interruption", async () => {
      const one = await createInstance({ local: true });
      const other = await createInstance();
      await client.sendCommand(["CLIENT", "KILL", "TYPE", "pubsub"]);
      await one.resolve(ada);
      await vi.waitFor(() => expect(one.subscriber?.isReady).toBe(true));
      await one.resolve(ada);
      await one.resolve(ada);
      graph.groupsOf.set(ada.objectId, []);
      await other.invalidate({ tenantId, objectId: ada.objectId });
      await vi.waitFor(async () => {
        await expect(one.resolve(ada)).resolves.toMatchObject({ ids: [] });
      });
    });

    it("begins anew after an interruption, as nobody tells what it missed", async () => {
      const subscriber = await redis.connect();
      const cache = createRedisGroupCache({ client, timeoutInMs: 5000, local: { subscriber } });
      const start = Number(await cache.now?.());
      const isKept = async (name: string) => {
        await cache.latestMark([name]);
        const before = await count("mget");
        await cache.latestMark([name]);
        expect(await count("mget")).toBe(before);
      };
      await vi.waitFor(() => isKept("a"));
      // without a word on the channel, as if that had been said meanwhile
      await client.set(`${sinceKey}:a`, String(start + 5));
      const back = new Promise((resolve) => {
        subscriber.once("ready", resolve);
      });
      await client.sendCommand(["CLIENT", "KILL", "TYPE", "pubsub"]);
      await back;
      await vi.waitFor(() => isKept("another"));
      await expect(cache.latestMark(["a"])).resolves.toBe(start + 5);
    });

    it("does not outlive its maximum age when news are swallowed", async () => {
      const subscriber = await redis.connect();
      const cache = createRedisGroupCache({
        client,
        timeoutInMs: 5000,
        local: { subscriber, maxAgeInMs: 50 },
      });
      await cache.now?.();
      await cache.latestMark(["a"]);
      const at = Date.now() + 1000;
      // as if nobody had published it
      await client.set(`${sinceKey}:a`, String(at));
      await vi.waitFor(async () => {
        await expect(cache.latestMark(["a"])).resolves.toBe(at);
      });
    });

    it("forgets everything on news that it does not understand", async () => {
      const subscriber = await redis.connect();
      const cache = createRedisGroupCache({ client, timeoutInMs: 5000, local: { subscriber } });
      await cache.now?.();
      await cache.latestMark(["a"]);
      await cache.latestMark(["a"]);
      const before = await count("mget");
      await client.publish("entrim:marks", "who knows");
      await vi.waitFor(async () => {
        await cache.latestMark(["a"]);
        expect(await count("mget")).toBeGreaterThan(before);
      });
    });

    it("does not keep an answer that news have overtaken", async () => {
      const subscriber = await redis.connect();
      const gate = createGate();
      let isSlow = false;
      const slow: RedisClient = {
        get: (name) => client.get(name),
        eval: (script, options) => client.eval(script, options),
        async mGet(names) {
          const answer = await client.mGet(names);
          if (isSlow) await gate.opened;
          return answer;
        },
      };
      const cache = createRedisGroupCache({
        client: slow,
        timeoutInMs: 5000,
        local: { subscriber },
      });
      const start = Number(await cache.now?.());
      const heard = vi.fn<(message: string) => void>();
      await subscriber.subscribe("entrim:marks", heard);
      await vi.waitFor(async () => {
        // until it is kept
        const before = await count("mget");
        await cache.latestMark(["a"]);
        expect(await count("mget")).toBe(before);
      });
      isSlow = true;
      const early = cache.latestMark(["b"]);
      await vi.waitFor(async () => expect(await count("mget")).toBeGreaterThan(1));
      const other = createRedisGroupCache({ client, timeoutInMs: 5000 });
      await other.mark("b", start + 5, 60_000);
      await vi.waitFor(() => expect(heard).toHaveBeenCalled());
      gate.open();
      await expect(early).resolves.toBe(start + 5);
      await expect(cache.latestMark(["b"])).resolves.toBe(start + 5);
    });

    it("holds no more callers than it may", async () => {
      const subscriber = await redis.connect();
      const cache = createRedisGroupCache({
        client,
        timeoutInMs: 5000,
        local: { subscriber, maxEntries: 2 },
      });
      const at = Date.now();
      await vi.waitFor(async () => {
        const before = await count("get");
        await cache.set("a", found(at));
        await cache.get("a");
        expect(await count("get")).toBe(before + 1);
      });
      await cache.set("b", found(at));
      await cache.set("c", found(at));
      const before = await count("get");
      await Promise.all([cache.get("b"), cache.get("c")]);
      expect(await count("get")).toBe(before);
      await cache.get("a");
      expect(await count("get")).toBe(before + 1);
    });
  });

  describe("while Redis is away", () => {
    it("[groups/cache-away-is-no-answer] groups are looked up, tokens are not believed, and somebody is told", async () => {
      const one = await createInstance({ local: true });
      await one.resolve(ada);
      await redis.stop();
      await vi.waitFor(() => expect(one.connection.isReady).toBe(false));
      // nothing waits in the client's queue
      const before = performance.now();
      await expect(one.cache.get(key)).rejects.toMatchObject({ code: "CACHE_UNAVAILABLE" });
      expect(performance.now() - before).toBeLessThan(2500);
      graph.groupsOf.set(ada.objectId, [id(1)]);
      await expect(one.resolve(ada)).resolves.toMatchObject({ ids: [id(1)], source: "graph" });
      await expect(
        one.resolve({
          ...ada,
          groups: { state: "listed", ids: [id(9)] },
          issuedAtInMs: Date.now(),
        }),
      ).resolves.toMatchObject({ ids: [id(1)], source: "graph" });
      expect(one.failures[0]).toMatchObject({ code: "CACHE_UNAVAILABLE" });
    });

    it("an invalidation fails, so that it can be tried again", async () => {
      const one = await createInstance();
      await redis.stop();
      await expect(one.clear()).rejects.toMatchObject({ code: "CACHE_UNAVAILABLE" });
    });

    it("is used again when it is back", async () => {
      const one = await createInstance();
      await one.resolve(ada);
      await redis.stop();
      await redis.start();
      await vi.waitFor(() => expect(one.connection.isReady).toBe(true), 10_000);
      await expect(one.resolve(ada)).resolves.toMatchObject({ source: "graph" });
      await expect(one.resolve(ada)).resolves.toMatchObject({ source: "cache" });
    });

    it("nobody waits for longer than the time-out, and then nobody for a while", async () => {
      const one = await createInstance({ timeoutInMs: 100 });
      await one.cache.now?.();
      redis.pause();
      try {
        await expect(one.cache.get(key)).rejects.toMatchObject({ code: "CACHE_UNAVAILABLE" });
        const before = performance.now();
        await expect(one.cache.get(key)).rejects.toMatchObject({ code: "CACHE_UNAVAILABLE" });
        expect(performance.now() - before).toBeLessThan(90);
        await expect(one.resolve(ada)).resolves.toMatchObject({ source: "graph" });
      } finally {
        redis.resume();
      }
      await vi.waitFor(async () => {
        await expect(one.cache.get(key)).resolves.toBeUndefined();
      }, 10_000);
    });
  });

  it.each<[string, Partial<RedisGroupCacheOptions>]>([
    ["client", { client: { get: true } as never }],
    ["unknown option password", { password: "" } as never],
    ["prefix", { prefix: "{a}" }],
    ["prefix", { prefix: "" }],
    ["timeoutInMs", { timeoutInMs: 0 }],
    ["timeoutInMs", { timeoutInMs: NaN }],
    ["subscriber", { local: {} as never }],
  ])("refuses a wrong %s", (name, options) => {
    expect(() => createRedisGroupCache({ client, ...options })).toThrow(
      new RegExp(`^group-membership: .*${name}`),
    );
  });

  it("refuses a local tier without bounds or without a connection of its own", () => {
    const subscriber = client.duplicate();
    for (const local of [
      { subscriber: client },
      { subscriber, maxAgeInMs: 60_001 },
      { subscriber, maxEntries: Infinity },
      { subscriber, maxEntry: 5 } as never,
    ]) {
      expect(() => createRedisGroupCache({ client, local })).toThrow(TypeError);
    }
  });
});
