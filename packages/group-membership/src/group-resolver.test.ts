import { afterEach, beforeEach, describe, expect, it } from "vitest";
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
import { createMemoryGroupCache } from "./memory-group-cache.ts";

const minute = 60_000;
let graph: FakeGraph;
let time: number;
let credential: ReturnType<typeof countingCredential>;

beforeEach(async () => {
  graph = await startGraph();
  time = 1_800_000_000_000;
  credential = countingCredential("app");
  graph.groupsOf.set(ada.objectId, [id(2), id(1)]);
});
afterEach(() => graph[Symbol.asyncDispose]());

const create = (options: Partial<GroupResolverOptions> = {}) =>
  createGroupResolver({
    credential,
    tokenGroups: "complete",
    fetch: graph.fetch,
    now: () => time,
    // a busy machine is no outage
    timeoutInMs: 30_000,
    ...options,
  });

const failing = () => Promise.reject(new Error("away"));

/** Ada with groups in a token that was issued that long ago. */
const listed = (ids: readonly string[], ageInMs = 0) => ({
  ...ada,
  groups: { state: "listed" as const, ids },
  issuedAtInMs: time - ageInMs,
});

describe("the token's claim", () => {
  it("is used without asking anybody when it is declared complete", async () => {
    await expect(create().resolve(listed([id(3).toUpperCase(), id(1)]))).resolves.toEqual({
      ids: [id(1), id(3)],
      resolvedAtInMs: time,
      source: "token",
    });
    expect(graph.requests).toEqual([]);
    expect(credential.asked).toEqual([]);
  });

  it.each([
    ["is not declared complete", { tokenGroups: "ignore" as const }, 0],
    ["is older than what the cache may be", {}, 5 * minute],
    ["is older than allowed", { maxTokenGroupAgeInMs: 1000 }, 1000],
  ])("is ignored when it %s", async (_, options, ageInMs) => {
    const { ids, source } = await create(options).resolve(listed([id(3)], ageInMs));
    expect({ ids, source }).toEqual({ ids: [id(1), id(2)], source: "graph" });
  });

  it("of an application is ignored, and its own groups are looked up, not a user's (T25)", async () => {
    graph.groupsOf.set(ada.objectId, [id(5)]);
    const { ids } = await create().resolve({ ...listed([id(3)]), kind: "app" });
    expect(ids).toEqual([id(5)]);
    expect(graph.requests[0]?.path).toBe(
      `/v1.0/servicePrincipals/${ada.objectId}/getMemberObjects`,
    );
  });

  it("[trim/ids-validated] is refused whole when one of its groups is no object id (H10)", async () => {
    await expect(create().resolve(listed([id(1), "x') or true or ('"]))).rejects.toThrow(TypeError);
    expect(graph.requests).toEqual([]);
  });
});

it("[pin/claim-sources-never-fetched] looks an overage up in Graph, wherever the token points (H07)", async () => {
  const caller = {
    ...ada,
    groups: {
      state: "overage" as const,
      endpoint: "http://169.254.169.254/metadata",
      _claim_sources: { src1: { endpoint: "https://graph.windows.net/me/getMemberObjects" } },
    },
  };
  const { ids } = await create().resolve(caller);
  expect(ids).toEqual([id(1), id(2)]);
  expect(graph.strayed).toEqual([]);
  expect(graph.requests.map(({ path }) => path)).toEqual([
    `/v1.0/users/${ada.objectId}/getMemberObjects`,
  ]);
});

