import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { finance, identityClientId, storageId } from "../local-azure.test.fixture.ts";
import { createLocalService, type LocalService } from "./service.test.fixture.ts";

let local: LocalService;
const names = Array.from({ length: 12 }, (_, n) => `${String.fromCodePoint(97 + n)}.md`);
const path =
  "/openai/extensions/on-your-data/ingestion-jobs/handbook?api-version=2023-10-01-preview";

beforeAll(async () => {
  local = createLocalService({
    lock: { endpoint: "https://contoso.blob.core.windows.net", container: "locks" },
    now: () => Date.now() + 60_000,
  });
  await Promise.all(names.map((name) => local.put(name, name, { group_ids: finance })));
  await local.azure.listen();
});
afterAll(async () => {
  await local.service.close();
  await local.azure.close();
});

it(
  "a server that is killed in the midst of a job loses nothing: the next one goes on",
  { timeout: 60_000 },
  async () => {
    // as many come late as are read at a time, so that it gets no further
    const late = names.slice(5, 9);
    for (const name of late) {
      local.azure.enqueue({ service: "blob", path: `/handbook/${name}`, delayInMs: 30_000 });
    }
    const client = fileURLToPath(new URL("job-server.test.client.ts", import.meta.url));
    const child = spawn(process.execPath, ["--conditions=@entrim/source", client], {
      env: {
        ...process.env,
        ...local.azure.env(process.env),
        CLIENT_ID: identityClientId,
        RESOURCE_ID: storageId,
      },
      stdio: ["ignore", "ignore", "inherit"],
    });
    const exit = once(child, "exit");
    const asked = (): number =>
      local.azure.requests.filter(
        ({ method, url }) => method === "GET" && late.some((name) => url.endsWith(`/${name}`)),
      ).length;
    // oxlint-disable-next-line no-await-in-loop -- until it is in the midst
    while ((await writtenBy(local)) < 5 || asked() < late.length) await sleep(100);
    child.kill("SIGKILL");
    expect(await exit).toEqual([null, "SIGKILL"]);

    const written = await writtenBy(local);
    expect(written).toBe(5);
    expect((await local.ask("GET", path)).body).toMatchObject({ status: "running" });

    local.azure.advance(60_000);
    local.blobRequests.length = 0;
    await local.service.resume();
    await local.service.idle();
    expect((await local.ask("GET", path)).body).toMatchObject({
      status: "succeeded",
      warnings: [],
    });
    expect(await writtenBy(local)).toBe(names.length);
    // what was there is not read again
    expect(local.blobRequests.filter((line) => line.endsWith(".md"))).toHaveLength(
      names.length - written,
    );
  },
);

async function writtenBy(server: LocalService): Promise<number> {
  try {
    return (await server.documents("handbook")).length;
  } catch {
    // there is no index yet
    return 0;
  }
}
