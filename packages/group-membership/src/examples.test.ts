import tls from "node:tls";
import {
  createTestCertificate,
  describeWithRedis,
  startRedis,
} from "@entrim-private/test-services/redis";
import { expect, it, vi } from "vitest";
import { createGroupLookup, createSharedCache } from "./examples.ts";
import { ada, countingCredential, id, startGraph } from "./graph.test.fixture.ts";

it("finds the groups of a caller, and rejects when they are not known", async () => {
  await using graph = await startGraph();
  graph.groupsOf.set(ada.objectId, [id(1)]);
  const groupsOf = createGroupLookup(countingCredential("app"), graph.fetch);
  await expect(groupsOf(ada)).resolves.toMatchObject({ ids: [id(1)], source: "graph" });
  await expect(groupsOf(ada)).resolves.toMatchObject({ ids: [id(1)], source: "cache" });
  await expect(groupsOf({ ...ada, objectId: id(11) })).rejects.toMatchObject({
    code: "GRAPH_REFUSED",
  });
});

describeWithRedis("the shared cache", () => {
  it("shares a cache in a Redis that takes TLS and the identity's token, and nothing else", async ({
    skip,
  }) => {
    using certificate = createTestCertificate();
    if (certificate === undefined) return skip("needs openssl");
    tls.setDefaultCACertificates([...tls.getCACertificates(), certificate.pem]);
    const user = { name: id(21), password: "redis-1" };
    await using redis = await startRedis({ user, certificate });

    const errors: string[] = [];
    const connect = (url: string, credential = countingCredential("redis")) =>
      createSharedCache(url, credential, user.name, ({ message }) => errors.push(message));
    const groups = { ids: [id(1)], resolvedAtInMs: Date.now(), expiresAtInMs: Date.now() + 60_000 };

    const credential = countingCredential("redis");
    using cache = connect(redis.url, credential);
    await vi.waitFor(() => cache.set("caller", groups), 30_000);
    await expect(cache.get("caller")).resolves.toEqual(groups);
    expect(credential.asked[0]?.scopes).toBe("https://redis.azure.com/.default");
    expect(errors).toEqual([]);

    using stranger = connect(redis.url, countingCredential("another"));
    await vi.waitFor(() => expect(errors.join()).toContain("WRONGPASS"), 30_000);
    await expect(stranger.get("caller")).rejects.toMatchObject({ code: "CACHE_UNAVAILABLE" });

    errors.length = 0;
    using open = connect(redis.url.replace("rediss:", "redis:"));
    await vi.waitFor(() => expect(errors).not.toEqual([]), 30_000);
    await expect(open.get("caller")).rejects.toMatchObject({ code: "CACHE_UNAVAILABLE" });
  });
});
