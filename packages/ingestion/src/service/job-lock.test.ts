/* oxlint-disable no-await-in-loop -- one server after the other */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAzureService } from "../azure/azure-service.ts";
import { finance, storageEndpoint } from "../local-azure.test.fixture.ts";
import { createBlobJobLock, type JobLock } from "./job-lock.ts";
import { createLocalService, jobHeaders, type LocalService } from "./service.test.fixture.ts";

const lock = { endpoint: storageEndpoint, container: "locks" };
const names = ["a.md", "b.md", "c.md", "d.md", "e.md", "f.md"];
const path =
  "/openai/extensions/on-your-data/ingestion-jobs/handbook?api-version=2023-10-01-preview";

let one: LocalService;
let servers: LocalService[];

beforeEach(async () => {
  one = createLocalService({ lock });
  servers = [one];
  for (const name of names) await one.put(name, name, { group_ids: finance });
});
afterEach(async () => {
  await Promise.all(servers.map(({ service }) => service.close()));
});

/** Another server on the same Azure, later. */
function another(laterInMs = 0): LocalService {
  const server = one.restart({ now: () => Date.now() + laterInMs });
  servers.push(server);
  return server;
}

const reads = (server: LocalService): number =>
  server.blobRequests.filter((line) => line.endsWith(".md")).length;

describe("of servers that share their jobs", () => {
  it("[ingest/one-server-per-job] one does a job that both are told to do at the same time", async () => {
    const two = another();
    two.blobRequests.length = 0;
    const [first, second] = await Promise.all(
      [one, two].map((server) =>
        server.ask("PUT", path, { headers: jobHeaders, body: { dataRefreshIntervalInMinutes: 0 } }),
      ),
    );
    expect([first?.status, second?.status]).toEqual([200, 200]);
    await Promise.all([one.service.idle(), two.service.idle()]);
    // the fixture keeps one record for both
    expect(reads(one)).toBe(names.length);
    expect((await two.ask("GET", path)).body).toMatchObject({ status: "succeeded" });
    expect(await one.documents("handbook")).toHaveLength(names.length);
  });

  it("one goes on with a job whose server has ended", async () => {
    await abandon(one);
    one.azure.advance(60_000);
    const [two, three] = [another(60_000), another(60_000)];
    one.blobRequests.length = 0;
    const written = (await one.documents("handbook")).length;
    await Promise.all([two.service.resume(), three.service.resume()]);
    await Promise.all([two.service.idle(), three.service.idle()]);
    expect(reads(one)).toBe(names.length - written);
    expect((await two.ask("GET", path)).body).toMatchObject({ status: "succeeded" });
  });

  it("none takes a job whose server is still there, whatever its clock says", async () => {
    await abandon(one);
    const two = another(60 * 60_000);
    await two.service.resume();
    await two.service.idle();
    expect((await two.ask("GET", path)).body).toMatchObject({ status: "running" });
    one.azure.advance(60_000);
    await two.service.resume();
    await two.service.idle();
    expect((await two.ask("GET", path)).body).toMatchObject({ status: "succeeded" });
  });

  it("[ingest/one-server-per-job] one that comes back after another has taken its job leaves the job alone", async () => {
    const [awake, asleep] = [signal(), signal()];
    const slow = createLocalService(
      { lock, heartbeatInMs: 600_000 },
      {
        ...one,
        fetch: async (input, init) => {
          const request = new Request(input, init);
          if (request.url.endsWith(".md")) {
            asleep.give();
            await awake.given;
          }
          return one.fetch(request);
        },
      },
    );
    servers.push(slow);
    await slow.ask("PUT", path, { headers: jobHeaders });
    await asleep.given;
    // for as long as its lock says, it is there
    one.azure.advance(2 * 60 * 60_000);
    const two = another(2 * 60 * 60_000);
    await two.service.resume();
    await two.service.idle();
    expect((await two.ask("GET", path)).body).toMatchObject({ status: "succeeded" });
    awake.give();
    await slow.service.idle();
    expect((await two.ask("GET", path)).body).toMatchObject({ status: "succeeded" });
    expect(slow.errors).toEqual([expect.objectContaining({ code: "JOB_CONFLICT" })]);
  });

  it("a job can be started again at once when it has ended", async () => {
    expect(await one.ingest("handbook")).toMatchObject({ status: "succeeded" });
    const two = another();
    expect(await two.ingest("handbook")).toMatchObject({ status: "succeeded" });
  });
});

