import { setTimeout as sleep } from "node:timers/promises";
import {
  describeWithRedis,
  startRedis,
  type RedisServer,
} from "@entrim-private/test-services/redis";
import { createClient } from "redis";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { createRedisSessionStore, type RedisSessionStoreOptions } from "./redis-session-store.ts";
import type { SessionStore } from "./session-store.ts";

async function connect(url: string) {
  const client = createClient({
    url,
    username: "chat",
    password: "any",
    disableOfflineQueue: true,
    socket: { reconnectStrategy: 50 },
  });
  await client.on("error", () => {}).connect();
  return client;
}
type Client = Awaited<ReturnType<typeof connect>>;

const never = (): Promise<never> => new Promise(() => {});
const ada = { name: "Ada Lovelace", tokens: "eyJ.secret-token" };

describeWithRedis("sessions in Redis", () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis({ user: { name: "chat" } });
  });
  afterAll(() => redis.stop());

  let time: number;
  let clients: Client[];
  let failures: unknown[];
  /** Two instances of the app. */
  let one: SessionStore<typeof ada>;
  let other: SessionStore<typeof ada>;
  const create = (
    client: Client,
    options: Partial<RedisSessionStoreOptions> = {},
  ): SessionStore<typeof ada> =>
    createRedisSessionStore({
      client,
      name: "session",
      onFailure: (error) => failures.push(error),
      lifetimeInMs: 5000,
      renewAfterInMs: 300,
      overlapInMs: 400,
      now: () => time,
      ...options,
    });
  beforeEach(async () => {
    time = Date.now();
    failures = [];
    clients = await Promise.all([connect(redis.url), connect(redis.url)]);
    await clients[0]?.flushAll();
    [one, other] = clients.map((client) => create(client)) as [typeof one, typeof one];
  });
  afterEach(() => clients.forEach((client) => client.destroy()));

  /** Everything that Redis holds. */
  async function contents(): Promise<Record<string, string>> {
    const [client] = clients;
    if (!client) throw new Error("no client");
    const keys = await client.keys("*");
    const values = await Promise.all(keys.map((key) => client.get(key)));
    return Object.fromEntries(keys.map((key, index) => [key, values[index] ?? ""]));
  }

  it("are the same for every instance", async () => {
    const id = await one.start(ada);
    expect(id).toMatch(/^[\w-]{43}$/);
    expect(await other.find(id)).toEqual(ada);
    await other.replace(id, { ...ada, tokens: "newer" });
    expect(await one.find(id)).toEqual({ ...ada, tokens: "newer" });
    await other.end(id);
    expect(await one.find(id)).toBeUndefined();
    expect(await contents()).toEqual({});
    expect(failures).toEqual([]);
  });

  it.each([undefined, "", "made-up", "../session", "a".repeat(8000)])(
    "are not found by %j",
    async (id) => {
      await one.start(ada);
      expect(await one.find(id)).toBeUndefined();
      expect(await one.renew(id)).toBeUndefined();
      expect(await one.take(id)).toBeUndefined();
      await one.end(id);
    },
  );

  it("[app/sessions-sealed] are nothing to whoever reads Redis", async () => {
    const id = await one.start(ada);
    const text = JSON.stringify(await contents());
    expect(Object.keys(await contents())).toHaveLength(2);
    for (const secret of [id, ada.name, "secret-token"]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(Buffer.from(secret).toString("base64url").slice(0, -2));
    }
  });

  it("[app/sessions-sealed] cannot be changed, or put in another's place, by whoever writes to Redis", async () => {
    const [mine, theirs] = [await one.start(ada), await one.start({ ...ada, name: "Bob" })];
    const before = await contents();
    const keys = Object.keys(before).filter((key) => key.includes(":session:session:"));
    const ids = Object.keys(before).filter((key) => key.includes(":session:id:"));
    expect([keys.length, ids.length]).toEqual([2, 2]);
    const swap = async ([first = "", second = ""]: string[]): Promise<void> => {
      await clients[0]?.mSet([
        [first, before[second] ?? ""],
        [second, before[first] ?? ""],
      ]);
    };
    await swap(keys);
    expect([await one.find(mine), await one.find(theirs)]).toEqual([undefined, undefined]);
    await clients[0]?.mSet(before);
    await swap(ids);
    expect([await one.find(mine), await one.find(theirs)]).toEqual([undefined, undefined]);
    for (const text of ["", "{}", '{"value":{"name":"Eve"}}', "AAAA".repeat(40)]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await clients[0]?.mSet(Object.fromEntries([...keys, ...ids].map((key) => [key, text])));
      // oxlint-disable-next-line no-await-in-loop
      expect([await one.find(mine), await one.take(theirs)]).toEqual([undefined, undefined]);
    }
  });

  it("are over after their lifetime, whatever Redis still holds, and have an end there too", async () => {
    const id = await one.start(ada);
    const keys = Object.keys(await contents());
    const rests = await Promise.all(keys.map(async (key) => clients[0]?.pTTL(key)));
    for (const rest of rests) expect(rest).toBeGreaterThan(4000);
    for (const rest of rests) expect(rest).toBeLessThanOrEqual(5000);
    time += 4999;
    expect(await other.find(id)).toEqual(ada);
    time += 1;
    expect(await other.find(id)).toBeUndefined();
    expect(await other.renew(id)).toBeUndefined();
  });

  it("are over when they are not used, and each use counts", async () => {
    const idle = clients.map((client) => create(client, { idleTimeInMs: 400 }));
    const id = (await idle[0]?.start(ada)) ?? "";
    for (let uses = 0; uses < 3; uses += 1) {
      // oxlint-disable-next-line no-await-in-loop -- time goes by
      await sleep(200);
      // oxlint-disable-next-line no-await-in-loop
      expect(await idle[1]?.find(id)).toEqual(ada);
    }
    await sleep(600);
    expect(await idle[0]?.find(id)).toBeUndefined();
  });

  it("[app/session-rotates] get another id once, and the old one opens nothing after its overlap", async () => {
    const old = await one.start(ada);
    expect(await one.renew(old)).toBeUndefined();
    time += 300;
    const renewed = await Promise.all([one.renew(old), other.renew(old), one.renew(old)]);
    const ids = renewed.filter((id) => id !== undefined);
    expect(ids).toHaveLength(1);
    expect(ids[0]).not.toBe(old);
    expect(await other.find(old)).toEqual(ada);
    await sleep(500);
    expect(await other.find(old)).toBeUndefined();
    expect(await other.find(ids[0])).toEqual(ada);
  });

  it("end under all of their ids, and are not brought back", async () => {
    const old = await one.start(ada);
    time += 300;
    const id = await one.renew(old);
    await other.end(old);
    expect(await one.find(id)).toBeUndefined();
    await one.replace(id, ada);
    expect(await one.find(id)).toBeUndefined();
  });

  it("are taken once, however many ask at a time", async () => {
    const id = await one.start(ada);
    const taken = await Promise.all([one.take(id), other.take(id), one.take(id)]);
    expect(taken.filter((value) => value !== undefined)).toEqual([ada]);
  });

  it("of other kinds are not found", async () => {
    const id = await one.start(ada);
    const [client] = clients;
    if (!client) throw new Error("no client");
    expect(await create(client, { name: "attempt" }).find(id)).toBeUndefined();
  });
});

