import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Emulator } from "@entrim/azure-emulator";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { id } from "./graph.test.fixture.ts";
import { isGroupMembershipError } from "./group-membership-error.ts";
import type { GroupResolverOptions } from "./group-resolver-options.ts";
import { createGroupResolver } from "./group-resolver.ts";
import {
  ada,
  bob,
  callerOf,
  clientId,
  createLocalAzure,
  credentialOf,
  eve,
  groupsOfAda,
  groupsOfBob,
  identity,
  stranger,
  tokenOf,
} from "./local-azure.test.fixture.ts";
import { createMemoryGroupCache } from "./memory-group-cache.ts";

let azure: Emulator;

beforeEach(() => {
  azure = createLocalAzure();
});
afterEach(() => azure.close());

const graphRequests = () => azure.requests.filter(({ service }) => service === "graph");
const served = () => new Set<string>(azure.requests.map(({ service }) => service));

/** Resolves the holders of tokens there; with the app's client id on their behalf. */
async function resolveThere(
  people: readonly { readonly id: string }[],
  environment: Readonly<Record<string, string>>,
): Promise<unknown> {
  const tokens = await Promise.all(people.map((person) => tokenOf(azure, person)));
  const { NODE_ENV: _, VITEST: __, ...base } = process.env;
  const client = fileURLToPath(new URL("resolve.test.client.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--conditions=@entrim/source", client],
    { env: { ...base, ...azure.env(base), TOKENS: JSON.stringify(tokens), ...environment } },
  );
  return JSON.parse(stdout);
}

describe(
  "in a process of its own, with the credentials of @azure/identity",
  { timeout: 60_000 },
  () => {
    beforeEach(async () => {
      await azure.listen();
    });

    it("reads anybody's groups as a managed identity with the application permissions", async () => {
      const outcome = await resolveThere([ada, bob, eve], { AZURE_CLIENT_ID: identity.clientId });
      expect(outcome).toEqual([
        { ids: groupsOfAda, source: "graph" },
        { ids: groupsOfBob, source: "graph" },
        { ids: [], source: "graph" },
      ]);
      expect(served()).toEqual(new Set(["managed-identity", "graph"]));
    });

    it("reads nobody's as an identity without them", async () => {
      const outcome = await resolveThere([ada], { AZURE_CLIENT_ID: stranger.clientId });
      expect(outcome).toEqual([{ code: "GRAPH_REFUSED" }]);
    });

    it("reads each user's own on behalf of the user, without a secret", async () => {
      const outcome = await resolveThere([ada, bob], {
        AZURE_CLIENT_ID: identity.clientId,
        ENTRA_CLIENT_ID: clientId,
      });
      expect(outcome).toEqual([
        { ids: groupsOfAda, source: "graph" },
        { ids: groupsOfBob, source: "graph" },
      ]);
      expect(served()).toEqual(new Set(["managed-identity", "entra", "graph"]));
      const paths = graphRequests().map(({ url }) => new URL(url).pathname);
      expect(new Set(paths)).toEqual(new Set(["/v1.0/me/getMemberObjects"]));
      expect(JSON.stringify(azure.requests)).not.toContain("client_secret");
    });

    it("reads nothing on behalf of a user for an app that trusts another identity", async () => {
      const outcome = await resolveThere([ada], {
        AZURE_CLIENT_ID: stranger.clientId,
        ENTRA_CLIENT_ID: clientId,
      });
      expect(outcome).toEqual([{ code: "TOKEN_UNAVAILABLE" }]);
      expect(graphRequests()).toEqual([]);
    });
  },
);

const createResolver = (options: Partial<GroupResolverOptions> = {}) =>
  createGroupResolver({
    credential: credentialOf(azure, identity),
    tokenGroups: "complete",
    fetch: (input, init) => azure.fetch(new Request(input, init)),
    timeoutInMs: 30_000,
    ...options,
  });

describe("the groups in Entra's tokens", () => {
  it("are used as they are listed, nested ones included", async () => {
    const caller = callerOf(await tokenOf(azure, ada));
    const { ids, source } = await createResolver().resolve(caller);
    expect({ ids, source }).toEqual({ ids: groupsOfAda, source: "token" });
  });

  it("[pin/claim-sources-never-fetched] are looked up in Graph when there are too many to list (H07)", async () => {
    const caller = callerOf(await tokenOf(azure, bob));
    expect(caller.groups.state).toBe("overage");
    const { ids, source } = await createResolver().resolve(caller);
    expect({ ids, source }).toEqual({ ids: groupsOfBob, source: "graph" });
    expect(azure.requests.map(({ url }) => url)).toEqual([
      `https://graph.microsoft.com/v1.0/users/${bob.id}/getMemberObjects`,
    ]);
  });
});