/** Something that is waited for. */
function signal(): { readonly given: Promise<void>; readonly give: () => void } {
  let give: (() => void) | undefined;
  const given = new Promise<void>((resolve) => (give = resolve));
  return { given, give: () => give?.() };
}

/** Starts a job on a server that ends without a word in the midst of it. */
async function abandon(server: LocalService): Promise<void> {
  const reached = signal();
  const underWay = new Set<Promise<Response>>();
  let turns = 0;
  const dying = createLocalService(
    { lock, heartbeatInMs: 20 },
    {
      ...server,
      fetch: async (input, init) => {
        const request = new Request(input, init);
        if (turns >= 4) return new Promise<Response>(() => undefined);
        if (request.url.endsWith(".md") && ++turns === 4) reached.give();
        const answer = server.fetch(request);
        underWay.add(answer);
        return answer;
      },
    },
  );
  await dying.ask("PUT", path, { headers: jobHeaders });
  await reached.given;
  // what it asked for while it lived is done before time goes on
  await Promise.allSettled(underWay);
}

describe("createBlobJobLock", () => {
  let locks: JobLock;
  beforeEach(() => {
    const { credential, fetch } = one;
    locks = createBlobJobLock(
      createAzureService({
        endpoint: storageEndpoint,
        credential,
        scope: "https://storage.azure.com/.default",
        needs: { roles: "a role" },
        fetch,
        retryDelayInMs: 1,
      }),
      { container: "locks", lifetimeInMs: 10_000 },
    );
  });

  it("[ingest/one-server-per-job] gives a job to one of many", async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => locks.acquire("handbook")));
    expect(all.filter((held) => held !== undefined)).toHaveLength(1);
    expect(await locks.acquire("other")).toBeDefined();
  });

  it("gives it on when it is released, and not what another has by then", async () => {
    const first = await locks.acquire("handbook");
    await first?.release();
    const second = await locks.acquire("handbook");
    expect(second).toBeDefined();
    await first?.release();
    expect(await first?.renew()).toBe(false);
    expect(await locks.acquire("handbook")).toBeUndefined();
    expect(await second?.renew()).toBe(true);
  });

  it("gives it on when it is older than its lifetime, to one of many, and not a moment before", async () => {
    const first = await locks.acquire("handbook");
    one.azure.advance(9_000);
    expect(await first?.renew()).toBe(true);
    one.azure.advance(9_000);
    expect(await locks.acquire("handbook")).toBeUndefined();
    one.azure.advance(2_000);
    const all = await Promise.all(Array.from({ length: 8 }, () => locks.acquire("handbook")));
    expect(all.filter((held) => held !== undefined)).toHaveLength(1);
    expect(await first?.renew()).toBe(false);
  });

  it("is held when only the answer to the first attempt was lost", async () => {
    let isLost = true;
    one.onBlobRequest = async (request) => {
      if (request.method !== "PUT" || !isLost) return undefined;
      isLost = false;
      await one.azure.fetch(request);
      return new Response("", { status: 503 });
    };
    const held = await locks.acquire("handbook");
    expect(await held?.renew()).toBe(true);
    expect(await locks.acquire("handbook")).toBeUndefined();
  });
});

it("a lock is not kept among documents", () => {
  expect(() =>
    createLocalService({ lock: { endpoint: storageEndpoint, container: "handbook" } }),
  ).toThrow(/^ingestion: lock.container/);
});

it("a server that is alone keeps its job, however slow the index of jobs is", async () => {
  const alone = createLocalService({ heartbeatInMs: 20 });
  const [reading, read] = [signal(), signal()];
  alone.onBlobRequest = async ({ url }) => {
    if (!url.endsWith(".md")) return undefined;
    reading.give();
    await read.given;
    return undefined;
  };
  await alone.put("a.md", "Budget", { group_ids: finance });
  const done = alone.ingest("handbook");
  await reading.given;
  alone.azure.enqueue({
    service: "search",
    path: /entrim-ingestion-jobs.*search\.index/,
    // longer than a server with a lock would have it
    delayInMs: 5_200,
  });
  setTimeout(read.give, 5_400);
  expect(await done).toMatchObject({ status: "succeeded" });
  expect(alone.errors).toEqual([]);
  await alone.service.close();
});
