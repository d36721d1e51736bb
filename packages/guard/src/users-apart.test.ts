import { setTimeout as delay } from "node:timers/promises";
import { emulatorTenantId, type Emulator } from "@entrim/azure-emulator";
import { createMemoryGroupCache } from "@entrim/group-membership";
import { afterEach, beforeEach, expect, it } from "vitest";
import { bearerOf, createLocalAzure, createLocalGuard, crowd } from "./local-azure.test.fixture.ts";
import { createPrincipalContext } from "./principal-context.ts";
import type { Principal } from "./principal.ts";

let azure: Emulator;

beforeEach(() => {
  azure = createLocalAzure();
});
afterEach(() => azure.close());

/** Mixed up, and the same in each run. */
function createDice(): (sides: number) => number {
  let state = 7;
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * sides);
  };
}

it("[groups/users-never-mixed] users who share a process under load never see each other's groups, however deep the code that asks", async () => {
  const dice = createDice();
  const cache = createMemoryGroupCache({ maxEntries: crowd.length / 2 });
  const guard = createLocalGuard(azure, {
    verifier: { rememberedSignatures: crowd.length / 2 },
    groups: {
      tokenGroups: "ignore",
      cacheMaxAgeInMs: 30,
      // each answer of the cache and of Graph overtakes some others
      cache: { ...cache, get: async (key) => delay(dice(3)).then(() => cache.get(key)) },
      fetch: async (input, init) => {
        await delay(dice(5));
        const response = await azure.fetch(new Request(input, init));
        await delay(dice(5));
        return response;
      },
    },
  });
  const context = createPrincipalContext();
  const bearers = await Promise.all(crowd.map((one) => bearerOf(azure, one.id)));

  /** What a request sees of who asks: at once, after waiting, and in work that nobody awaits yet. */
  const serve = (principal: Principal): Promise<readonly Principal[]> =>
    context.run(principal, async () => {
      const seen = [context.get()];
      const later = delay(dice(4)).then(() => context.get());
      await delay(dice(4));
      seen.push(context.get(), await later);
      return seen;
    });

  const wrong: unknown[] = [];
  const ask = async (n: number): Promise<void> => {
    const { id, groups } = crowd[n]!;
    await delay(dice(40));
    if (dice(25) === 0) {
      await guard.groups.invalidate({ tenantId: emulatorTenantId, objectId: id });
    }
    const seen = await serve(await guard.authorize(bearers[n]));
    for (const principal of seen) {
      const isRight = principal.objectId === id && principal.groups.join() === groups.join();
      if (!isRight) wrong.push({ asked: id, principal });
    }
  };
  const asking = Array.from({ length: 1500 }, () => ask(dice(crowd.length)));
  await Promise.all(asking);
  expect(wrong).toEqual([]);
  // everybody was looked up, so that answers had each other to be mixed up with
  expect(azure.requests.filter(({ service }) => service === "graph").length).toBeGreaterThanOrEqual(
    crowd.length,
  );
});