describe("the cache", () => {
  it("answers until the maximum age, and not after it (H15)", async () => {
    const resolver = create({ cacheMaxAgeInMs: 10_000 });
    await resolver.resolve(ada);
    graph.groupsOf.set(ada.objectId, []);
    time += 8999;
    await expect(resolver.resolve(ada)).resolves.toMatchObject({
      ids: [id(1), id(2)],
      source: "cache",
    });
    time += 1001;
    await expect(resolver.resolve(ada)).resolves.toMatchObject({ ids: [], source: "graph" });
  });

  it("holds no failure, and outlives none: a stale set is never used", async () => {
    const resolver = create({ cacheMaxAgeInMs: 10_000 });
    await resolver.resolve(ada);
    time += 10_000;
    graph.faults.push({ status: 403 });
    await expect(resolver.resolve(ada)).rejects.toMatchObject({ code: "GRAPH_REFUSED" });
  });

  it("is not mixed up between users, tenants, or kinds of groups", async () => {
    const cache = createMemoryGroupCache();
    const resolver = create({ cache });
    await resolver.resolve(ada);
    graph.groupsOf.set(id(11), [id(7)]);
    await expect(resolver.resolve({ ...ada, objectId: id(11) })).resolves.toMatchObject({
      ids: [id(7)],
    });
    graph.groupsOf.set(ada.objectId, [id(8)]);
    await expect(resolver.resolve({ ...ada, tenantId: id(998) })).resolves.toMatchObject({
      ids: [id(8)],
    });
    const other = create({ cache, securityEnabledOnly: false });
    await expect(other.resolve(ada)).resolves.toMatchObject({ ids: [id(8)] });
  });

  it("is asked with ids in one form (H18)", async () => {
    const resolver = create();
    await resolver.resolve(ada);
    const { source } = await resolver.resolve({
      ...ada,
      objectId: ada.objectId.toUpperCase(),
      tenantId: tenantId.toUpperCase(),
    });
    expect(source).toBe("cache");
  });

  it("lets many who ask at once share one look-up, and leave it alone", async () => {
    const { opened, open } = createGate();
    graph.gate = opened;
    const resolver = create();
    const impatient = new AbortController();
    const left = resolver.resolve(ada, { abortSignal: impatient.signal });
    const others = Promise.all(Array.from({ length: 50 }, () => resolver.resolve(ada)));
    impatient.abort();
    await expect(left).rejects.toMatchObject({ name: "AbortError" });
    open();
    for (const { ids } of await others) expect(ids).toEqual([id(1), id(2)]);
    expect(graph.requests).toHaveLength(1);
    expect(credential.asked).toHaveLength(1);
  });

  it("[groups/users-never-mixed] never hands one user the groups of another under load", async () => {
    const resolver = create();
    const callers = Array.from({ length: 40 }, (_, n) => ({ ...ada, objectId: id(1000 + n) }));
    for (const [n, { objectId }] of callers.entries()) graph.groupsOf.set(objectId, [id(5000 + n)]);
    const sets = await Promise.all(
      [...callers, ...callers].map((caller) => resolver.resolve(caller)),
    );
    for (const [n, { ids }] of sets.entries()) expect(ids).toEqual([id(5000 + (n % 40))]);
  });

  it("is worked around when it fails, and says so", async () => {
    const cache: GroupCache = {
      get: failing,
      set: failing,
      mark: failing,
      latestMark: failing,
    };
    const failures: unknown[] = [];
    const resolver = create({ cache, onCacheFailure: (error) => failures.push(error) });
    // whether it was invalidated cannot be told, so not even a fresh token is believed
    await expect(resolver.resolve(listed([id(3)]))).resolves.toMatchObject({
      ids: [id(1), id(2)],
      source: "graph",
    });
    await expect(resolver.resolve(ada)).resolves.toMatchObject({ source: "graph" });
    expect(failures).not.toEqual([]);
    await expect(resolver.invalidate(ada)).rejects.toThrow("away");
  });

  it.each([
    ["what is no id", { ids: ["Finance"] }],
    ["a word for everybody", { ids: ["all"] }],
    ["an end that is past", { expiresAtInMs: 1_800_000_000_000 }],
    ["a moment to come", { resolvedAtInMs: 1_900_000_000_000 }],
    ["an old moment with a late end", { resolvedAtInMs: 1_700_000_000_000 }],
  ])("that holds %s is not believed (H20)", async (_, poison) => {
    const cache: GroupCache = {
      get: () => ({ ids: [id(9)], resolvedAtInMs: time, expiresAtInMs: time + 1e12, ...poison }),
      set: () => undefined,
      mark: () => undefined,
      latestMark: () => 0,
    };
    await expect(create({ cache }).resolve(ada)).resolves.toMatchObject({ source: "graph" });
  });
});

describe("a cache with a clock of its own", () => {
  it("decides what came first, whatever the clocks of instances say", async () => {
    const memory = createMemoryGroupCache();
    let moment = time;
    const cache: GroupCache = { ...memory, now: () => Promise.resolve((moment += 1)) };
    const late = create({ cache, now: () => time - minute });
    const other = create({ cache });
    await other.resolve(ada);
    graph.groupsOf.set(ada.objectId, [id(1)]);
    await late.invalidate(ada);
    await expect(other.resolve(ada)).resolves.toMatchObject({ ids: [id(1)], source: "graph" });
  });

  it("keeps nothing when the clock cannot be read", async () => {
    const cache: GroupCache = { ...createMemoryGroupCache(), now: failing };
    const failures: unknown[] = [];
    const resolver = create({ cache, onCacheFailure: (error) => failures.push(error) });
    await expect(resolver.resolve(ada)).resolves.toMatchObject({ source: "graph" });
    await expect(resolver.resolve(ada)).resolves.toMatchObject({ source: "graph" });
    await expect(resolver.clear()).rejects.toThrow("away");
    expect(failures).not.toEqual([]);
  });
});

