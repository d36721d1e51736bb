/* oxlint-disable no-await-in-loop -- one request after the other */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  finance,
  openaiEndpoint,
  searchEndpoint,
  storageEndpoint,
  storageId,
} from "../local-azure.test.fixture.ts";
import { createIngestionService } from "./ingestion-service.ts";
import {
  createLocalService,
  jobHeaders,
  manager,
  type LocalService,
} from "./service.test.fixture.ts";

let local: LocalService;

beforeEach(async () => {
  local = createLocalService();
  await local.put("a.md", "Budget", { group_ids: finance });
});
afterEach(() => local.service.close());

const old = "/openai/extensions/on-your-data/ingestion-jobs";
const version = "?api-version=2023-10-01-preview";
const json = "/openai/ingestion/jobs";
const jsonVersion = "?api-version=2024-05-01-preview";

const jsonJob = {
  kind: "SystemCompute",
  searchServiceConnection: { kind: "EndpointWithManagedIdentity", endpoint: searchEndpoint },
  datasource: {
    kind: "Storage",
    connection: {
      kind: "EndpointWithManagedIdentity",
      endpoint: `${storageEndpoint}/`,
      resourceId: storageId,
    },
    containerName: "handbook",
    chunking: { maxChunkSizeInTokens: 512 },
    embeddings: [
      { connection: { kind: "RelativeConnection" }, deploymentName: "embeddings", modelName: "m" },
    ],
  },
  dataRefreshIntervalInHours: 24,
  completionAction: "keepAllAssets",
};

describe("the form by headers", () => {
  it("answers with the job", async () => {
    const started = await local.ask("PUT", `${old}/handbook${version}`, { headers: jobHeaders });
    expect(started).toMatchObject({
      status: 200,
      body: {
        id: "handbook",
        status: "notRunning",
        dataRefreshIntervalInMinutes: 0,
        completionAction: "cleanUpAssets",
        warnings: [],
      },
    });
    await local.service.idle();
    const { headers, body } = await local.ask("GET", `${old}/handbook${version}`);
    expect(headers.get("retry-after")).toMatch(/^\d+$/);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(body.status).toBe("succeeded");
    expect((await local.ask("GET", old + version)).body.value).toEqual([body]);
  });
});

describe("the form by JSON", () => {
  it("answers with the job and where its run is", async () => {
    const started = await local.ask("PUT", `${json}/handbook${jsonVersion}`, { body: jsonJob });
    const job = {
      ...jsonJob,
      jobId: "handbook",
      datasource: {
        ...jsonJob.datasource,
        connection: { ...jsonJob.datasource.connection, endpoint: storageEndpoint },
      },
    };
    expect(started).toMatchObject({ status: 200, body: job });
    await local.service.idle();
    const location = new URL(started.headers.get("operation-location") ?? "");
    const { body: run } = await local.ask("GET", location.pathname + location.search);
    expect(run).toMatchObject({
      jobId: "handbook",
      status: "succeeded",
      progress: {
        stageProgress: [{ name: "Preprocessing", state: "succeeded", subStageProgress: [] }, {}],
      },
    });
    expect((await local.ask("GET", `${json}/handbook/runs${jsonVersion}`)).body.value).toEqual([
      run,
    ]);
    expect((await local.ask("GET", `${json}/handbook${jsonVersion}`)).body).toMatchObject(job);
    expect((await local.ask("GET", json + jsonVersion)).body.value).toHaveLength(1);
  });
});

describe("a job that is under way", () => {
  it("is not started twice, and not replaced by another", async () => {
    const [first, same, other] = [
      await local.ask("PUT", `${json}/handbook${jsonVersion}`, { body: jsonJob }),
      await local.ask("PUT", `${json}/handbook${jsonVersion}`, { body: jsonJob }),
      await local.ask("PUT", `${json}/handbook${jsonVersion}`, {
        body: { ...jsonJob, dataRefreshIntervalInHours: 1 },
      }),
    ];
    expect(same.headers.get("operation-location")).toBe(first.headers.get("operation-location"));
    expect(other).toMatchObject({ status: 409, body: { error: { code: "conflict" } } });
  });

  it("is one of several", async () => {
    for (const name of ["one", "two", "three"]) {
      expect(
        (await local.ask("PUT", `${old}/${name}${version}`, { headers: jobHeaders })).status,
      ).toBe(200);
    }
    await local.service.idle();
    const { value } = (await local.ask("GET", old + version)).body;
    expect(value?.map(({ id, status }) => `${id as string} ${status}`)).toEqual([
      "one succeeded",
      "three succeeded",
      "two succeeded",
    ]);
  });
});

