import { beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../emulator.ts";
import { ask, chatIdentity, createSearchEmulator, otherIdentity } from "../search.test.fixture.ts";
import {
  create,
  createIndexingEmulator,
  dataSource,
  deleteBlob,
  documentsOf,
  finished,
  index,
  indexer,
  put,
  run,
  searchIdentity,
  sharedIdentity,
  sharedIdentityId,
  statusOf,
  storageId,
  upload,
} from "./indexing.test.fixture.ts";

const noCredentials =
  /^Credentials provided in the connection string are invalid or have expired\./;

let azure: Emulator;

beforeEach(() => {
  azure = createIndexingEmulator({
    blobs: [
      { name: "hr/leave.md", text: "# Leave\n\nThirty days.", metadata: { department: "hr" } },
      { name: "it/vpn.txt", text: "Turn it off and on." },
    ],
  });
});

const names = async (): Promise<readonly string[]> =>
  (await documentsOf(azure))
    .map((document) => String(document["metadata_storage_name"]))
    .toSorted((a, b) => a.localeCompare(b));

describe("an indexer", () => {
  it("reads the blobs of a container into an index when it is made", async () => {
    expect(await index(azure)).toMatchObject({
      status: "success",
      errorMessage: null,
      itemsProcessed: 2,
      itemsFailed: 0,
      initialTrackingState: null,
      errors: [],
      warnings: [],
    });
    const leave = (await documentsOf(azure)).find(({ department }) => department === "hr");
    const path = "https://contoso.blob.core.windows.net/docs/hr/leave.md";
    expect(leave).toMatchObject({
      // without padding, and how much of it there would be
      id: `${Buffer.from(path).toString("base64url")}${(3 - (path.length % 3)) % 3}`,
      content: "# Leave\n\nThirty days.",
      metadata_storage_name: "leave.md",
      metadata_storage_path: path,
      metadata_storage_size: 21,
    });
    const { body } = await ask(azure, "/indexes/files/docs/search", {
      method: "POST",
      body: { search: "day", select: "metadata_storage_name" },
    });
    expect(body.value).toMatchObject([{ metadata_storage_name: "leave.md" }]);
  });

  it("does not run while it is disabled, but when it is told to", async () => {
    await create(azure, "datasources", dataSource);
    await create(azure, "indexers", { ...indexer, disabled: true });
    expect(await statusOf(azure)).toMatchObject({ lastResult: null, executionHistory: [] });
    expect((await run(azure)).itemsProcessed).toBe(2);
  });

  it("shows a run that is going on, and takes no other one then", async () => {
    await index(azure);
    azure.enqueue({ service: "blob", delayInMs: 100 });
    const start = () => ask(azure, "/indexers('reader')/search.run", { method: "POST" });
    expect((await start()).status).toBe(202);
    expect(await statusOf(azure)).toMatchObject({
      status: "running",
      lastResult: { status: "inProgress", endTime: null },
    });
    const second = await start();
    expect(second.status).toBe(409);
    expect(second.body.error.message).toContain("concurrent invocations not allowed");
    expect((await finished(azure)).status).toBe("success");
    expect((await statusOf(azure)).executionHistory).toHaveLength(2);
  });

  it("ends with its deletion, and begins anew when it is made again", async () => {
    await index(azure);
    expect((await ask(azure, "/indexers/reader", { method: "DELETE" })).status).toBe(204);
    expect((await ask(azure, "/indexers/reader/status")).status).toBe(404);
    expect((await ask(azure, "/indexers/reader/run", { method: "POST" })).status).toBe(404);
    await create(azure, "indexers", indexer);
    expect((await finished(azure)).itemsProcessed).toBe(2);
  });
});

describe("the search service signs in to the storage as itself", () => {
  it("[emulator/indexer-identity] and the run fails without a role, and goes well with it again", async () => {
    await index(azure);
    azure.roles.revoke({ principalId: searchIdentity.principalId, scope: storageId });
    const failed = await run(azure);
    expect(failed).toMatchObject({ status: "transientFailure", itemsProcessed: 0 });
    expect(failed.errorMessage).toMatch(noCredentials);
    const role = "Storage Blob Data Reader";
    azure.roles.grant({ principalId: searchIdentity.principalId, role, scope: storageId });
    expect((await run(azure)).status).toBe("success");
  });

  it("[emulator/indexer-identity] and no indexer is made that could not read", async () => {
    azure.roles.revoke({ principalId: searchIdentity.principalId, scope: storageId });
    await create(azure, "datasources", dataSource);
    const refused = await ask(azure, "/indexers", { method: "POST", body: indexer });
    expect(refused.status).toBe(400);
    expect(refused.body.error.message).toMatch(/^Error with data source: Credentials provided/);
    expect((await ask(azure, "/indexers/reader")).status).toBe(404);
    expect(await create(azure, "indexers", { ...indexer, disabled: true })).toBe(201);
  });

  it("by a user-assigned identity where the data source names one that it has", async () => {
    const identity = {
      "@odata.type": "#Microsoft.Azure.Search.DataUserAssignedIdentity",
      userAssignedIdentity: sharedIdentityId,
    };
    await create(azure, "datasources", { ...dataSource, identity });
    expect(await create(azure, "indexers", indexer)).toBe(400);
    const role = "Storage Blob Data Reader";
    azure.roles.grant({ principalId: sharedIdentity.principalId, role, scope: storageId });
    expect(await create(azure, "indexers", indexer)).toBe(201);
    expect((await finished(azure)).itemsProcessed).toBe(2);

    const another = sharedIdentityId.replace("shared", chatIdentity.name);
    const foreign = { ...dataSource, identity: { ...identity, userAssignedIdentity: another } };
    expect(await put(azure, "datasources", foreign)).toBe(204);
    const failed = await run(azure);
    expect(failed.errorMessage).toBe("Ensure managed identity is enabled for your service.");
  });

  it("[emulator/indexer-identity] and not in place of an account of another subscription with the same name", async () => {
    const elsewhere = storageId.replace(/^\/subscriptions\/.{8}/, "/subscriptions/99999999");
    const credentials = { connectionString: `ResourceId=${elsewhere};` };
    await create(azure, "datasources", { ...dataSource, credentials });
    const refused = await ask(azure, "/indexers", { method: "POST", body: indexer });
    expect(refused.status).toBe(400);
    expect(refused.body.error.message).toMatch(/^Error with data source: Credentials provided/);
  });

  it("if it has an identity at all", async () => {
    azure = createSearchEmulator();
    await create(azure, "datasources", dataSource);
    const body = { ...indexer, targetIndexName: "documents" };
    const refused = await ask(azure, "/indexers", { method: "POST", body });
    expect(refused.body.error.message).toContain("Ensure managed identity is enabled");
  });

  it("to accounts of its own subscription and group only", async () => {
    const connectionString = `ResourceId=${storageId.replace("/local/", "/elsewhere/")}/;`;
    await create(azure, "datasources", { ...dataSource, credentials: { connectionString } });
    expect(await create(azure, "indexers", indexer)).toBe(400);
  });

  it.each([
    "DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey=c2VjcmV0;",
    "BlobEndpoint=https://contoso.blob.core.windows.net/;SharedAccessSignature=?sv=2025&sig=x;",
    "ContainerSharedAccessUri=https://contoso.blob.core.windows.net/docs?sig=x;",
  ])("[emulator/indexer-keyless] and never by a key, as in %s", async (connectionString) => {
    const body = { ...dataSource, credentials: { connectionString } };
    const refused = await ask(azure, "/datasources", { method: "POST", body });
    expect(refused.status).toBe(400);
    expect(refused.body.error.message).toMatch(/Key based authentication is not permitted/);
  });
});

describe("what changed is read", () => {
  it("and nothing else, be it in the same second", async () => {
    await index(azure);
    expect((await run(azure)).itemsProcessed).toBe(0);
    await upload(azure, "it/vpn.txt", "Turn it on.");
    await upload(azure, "it/mail.txt", "Send it.");
    const changed = await run(azure);
    expect(changed).toMatchObject({ status: "success", itemsProcessed: 2 });
    expect(JSON.parse(changed.initialTrackingState ?? "")).toMatchObject({
      lastFullEnumerationStartTime: expect.stringMatching(/^20/),
    });
    expect(await names()).toEqual(["leave.md", "mail.txt", "vpn.txt"]);
    expect((await run(azure)).itemsProcessed).toBe(0);
  });

  it("and after a reset all of it", async () => {
    await index(azure);
    const reset = await ask(azure, "/indexers('reader')/search.reset", { method: "POST" });
    expect(reset.status).toBe(204);
    expect((await statusOf(azure)).lastResult).toMatchObject({ status: "reset" });
    expect((await run(azure)).itemsProcessed).toBe(2);
    expect(await names()).toHaveLength(2);
  });

  it("below the folder of the data source, with the right extensions, and not what says so", async () => {
    await upload(azure, "it/logo.png", "image");
    await upload(azure, "it/old.txt", "old", { "x-ms-meta-AzureSearch_Skip": "true" });
    await upload(azure, "it/deep/more.TXT", "more");
    const configuration = { excludedFileNameExtensions: ".png, .jpg" };
    await index(azure, {
      dataSource: { container: { name: "docs", query: "it/" } },
      indexer: { parameters: { configuration } },
    });
    expect(await names()).toEqual(["more.TXT", "vpn.txt"]);
  });

  it("of the whole container where the folder of the data source is an empty text", async () => {
    await index(azure, { dataSource: { container: { name: "docs", query: "" } } });
    expect(await names()).toHaveLength(2);
  });

  it("of some extensions only, without content where the metadata says so", async () => {
    await upload(azure, "bare.txt", "unread", { "x-ms-meta-azuresearch_skipcontent": "true" });
    const configuration = { indexedFileNameExtensions: ".txt" };
    await index(azure, { indexer: { parameters: { configuration } } });
    expect(await names()).toEqual(["bare.txt", "vpn.txt"]);
    expect((await documentsOf(azure)).map(({ content }) => content)).toEqual(
      expect.arrayContaining([null, "Turn it off and on."]),
    );
  });
});

describe("documents go", () => {
  it("when a blob is marked as deleted", async () => {
    const dataDeletionDetectionPolicy = {
      "@odata.type": "#Microsoft.Azure.Search.SoftDeleteColumnDeletionDetectionPolicy",
      softDeleteColumnName: "IsDeleted",
      softDeleteMarkerValue: "true",
    };
    await index(azure, { dataSource: { dataDeletionDetectionPolicy } });
    await upload(azure, "it/vpn.txt", "Turn it off.", { "x-ms-meta-isdeleted": "true" });
    expect(await run(azure)).toMatchObject({ status: "success", itemsProcessed: 1 });
    expect(await names()).toEqual(["leave.md"]);
    // also where the indexer does not remember it
    await upload(azure, "hr/leave.md", "Gone.", { "x-ms-meta-isdeleted": "true" });
    await ask(azure, "/indexers/reader/reset", { method: "POST" });
    await run(azure);
    expect(await names()).toEqual([]);
  });

  it("with their blobs under the policy for that, and stay without one", async () => {
    await index(azure);
    await deleteBlob(azure, "it/vpn.txt");
    await run(azure);
    expect(await names()).toEqual(["leave.md", "vpn.txt"]);
    const dataDeletionDetectionPolicy = {
      "@odata.type": "#Microsoft.Azure.Search.NativeBlobSoftDeleteDeletionDetectionPolicy",
    };
    await put(azure, "datasources", { ...dataSource, dataDeletionDetectionPolicy } as never);
    expect((await run(azure)).itemsProcessed).toBe(1);
    expect(await names()).toEqual(["leave.md"]);
  });
});

it("a hundred small blobs are indexed within two seconds", async () => {
  for (let number = 0; number < 100; number += 1) {
    // oxlint-disable-next-line no-await-in-loop -- as people do
    await upload(azure, `many/${number}.txt`, `Number ${number}.`);
  }
  const start = performance.now();
  expect((await index(azure)).itemsProcessed).toBe(102);
  expect(performance.now() - start).toBeLessThan(2000);
});

it("the objects take the roles, the versions and the conditions that all have", async () => {
  const collections = ["datasources", "skillsets", "indexers"];
  for (const collection of collections) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const denied = await ask(azure, `/${collection}`, { identity: otherIdentity.name });
    expect(denied.status).toBe(403);
  }
  await create(azure, "datasources", dataSource);
  const { headers, body } = await ask(azure, "/datasources('docs')");
  expect(body).toMatchObject({ credentials: { connectionString: null }, identity: null });
  expect(body["@odata.etag"]).toBe(headers.get("etag"));
  const change = (etag: string) =>
    ask(azure, "/datasources('docs')", {
      method: "PUT",
      headers: { "if-match": etag },
      body: { ...body, description: "changed" },
    });
  expect((await change('"0x0"')).status).toBe(412);
  expect((await change(headers.get("etag") ?? "")).status).toBe(204);
  expect((await change(headers.get("etag") ?? "")).status).toBe(412);
  // the credentials are those that it had
  await create(azure, "indexers", indexer);
  expect((await finished(azure)).status).toBe("success");
  const { body: statistics } = await ask(azure, "/servicestats");
  expect(statistics["counters"]).toMatchObject({
    indexersCount: { usage: 1 },
    dataSourcesCount: { usage: 1 },
  });
});