const throttled = (seconds: string, times: number) =>
  azure.enqueue({
    service: "graph",
    status: 429,
    headers: { "retry-after": seconds },
    body: { error: { code: "TooManyRequests", message: "" } },
    times,
  });

describe("when Graph throttles", () => {
  it("the look-up waits as long as Graph says, and comes again", async () => {
    throttled("1", 1);
    const before = performance.now();
    const { ids } = await createResolver().resolve(callerOf(await tokenOf(azure, bob)));
    expect(performance.now() - before).toBeGreaterThan(950);
    expect(ids).toEqual(groupsOfBob);
    expect(graphRequests().map(({ status }) => status)).toEqual([429, 200]);
  });

  it("[trim/outage-is-503] nobody's groups are guessed, and Graph is left alone", async () => {
    throttled("60", 1);
    const resolver = createResolver({ timeoutInMs: 5000 });
    const [ofBob, ofEve] = [await tokenOf(azure, bob), await tokenOf(azure, eve)].map(callerOf);
    for (const caller of [ofBob!, { ...ofEve!, groups: { state: "overage" as const } }]) {
      // oxlint-disable-next-line no-await-in-loop -- the second is not to be asked for
      await expect(resolver.resolve(caller)).rejects.toMatchObject({
        code: "THROTTLED",
        retryAfterInSeconds: 60,
      });
    }
    expect(graphRequests()).toHaveLength(1);
  });
});

it("two users who share a process under load never see each other's groups", async () => {
  const resolver = createResolver({ tokenGroups: "ignore", cacheMaxAgeInMs: 20 });
  const [ofAda, ofBob] = [await tokenOf(azure, ada), await tokenOf(azure, bob)].map(callerOf);
  const people = [
    { caller: ofAda!, groups: groupsOfAda },
    { caller: ofBob!, groups: groupsOfBob },
  ];
  const wrong: unknown[] = [];
  const outcomes = new Set<string>();
  for (let round = 0; round < 20; round += 1) {
    const work = Array.from({ length: 100 }, async (_, n) => {
      const { caller, groups } = people[(n + round) % 2]!;
      if (n % 40 === 7) await resolver.invalidate(caller);
      try {
        const { ids, source } = await resolver.resolve(caller);
        outcomes.add(source);
        if (ids.join() !== groups.join()) wrong.push({ caller, ids });
      } catch (error) {
        // invalidated over and over; then there is no answer
        if (!isGroupMembershipError(error) || error.code !== "CHANGING") wrong.push(error);
      }
    });
    // oxlint-disable-next-line no-await-in-loop -- waves, so that caches go stale between them
    await Promise.all(work);
  }
  expect(wrong).toEqual([]);
  // how often the cache is quick enough is the machine's affair
  expect(outcomes).toContain("graph");
});

it("10,000 callers leave no more in a bounded cache than it may hold", async () => {
  const cache = createMemoryGroupCache({ maxEntries: 500 });
  const kept = new Set<string>();
  const set: typeof cache.set = (key, groups) => {
    kept.add(key);
    return cache.set(key, groups);
  };
  const body = JSON.stringify({ value: groupsOfAda });
  const resolver = createResolver({
    tokenGroups: "ignore",
    cache: { ...cache, set },
    // each of them exists, and answers do not take up the emulator's log
    fetch: () =>
      Promise.resolve(new Response(body, { headers: { "content-type": "application/json" } })),
    credential: {
      getToken: () => Promise.resolve({ token: "t", expiresOnTimestamp: Date.now() + 3_600_000 }),
    },
  });
  const caller = callerOf(await tokenOf(azure, eve));
  const resolveFrom = (first: number) =>
    Promise.all(
      Array.from({ length: 500 }, (_, n) =>
        resolver.resolve({ ...caller, objectId: id(100_000 + first + n) }),
      ),
    );
  for (let first = 0; first < 10_000; first += 500) {
    // oxlint-disable-next-line no-await-in-loop -- as many at once as a busy server has
    await resolveFrom(first);
  }
  expect(kept.size).toBe(10_000);
  const left = [...kept].filter((key) => cache.get(key) !== undefined);
  expect(left).toHaveLength(500);
});
