import { restrictToGroups } from "@entrim/group-filter";
import { afterEach, describe, expect, it, vi } from "vitest";
import { searchEndpoint } from "./azure.test.fixture.ts";
import { createSearchRetriever } from "./azure.ts";
import { createCanary, type Canary, type CanaryOptions } from "./canary.ts";
import { emulateAzure, type EmulatedAzure } from "./emulated-azure.test.fixture.ts";
import type { Retrieve } from "./retrieve.ts";
import { bodyOf, finance, startServer } from "./server.test.fixture.ts";

afterEach(() => {
  vi.useRealTimers();
});

interface Watched extends EmulatedAzure {
  readonly canary: Canary;
  readonly failures: string[];
}

function watch(
  options: Partial<CanaryOptions> = {},
  between: (retrieve: Retrieve) => Retrieve = (retrieve) => retrieve,
): Watched {
  const emulated = emulateAzure();
  const { credential, httpClient } = emulated;
  const failures: string[] = [];
  const canary = createCanary({
    retrieve: between(createSearchRetriever({ endpoint: searchEndpoint, credential, httpClient })),
    restrict: restrictToGroups({ field: "group_ids" }),
    secondCheck: "field",
    dataSources: [{ endpoint: searchEndpoint, indexName: "documents", groupField: "group_ids" }],
    knownGroups: { documents: finance },
    onFailure: ({ findings }) => {
      failures.push(...findings.map(({ code, count }) => `${code} ${count ?? ""}`.trim()));
    },
    ...options,
  });
  return { ...emulated, canary, failures };
}

/** Something on the way loses the filter. */
const losesFilter =
  (retrieve: Retrieve): Retrieve =>
  (query, options) =>
    retrieve({ ...query, filter: "id ne 'x'" }, options);

describe("a canary", () => {
  it("is ready if a known group finds its own, and others nothing", async () => {
    const { canary, failures, of } = watch();
    expect(canary.isReady()).toBe(false);
    expect(await canary.check()).toMatchObject({ ok: true, findings: [] });
    expect(canary.isReady()).toBe(true);
    expect(failures).toEqual([]);
    // nobody without groups is asked for; a stranger and the known group are
    const sent = of("search").map(({ body }) => body);
    expect(sent).toHaveLength(2);
    for (const body of sent) {
      expect(JSON.parse(body)).toMatchObject({
        filter: expect.stringContaining("search.in") as string,
        select: "group_ids",
      });
    }
  });

  it("[canary/lost-filter-found] is not if the filter is lost", async () => {
    const { canary, failures } = watch({}, losesFilter);
    await canary.check();
    expect(canary.isReady()).toBe(false);
    expect(failures).toEqual([
      "STRANGER_FINDS_DOCUMENTS 2",
      "KNOWN_GROUP_FINDS_FOREIGN_DOCUMENTS 1",
    ]);
  });

  it("is not if the filter is lost where documents do not say who may read them", async () => {
    const { canary, failures } = watch({ secondCheck: "off" }, losesFilter);
    await canary.check();
    expect(canary.isReady()).toBe(false);
    expect(failures).toEqual(["STRANGER_FINDS_DOCUMENTS 2"]);
  });

  it("is not if the restriction lets somebody through who is in no group", async () => {
    const byGroups = restrictToGroups({ field: "group_ids" });
    const { canary, failures } = watch({
      restrict: (filter, reader) => byGroups(filter, reader) ?? "id ne 'x'",
    });
    await canary.check();
    expect(failures).toEqual(["STRANGER_FINDS_DOCUMENTS 2"]);
  });

  it("is not if the known group finds nothing, for that proves nothing", async () => {
    const { canary, failures } = watch({ knownGroups: { documents: crypto.randomUUID() } });
    await canary.check();
    expect(canary.isReady()).toBe(false);
    expect(failures).toEqual(["KNOWN_GROUP_FINDS_NOTHING"]);
  });

  it("is not if the index does not answer, nor if it does not say who may read", async () => {
    const { canary, failures, azure } = watch();
    azure.enqueue({ service: "search", status: 403 });
    await canary.check();
    const hidden = watch({}, (retrieve) => async (query, options) => {
      const hits = await retrieve(query, options);
      return hits.map((hit) => Object.assign(hit, { groups: undefined }));
    });
    await hidden.canary.check();
    expect([...failures, ...hidden.failures]).toEqual(["CHECK_FAILED", "CHECK_FAILED"]);
    expect([canary.isReady(), hidden.canary.isReady()]).toEqual([false, false]);
  });

  it("checks again at intervals until it is stopped, and is not ready on old news", async () => {
    vi.useFakeTimers();
    let isLost = false;
    let searches = 0;
    const { canary, failures } = watch({ intervalInMs: 1_000 }, () => async ({ filter }) => {
      searches += 1;
      const hit = { content: "", title: null, url: null, filepath: null, chunkId: null, score: 1 };
      return isLost || filter.includes(finance) ? [{ ...hit, groups: [finance] }] : [];
    });
    expect(await canary.start()).toMatchObject({ ok: true });
    isLost = true;
    await vi.advanceTimersByTimeAsync(999);
    expect(canary.isReady()).toBe(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(canary.isReady()).toBe(false);
    expect(failures).toEqual(["STRANGER_FINDS_DOCUMENTS 1"]);
    isLost = false;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(canary.isReady()).toBe(true);
    canary.stop();
    const before = searches;
    await vi.advanceTimersByTimeAsync(2_001);
    expect(searches).toBe(before);
    expect(canary.isReady()).toBe(false);
  });

  it.each<[string, object]>([
    ["an index without a known group", { knownGroups: {} }],
    ["nobody to tell", { onFailure: undefined }],
    ["no time", { intervalInMs: 0 }],
  ])("is not made with %s", (_, change) => {
    expect(() => watch(change)).toThrow(/^on-your-data: /);
  });
});

it("[canary/not-ready-no-answer] answers no question while the canary is not ready", async () => {
  let ready = false;
  const server = await startServer({ isReady: () => ready });
  await expect(server.ask(bodyOf())).rejects.toMatchObject({ code: "NOT_READY" });
  expect(server.azure.requests).toEqual([]);
  ready = true;
  expect((await server.ask(bodyOf())).status).toBe(200);
  await server.azure.close();
});
