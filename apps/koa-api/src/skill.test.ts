import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { ids, resources } from "@entrim-private/test-services/contoso";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startServer, type TestServer } from "./server.test.fixture.ts";

const authResourceId = `api://${ids.app}`;
let server: TestServer;
beforeAll(async () => {
  // an indexer is told the address before the server listens
  const port = await freePort();
  server = await startServer({
    PORT: String(port),
    AZURE_SEARCH_INDEXES: "documents,handbook",
    AZURE_STORAGE_ENDPOINT: "https://contoso.blob.core.windows.net",
    AZURE_STORAGE_RESOURCE_ID: resources.storage,
    AZURE_STORAGE_CONTAINERS: "handbook",
    JOBS_MODE: "indexer",
    JOBS_SKILL_URI: `http://127.0.0.1:${port}/skill`,
    JOBS_SKILL_RESOURCE: authResourceId,
    JOBS_SKILL_CALLERS: ids.searchPrincipal,
  });
});
afterAll(() => server.close());

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}

async function upload(name: string, text: string, group: string): Promise<void> {
  const token = await server.emulator.issueToken({
    identity: "chat",
    scope: "https://storage.azure.com/.default",
  });
  const request = new Request(`https://contoso.blob.core.windows.net/handbook/${name}`, {
    method: "PUT",
    body: text,
    headers: {
      authorization: `Bearer ${token}`,
      "x-ms-version": "2023-11-03",
      "x-ms-blob-type": "BlockBlob",
      "x-ms-meta-group_ids": JSON.stringify([group]),
    },
  });
  expect((await server.emulator.fetch(request)).status).toBe(201);
}

const startJob = {
  method: "PUT",
  body: JSON.stringify({
    kind: "SystemCompute",
    searchServiceConnection: {
      kind: "EndpointWithManagedIdentity",
      endpoint: "https://contoso.search.windows.net",
    },
    datasource: {
      kind: "Storage",
      connection: {
        kind: "EndpointWithManagedIdentity",
        endpoint: "https://contoso.blob.core.windows.net/",
        resourceId: resources.storage,
      },
      containerName: "handbook",
    },
  }),
};

it("[ingest/indexer-skill] reads and parts documents for the indexers that it sets up", async () => {
  await upload("travel.md", "# Travel\n## Meals\nA meal is paid up to 19 euros.", ids.finance);
  const path = "/openai/ingestion/jobs/handbook?api-version=2024-05-01-preview";
  const started = await server.ask("oscar", path, startJob);
  expect(started.status).toBe(200);
  const run = new URL(started.headers.get("operation-location") ?? "");
  await expect
    .poll(async () => (await server.ask("oscar", run.pathname + run.search)).text(), {
      timeout: 30_000,
    })
    .toContain('"status":"succeeded"');

  const find = async (user: "ada" | "bob"): Promise<unknown> => {
    const answer = await server.ask(user, "/indexes/handbook/docs/search?api-version=2024-07-01", {
      method: "POST",
      body: JSON.stringify({ search: "meal", searchFields: "content", select: "content" }),
    });
    const { value } = (await answer.json()) as { value: { content: string }[] };
    return value.map(({ content }) => content);
  };
  expect(await find("ada")).toEqual(["Travel > Meals\n\nA meal is paid up to 19 euros."]);
  expect(await find("bob")).toEqual([]);
  expect(server.log).toContainEqual(
    expect.objectContaining({ event: "request", path: "/skill", status: 200 }),
  );
});

it("[ingest/skill-caller] parts nothing for a person, nor for its own identity", async () => {
  const init = { method: "POST", body: JSON.stringify({ values: [] }) };
  expect((await server.ask(undefined, "/skill", init)).status).toBe(401);
  expect((await server.ask("oscar", "/skill", init)).ok).toBe(false);
  const token = await server.emulator.issueToken({
    identity: "chat",
    scope: `${authResourceId}/.default`,
  });
  const own = await server.ask(undefined, "/skill", {
    ...init,
    headers: { authorization: `Bearer ${token}` },
  });
  expect([401, 403]).toContain(own.status);
});