describeWithRedis("while Redis is away", () => {
  it("[app/no-stale-session] there is no session, and what must be kept or ended says so", async () => {
    const redis = await startRedis({ user: { name: "chat" } });
    const client = await connect(redis.url);
    const failures: unknown[] = [];
    const onFailure = (error: unknown): void => void failures.push(error);
    const sessions = createRedisSessionStore<string>({ client, name: "session", onFailure });
    const id = await sessions.start("ada");
    expect(await sessions.find(id)).toBe("ada");
    await redis.stop();
    expect(await sessions.find(id)).toBeUndefined();
    expect(await sessions.renew(id)).toBeUndefined();
    expect(await sessions.take(id)).toBeUndefined();
    await sessions.replace(id, "bob");
    expect(failures).toHaveLength(4);
    await expect(sessions.start("ada")).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await expect(sessions.end(id)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    client.destroy();
  });

  it("[app/no-stale-session] a Redis that does not answer is not waited for", async () => {
    const client = {
      isReady: true,
      get: never,
      getEx: never,
      getDel: never,
      set: never,
      del: never,
    };
    const sessions = createRedisSessionStore<string>({
      client,
      name: "session",
      timeoutInMs: 50,
      onFailure: () => {},
    });
    expect(await sessions.find("id")).toBeUndefined();
    await expect(sessions.start("ada")).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await expect(sessions.end("id")).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });
});