describe("invalidation", () => {
  it.each([
    ["a caller", (r: ReturnType<typeof create>) => r.invalidate(ada)],
    [
      "a group of the caller",
      (r: ReturnType<typeof create>) =>
        r.invalidateGroup({ tenantId, groupId: id(1).toUpperCase() }),
    ],
    ["everybody", (r: ReturnType<typeof create>) => r.clear()],
  ])("of %s takes effect at once, also on tokens issued before (H15)", async (_, invalidate) => {
    const resolver = create();
    await resolver.resolve(ada);
    graph.groupsOf.set(ada.objectId, [id(2)]);
    await invalidate(resolver);
    await expect(resolver.resolve(listed([id(1), id(2)]))).resolves.toMatchObject({
      ids: [id(2)],
      source: "graph",
    });
    await expect(resolver.resolve(ada)).resolves.toMatchObject({ ids: [id(2)], source: "cache" });
    time += 1;
    await expect(resolver.resolve(listed([id(1)]))).resolves.toMatchObject({ source: "token" });
  });

  it("of another caller or group changes nothing", async () => {
    const resolver = create();
    await resolver.resolve(ada);
    await resolver.invalidate({ tenantId, objectId: id(11) });
    await resolver.invalidate({ tenantId: id(998), objectId: ada.objectId });
    await resolver.invalidateGroup({ tenantId, groupId: id(3) });
    await expect(resolver.resolve(ada)).resolves.toMatchObject({ source: "cache" });
  });

  it("during a look-up starts it again (H16)", async () => {
    const { opened, open } = createGate();
    graph.gate = opened;
    const resolver = create();
    const resolving = resolver.resolve(ada);
    await expect.poll(() => graph.requests.length).toBe(1);
    await resolver.invalidateGroup({ tenantId, groupId: id(1) });
    graph.gate = undefined;
    open();
    await resolving;
    expect(graph.requests).toHaveLength(2);
  });

  it("without end leaves the groups unknown", async () => {
    const cache = createMemoryGroupCache();
    const resolver = create({ cache: { ...cache, latestMark: () => Infinity } });
    await expect(resolver.resolve(ada)).rejects.toMatchObject({ code: "CHANGING" });
  });
});

describe("what is refused", () => {
  it.each([
    ["no way to look up", { credential: undefined }, /ManagedIdentityCredential/],
    ["no word on the token's groups", { tokenGroups: undefined }, /"complete" or "ignore"/],
    ["an age of more than an hour", { cacheMaxAgeInMs: 3_600_001 }, /cacheMaxAgeInMs/],
    ["an age that is none", { maxTokenGroupAgeInMs: NaN }, /maxTokenGroupAgeInMs/],
    ["no time", { timeoutInMs: 0 }, /timeoutInMs/],
    ["an unclear kind of groups", { securityEnabledOnly: "yes" }, /securityEnabledOnly/],
    ["an object for a function", { onBehalfOf: {} }, /OnBehalfOfCredential/],
  ])("%s", (_, options, message) => {
    expect(() => create(options as Partial<GroupResolverOptions>)).toThrow(message);
    expect(() => create(options as Partial<GroupResolverOptions>)).toThrow(TypeError);
  });

  it.each([
    ["a key", { credential: { key: "secret" } }],
    ["a client secret", { clientSecret: "secret" }],
  ])("[keys/setting-refused] %s", (_, options) => {
    expect(() => create(options as Partial<GroupResolverOptions>)).toThrow(
      /refused; pass a credential of @azure\/identity/,
    );
  });

  it.each([
    "../me",
    "",
    "10",
    "*",
    `{${id(10)}}`,
    `${id(10)}/..`,
    `${id(10)}\n`,
    id(10).slice(0, -1),
    id(10).replaceAll("0", "x"),
    `${id(10).slice(0, -1)}\u0130`,
    "0000000-00000-4000-8000-000000000010",
  ])("an object id like %j (H10, H18)", async (objectId) => {
    await expect(create().resolve({ ...ada, objectId })).rejects.toThrow(TypeError);
    await expect(create().resolve({ ...ada, tenantId: objectId })).rejects.toThrow(TypeError);
    await expect(create().resolve(listed([id(1), objectId]))).rejects.toThrow(TypeError);
    await expect(create().invalidateGroup({ tenantId, groupId: objectId })).rejects.toThrow(
      TypeError,
    );
    expect(graph.requests).toEqual([]);
  });
});
