import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startChatServer, type ChatServer } from "./chat-server.test.fixture.ts";
import { ids, people, resources } from "@entrim-private/test-services/contoso";
import { clientState } from "./client-state.test.fixture.ts";

let server: ChatServer;
beforeAll(async () => {
  server = await startChatServer(new URL("./full-gateway.test.client.ts", import.meta.url));
});
afterAll(() => server.close());

const job = "/ai/openai/ingestion/jobs/handbook?api-version=2024-05-01-preview";

/** Puts a text into the container, for one group. */
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
      "x-ms-meta-group_ids": group,
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

const textOf = async (name: string | undefined, path: string): Promise<[number, string]> => {
  const response = await server.ask(name, path);
  return [response.status, await response.text()];
};

const askForVector = async (name: string): Promise<number> => {
  const path = "/ai/openai/deployments/gpt-4.1/embeddings?api-version=2024-10-21";
  const body = JSON.stringify({ input: "meals" });
  return (await server.ask(name, path, { method: "POST", body })).status;
};

/** Whether Graph agreed to tell of groups. */
const isSubscribed = (): boolean =>
  server.emulator.requests.some(
    ({ method, url, status }) =>
      method === "POST" &&
      url === "https://graph.microsoft.com/v1.0/subscriptions" &&
      status === 201,
  );

describe("a gateway with every part", () => {
  it("lives, and is ready: the indexes trim, and the set-up on Azure is keyless", async () => {
    expect(await textOf(undefined, "/ai/healthz")).toEqual([200, "ok\n"]);
    expect(await textOf(undefined, "/ai/readyz")).toEqual([200, "ready\n"]);
  });

  it("[readyz/no-detail] says more to operators only", async () => {
    expect(await textOf(undefined, "/ai/readyz?verbose")).toEqual([200, "ready\n"]);
    expect(await textOf("ada", "/ai/readyz?verbose")).toEqual([200, "ready\n"]);
    const [, details] = await textOf("oscar", "/ai/readyz?verbose");
    expect(details).toContain("[+] A08 aoai-local-auth pass");
  });

  it("[gateway/operators-by-rule] lets those with the role fill an index, and nobody else", async () => {
    await upload("meals.txt", "A meal in Finance is paid up to 19 euros.", ids.finance);
    expect((await server.ask("ada", job, startJob)).status).toBe(403);
    const started = await server.ask("oscar", job, startJob);
    expect(started.status).toBe(200);
    const run = new URL(started.headers.get("operation-location") ?? "");
    await expect
      .poll(() => textOf("oscar", run.pathname + run.search), { timeout: 30_000 })
      .toEqual([200, expect.stringContaining('"status":"succeeded"')]);
  });

  it("opens the passage of a citation, for whoever may read it", async () => {
    const answer = await server.ask(
      "ada",
      "/ai/openai/deployments/gpt-4.1/chat/completions?api-version=2024-10-21",
      {
        method: "POST",
        body: JSON.stringify({ messages: [{ role: "user", content: "What is the allowance?" }] }),
      },
    );
    const { choices } = (await answer.json()) as {
      choices: { message: { context: { citations: { url: string }[] } } }[];
    };
    const url = choices[0]?.message.context.citations[0]?.url ?? "";
    expect(url).toBe("/ai/documents/documents/1");
    expect(await textOf("ada", url)).toEqual([200, "The allowance in Finance is 91 euros."]);
    expect((await textOf("bob", url))[0]).toBe(404);
    expect((await textOf(undefined, url))[0]).toBe(401);
  });

  it("[gateway/operators-by-rule] tells operators why somebody finds nothing, and nobody else", async () => {
    const explain = { method: "POST", body: JSON.stringify({ user: people.bob }) };
    expect((await server.ask("ada", "/ai/explain", explain)).status).toBe(403);
    const explanation = await server.ask("oscar", "/ai/explain", explain);
    expect(await explanation.json()).toMatchObject({
      groups: [ids.engineering],
      found: [{ chunkId: null, allowed: true, through: [ids.engineering] }],
    });
  });

  it("asks Graph again about a group that is said to have changed", async () => {
    const lookUps = (): number =>
      server.emulator.requests.filter(({ url }) => url.startsWith("https://graph.microsoft.com/"))
        .length;
    const search = {
      method: "POST",
      body: JSON.stringify({ search: "*", searchFields: "content" }),
    };
    const find = async (): Promise<number> =>
      (await server.ask("bob", "/ai/indexes/documents/docs/search?api-version=2024-07-01", search))
        .status;
    expect(await find()).toBe(200);
    const before = lookUps();
    await find();
    expect(lookUps()).toBe(before);
    const change = {
      subscriptionId: ids.subscription,
      clientState,
      changeType: "updated",
      resource: `Groups/${ids.engineering}`,
      resourceData: { "@odata.type": "#Microsoft.Graph.Group", id: ids.engineering },
      tenantId: ids.tenant,
    };
    const told = await server.ask(undefined, "/ai/group-changes", {
      method: "POST",
      body: JSON.stringify({ value: [change] }),
    });
    expect(told.status).toBe(202);
    await find();
    expect(lookUps()).toBe(before + 1);
  });

  it("has Graph tell of groups by itself", async () => {
    await expect.poll(isSubscribed).toBe(true);
  });

  it("refuses who asks more often than everybody may, and nobody else", async () => {
    const statuses = await Promise.all(Array.from({ length: 21 }, () => askForVector("eve")));
    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
    expect(await askForVector("ada")).not.toBe(429);
  });

  it("says where to get a token", async () => {
    const [, metadata] = await textOf(undefined, "/.well-known/oauth-protected-resource");
    expect(JSON.parse(metadata)).toMatchObject({ scopes_supported: ["api://chat/Chat.Ask"] });
  });

  // last: it ends the server
  it("is not ready any more once it is to end", async () => {
    server.drain();
    await expect.poll(() => textOf(undefined, "/ai/readyz")).toEqual([503, "not ready\n"]);
    expect(await textOf(undefined, "/ai/healthz")).toEqual([200, "ok\n"]);
  });
});
