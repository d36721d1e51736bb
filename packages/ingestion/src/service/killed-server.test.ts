import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { finance, identityClientId, storageId } from "../local-azure.test.fixture.ts";
import type { IngestionServiceOptions } from "./ingestion-service-options.ts";
import { createLocalService, type LocalService } from "./service.test.fixture.ts";

let local: LocalService;
const path =
  "/openai/extensions/on-your-data/ingestion-jobs/handbook?api-version=2023-10-01-preview";

/** A server in a local Azure with some documents; others share its lock. */
async function start(
  mode: NonNullable<IngestionServiceOptions["mode"]>,
  names: readonly string[],
): Promise<void> {
  local = createLocalService({
    mode,
    lock: { endpoint: "https://contoso.blob.core.windows.net", container: "locks" },
    now: () => Date.now() + 60_000,
  });
  const groups = JSON.stringify([finance]);
  await Promise.all(names.map((name) => local.put(name, name, { group_ids: groups })));
  await local.azure.listen();
}
afterEach(async () => {
  await local.service.close();
  await local.azure.close();
});

/** Has another server do the job, until it is killed in the midst of it. */
async function kill(mode: string, isInMidst: () => Promise<boolean>): Promise<void> {
  const client = fileURLToPath(new URL("job-server.test.client.ts", import.meta.url));
  const child = spawn(process.execPath, ["--conditions=@entrim/source", client], {
    env: {
      ...process.env,
      ...local.azure.env(process.env),
      CLIENT_ID: identityClientId,
      RESOURCE_ID: storageId,
      MODE: mode,
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const exit = once(child, "exit");
  // oxlint-disable-next-line no-await-in-loop -- until it is in the midst
  while (!(await isInMidst())) await sleep(100);
  child.kill("SIGKILL");
  expect(await exit).toEqual([null, "SIGKILL"]);
}

/** This server goes on with what was left. */
async function resume(): Promise<void> {
  local.azure.advance(60_000);
  local.blobRequests.length = 0;
  local.sent.length = 0;
  await local.service.resume();
  await local.service.idle();
}

async function written(): Promise<number> {
  try {
    return (await local.documents("handbook")).length;
  } catch {
    // there is no index yet
    return 0;
  }
}

/** How often documents were asked for. */
const asked = (names: readonly string[]): number =>
  local.azure.requests.filter(
    ({ method, url }) => method === "GET" && names.some((name) => url.endsWith(`/${name}`)),
  ).length;

it(
  "[ingest/killed-server] a server that is killed in the midst of a job loses nothing: the next one goes on",
  { timeout: 60_000 },
  async () => {
    const names = Array.from({ length: 12 }, (_, n) => `${String.fromCodePoint(97 + n)}.md`);
    await start("push", names);
    // as many come late as are read at a time, so that it gets no further
    const late = names.slice(5, 9);
    for (const name of late) {
      local.azure.enqueue({ service: "blob", path: `/handbook/${name}`, delayInMs: 30_000 });
    }
    await kill("push", async () => (await written()) >= 5 && asked(late) >= late.length);
    expect(await written()).toBe(5);
    expect((await local.ask("GET", path)).body).toMatchObject({ status: "running" });

    await resume();
    expect((await local.ask("GET", path)).body).toMatchObject({
      status: "succeeded",
      warnings: [],
    });
    expect(await written()).toBe(names.length);
    // what was there is not read again
    expect(local.blobRequests.filter((line) => line.endsWith(".md"))).toHaveLength(
      names.length - 5,
    );
  },
);

it(
  "[ingest/killed-server] an indexer goes on without its server, and the next one tells what became of it",
  { timeout: 60_000 },
  async () => {
    const names = ["a.md", "b.md"];
    await start("indexer", names);
    local.azure.enqueue({ service: "blob", path: "/handbook/b.md", delayInMs: 2_000 });
    // a beat of its heart later, it is kept where it was
    await kill("indexer", async () => {
      const [job] = asked(["b.md"]) === 0 ? [] : await local.documents("entrim-ingestion-jobs");
      return String(job?.["record"]).includes('"after"');
    });
    expect((await local.ask("GET", path)).body).toMatchObject({ status: "running" });
    await expect.poll(written, { timeout: 10_000 }).toBe(names.length);

    await resume();
    expect((await local.ask("GET", path)).body).toMatchObject({
      status: "succeeded",
      warnings: [],
      progress: { stageProgress: [{ processedItems: 2 }, { processedItems: 2 }] },
    });
    expect(asked(names)).toBe(names.length);
  },
);