it.each([
  ["datasources", { ...dataSource, type: "azuresql" }],
  ["datasources", { ...dataSource, type: undefined }],
  ["datasources", { ...dataSource, nothing: 1 }],
  ["datasources", { ...dataSource, credentials: {} }],
  ["datasources", { ...dataSource, container: {} }],
  ["datasources", { ...dataSource, name: "With Blanks" }],
  ["datasources", { ...dataSource, encryptionKey: { keyVaultUri: "x" } }],
  ["datasources", { ...dataSource, description: 7 }],
  ["datasources", { ...dataSource, container: "docs" }],
  ["datasources", { ...dataSource, identity: { "@odata.type": "#Other" } }],
  ["datasources", { ...dataSource, dataDeletionDetectionPolicy: { "@odata.type": "#Other" } }],
  ["datasources", { ...dataSource, dataChangeDetectionPolicy: { "@odata.type": "#Other" } }],
  ["indexers", { ...indexer, dataSourceName: "none" }],
  ["indexers", { ...indexer, targetIndexName: "none" }],
  ["indexers", { ...indexer, skillsetName: "none" }],
  ["indexers", { ...indexer, cache: {} }],
  ["indexers", { ...indexer, encryptionKey: { keyVaultUri: "x" } }],
  ["indexers", { ...indexer, disabled: "no" }],
  ["indexers", { ...indexer, fieldMappings: {} }],
  ["indexers", { ...indexer, schedule: { interval: "PT1H", startTime: "soon" } }],
  [
    "indexers",
    {
      ...indexer,
      fieldMappings: [
        {
          sourceFieldName: "content",
          mappingFunction: {
            name: "base64Encode",
            parameters: "useHttpServerUtilityUrlTokenEncode",
          },
        },
      ],
    },
  ],
  ["indexers", { ...indexer, parameters: { batchSize: 0 } }],
  ["indexers", { ...indexer, parameters: { maxFailedItems: -2 } }],
  ["indexers", { ...indexer, parameters: { configuration: { parsingMode: "excel" } } }],
  [
    "indexers",
    { ...indexer, parameters: { configuration: { imageAction: "generateNormalizedImages" } } },
  ],
  ["indexers", { ...indexer, parameters: { configuration: { queryTimeout: "1" } } }],
  [
    "indexers",
    { ...indexer, parameters: { configuration: { excludedFileNameExtensions: "png" } } },
  ],
  ["indexers", { ...indexer, fieldMappings: [{ sourceFieldName: "a", targetFieldName: "none" }] }],
  [
    "indexers",
    { ...indexer, outputFieldMappings: [{ sourceFieldName: "a", targetFieldName: "content" }] },
  ],
  [
    "indexers",
    {
      ...indexer,
      fieldMappings: [{ sourceFieldName: "content", mappingFunction: { name: "reverse" } }],
    },
  ],
])("of %s is refused %j", async (collection, body) => {
  if (collection === "indexers") await create(azure, "datasources", dataSource);
  expect(await create(azure, collection, body)).toBe(400);
});

it("a seed can have them, and the indexer runs when the service is first asked", async () => {
  azure = createIndexingEmulator({
    blobs: [{ name: "a.txt", text: "Seeded." }],
    search: { dataSources: [dataSource], indexers: [indexer] },
  });
  expect((await finished(azure)).itemsProcessed).toBe(1);
  expect(await names()).toEqual(["a.txt"]);
  expect(() => createIndexingEmulator({ search: { indexers: [indexer] } })).toThrow(TypeError);
});
