import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createLocalAzure, finance } from "../local-azure.test.fixture.ts";
import { createLocalService, jobHeaders, type LocalService } from "./service.test.fixture.ts";

let local: LocalService;
let isDown: boolean;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  isDown = false;
  const azure = createLocalAzure();
  const { fetch } = azure;
  local = createLocalService(
    {
      fetch: async (input, init) =>
        isDown ? new Response("", { status: 503 }) : fetch(input, init),
    },
    azure,
  );
});
afterEach(async () => {
  await local.service.close();
  vi.useRealTimers();
});

it("[ingest/resume-again] a service that does not answer when jobs are resumed is asked again, and the failure is told", async () => {
  await local.put("a.md", "# Leave", { group_ids: finance });
  isDown = true;
  await expect(local.service.resume()).rejects.toMatchObject({ code: "UPSTREAM_UNAVAILABLE" });
  expect(local.errors).toMatchObject([{ code: "UPSTREAM_UNAVAILABLE" }]);

  isDown = false;
  // what another server left
  const other = local.restart({ now: () => Date.now() - 3_600_000 });
  await other.ask(
    "PUT",
    "/openai/extensions/on-your-data/ingestion-jobs/handbook?api-version=2023-10-01-preview",
    {
      headers: jobHeaders,
      body: { dataRefreshIntervalInMinutes: 5 },
    },
  );
  await other.service.idle();
  await other.service.close();
  await local.put("b.md", "# Travel", { group_ids: finance });
  vi.advanceTimersByTime(60_000);
  await vi.waitFor(async () => expect(await local.documents("handbook")).toHaveLength(2), 20_000);
  await local.service.idle();
});
