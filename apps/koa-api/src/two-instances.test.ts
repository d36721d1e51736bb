import { contoso, ids, people } from "@entrim-private/test-services/contoso";
import {
  describeWithRedis,
  startRedis,
  type RedisServer,
} from "@entrim-private/test-services/redis";
import { createEmulator, type Emulator } from "@entrim/azure-emulator";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startServer, type TestServer } from "./server.test.fixture.ts";

const clientState = "9f0c5a1e-6a8b-4a55-9a60-4c9f1d7e2b33";
const search = {
  method: "POST",
  body: JSON.stringify({ search: "allowance", searchFields: "content" }),
};

/** Ids of what Ada finds. */
const find = async (server: TestServer): Promise<unknown> => {
  const path = "/indexes/documents/docs/search?api-version=2024-07-01";
  const answer = await server.ask("ada", path, search);
  const { value = [] } = (await answer.json()) as { value?: { id: string }[] };
  return value.map(({ id }) => id);
};

describeWithRedis("two instances", () => {
  let emulator: Emulator;
  let redis: RedisServer;
  let first: TestServer;
  let second: TestServer;

  beforeAll(async () => {
    emulator = createEmulator({ seed: contoso });
    await emulator.listen();
    redis = await startRedis({ user: { name: ids.principal } });
    const settings = {
      REDIS_URL: redis.url,
      REDIS_USER: ids.principal,
      GRAPH_CLIENT_STATE: clientState,
      LIMIT_REQUESTS_PER_MINUTE: "5",
    };
    [first, second] = await Promise.all([
      startServer(settings, emulator),
      startServer(settings, emulator),
    ]);
  });
  afterAll(async () => {
    await Promise.all([first.close(), second.close()]);
    await redis.stop();
    await emulator.close();
  });

  const lookUps = (): number =>
    emulator.requests.filter(({ url }) => url.startsWith("https://graph.microsoft.com/")).length;
  it("ask Graph once about somebody, whichever of them is asked", async () => {
    // a connection that is not yet there is not waited for
    await expect
      .poll(
        async () => {
          await find(first);
          const before = lookUps();
          const found = await find(second);
          return { found, asked: lookUps() - before };
        },
        { timeout: 20_000 },
      )
      .toEqual({ found: ["1"], asked: 0 });
  });

  it("[groups/invalidation-reaches-all] both know of a change that one of them was told of", async () => {
    expect(await find(second)).toEqual(["1"]);
    emulator.directory.removeMember(ids.finance, people.ada);
    expect(await find(second)).toEqual(["1"]);
    const change = {
      subscriptionId: ids.subscription,
      clientState,
      changeType: "updated",
      resource: `Groups/${ids.finance}`,
      resourceData: { "@odata.type": "#Microsoft.Graph.Group", id: ids.finance },
      tenantId: ids.tenant,
    };
    const told = await first.ask(undefined, "/group-changes", {
      method: "POST",
      body: JSON.stringify({ value: [change] }),
    });
    expect(told.status).toBe(202);
    expect(await find(first)).toEqual([]);
    await expect.poll(() => find(second)).toEqual([]);
  });

  it("count together what somebody uses", async () => {
    const path = "/openai/deployments/gpt-4.1/embeddings?api-version=2024-10-21";
    const body = JSON.stringify({ input: "meals" });
    const ask = async (server: TestServer): Promise<number> =>
      (await server.ask("bob", path, { method: "POST", body })).status;
    const statuses: number[] = [];
    for (const server of [first, second, first, second, first, second, first]) {
      // oxlint-disable-next-line no-await-in-loop -- which of them is refused must be certain
      statuses.push(await ask(server));
    }
    expect(statuses.map((status) => status === 429).lastIndexOf(false)).toBe(4);
  });

  // last: it ends Redis
  it("answer on their own while Redis is away", async () => {
    await redis.stop();
    await expect
      .poll(async () => (await first.ask("bob", "/openai/v1/models")).status, { timeout: 10_000 })
      .toBe(200);
    expect(await find(second)).toEqual([]);
    expect(JSON.stringify(first.log)).toContain("failure");
  });
});