describe("nobody else's word is enough", () => {
  it("only who may manage jobs is answered", async () => {
    for (const [method, path] of [
      ["PUT", `${old}/handbook${version}`],
      ["GET", old + version],
      ["GET", "/"],
    ] as const) {
      const refused = await local.ask(method, path, {
        headers: jobHeaders,
        as: { ...manager, roles: [] },
      });
      expect(refused).toMatchObject({ status: 403, body: { error: { code: "forbidden" } } });
    }
    expect(local.sent).toEqual([]);
  });

  it.each([
    ["another search service", { searchServiceEndpoint: "https://evil.search.windows.net" }],
    [
      "another account",
      {
        storageEndpoint: "https://evil.blob.core.windows.net",
        storageConnectionString: `ResourceId=${storageId.replace("contoso", "evil")};`,
      },
    ],
    [
      "an account of the same name elsewhere",
      {
        storageConnectionString: `ResourceId=${storageId.replace("resourceGroups/local", "resourceGroups/evil")};`,
      },
    ],
    ["another container", { storageContainer: "payroll" }],
    ["another deployment", { embeddingDeploymentName: "other" }],
  ])("[pin/endpoint-and-index] a job for %s is refused before any call", async (_, change) => {
    const refused = await local.ask("PUT", `${old}/handbook${version}`, {
      headers: { ...jobHeaders, ...change },
    });
    expect(refused).toMatchObject({ status: 403, body: { error: { code: "forbidden" } } });
    expect(local.sent).toEqual([]);
  });

  it.each([
    ["an admin key", { searchServiceAdminKey: "swordfish" }],
    ["an embedding key", { embeddingKey: "swordfish" }],
    ["an account key", { storageConnectionString: "AccountName=contoso;AccountKey=swordfish" }],
    ["no container", { storageContainer: "" }],
  ])("[keys/setting-refused] a job with %s is no job", async (_, change) => {
    const refused = await local.ask("PUT", `${old}/handbook${version}`, {
      headers: { ...jobHeaders, ...change },
    });
    expect(refused).toMatchObject({ status: 400, body: { error: { code: "invalidPayload" } } });
    expect(JSON.stringify(refused.body)).not.toContain("swordfish");
    expect(local.sent).toEqual([]);
  });

  it.each([
    [
      "a key",
      {
        searchServiceConnection: {
          kind: "EndpointWithKey",
          endpoint: searchEndpoint,
          key: "swordfish",
        },
      },
    ],
    [
      "a hidden key",
      {
        searchServiceConnection: {
          kind: "EndpointWithManagedIdentity",
          endpoint: searchEndpoint,
          key: "swordfish",
        },
      },
    ],
    [
      "a connection string",
      {
        datasource: {
          ...jsonJob.datasource,
          connection: { kind: "ConnectionString", connectionString: "swordfish" },
        },
      },
    ],
    ["addresses", { datasource: { kind: "Urls", urls: ["https://169.254.169.254/"] } }],
    ["a computer of the user's", { kind: "UserCompute" }],
    ["another name", { jobId: "other" }],
    [
      "chunks too small",
      { datasource: { ...jsonJob.datasource, chunking: { maxChunkSizeInTokens: 1 } } },
    ],
    ["a negative interval", { dataRefreshIntervalInHours: -1 }],
    ["an unknown action", { completionAction: "cleanUpAssets" }],
    ["a list", []],
  ])("a job with %s is no job", async (_, change) => {
    const body = Array.isArray(change) ? change : { ...jsonJob, ...change };
    const refused = await local.ask("PUT", `${json}/handbook${jsonVersion}`, { body });
    expect(refused).toMatchObject({ status: 400, body: { error: { code: "invalidPayload" } } });
    expect(JSON.stringify(refused.body)).not.toContain("swordfish");
    expect(local.sent).toEqual([]);
  });

  it.each([
    "..%2f..%2fdeployments",
    "%2e%2e",
    "a".repeat(300),
    "h%C3%A4ndbuch",
    "Handbook",
    "-x",
    "a--b",
    "a%0d%0ab",
    "entrim-ingestion-jobs",
  ])("no job is named %s", async (name) => {
    for (const path of [`${old}/${name}${version}`, `${json}/${name}${jsonVersion}`]) {
      const refused = await local.ask("PUT", path, { headers: jobHeaders, body: jsonJob });
      expect([400, 404]).toContain(refused.status);
    }
    expect(local.sent).toEqual([]);
  });

  it.each([
    ["GET", `${old}/nothing${version}`, 404],
    ["GET", `${json}/nothing/runs${jsonVersion}`, 404],
    ["GET", `${json}/handbook/runs/x/y${jsonVersion}`, 404],
    ["DELETE", `${old}/handbook${version}`, 404],
    ["GET", old, 400],
    ["GET", `${old}${jsonVersion}`, 400],
    ["GET", `${json}${version}`, 400],
  ])("%s %s is answered with %i", async (method, path, status) => {
    expect((await local.ask(method, path)).status).toBe(status);
  });
});

it("forgets a job 48 hours after its end", async () => {
  await local.ingest("handbook");
  const later = local.restart({ now: () => Date.now() + 49 * 3_600_000 });
  expect((await later.ask("GET", `${old}/handbook${version}`)).status).toBe(404);
  expect((await later.ask("GET", old + version)).body.value).toEqual([]);
  expect(await local.documents("entrim-ingestion-jobs")).toEqual([]);
  await later.service.close();
});

it.each([
  [{ mayManageJobs: undefined }, /mayManageJobs/],
  [{ credential: "swordfish" }, /credential/],
  [{ search: { endpoint: searchEndpoint, adminKey: "swordfish" } }, /adminKey/],
  [{ search: { endpoint: "http://contoso.search.windows.net" } }, /https origin/],
  [
    {
      storage: [
        { endpoint: `${storageEndpoint}/?sig=swordfish`, resourceId: storageId, containers: [] },
      ],
    },
    /https origin/,
  ],
  [
    { openai: { endpoint: openaiEndpoint, embeddingDeployments: [], apiKey: "swordfish" } },
    /apiKey/,
  ],
])("[keys/setting-refused] options %o are refused", (change, message) => {
  const options = {
    credential: local.credential,
    mayManageJobs: () => true,
    search: { endpoint: searchEndpoint },
    storage: [],
    ...change,
  };
  const make = (): unknown =>
    createIngestionService(options as Parameters<typeof createIngestionService>[0]);
  expect(make).toThrow(message);
  expect(make).not.toThrow(/swordfish/);
});
