import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createOnYourDataHandler } from "./on-your-data-handler.ts";
import { bodyOf, finance, startServer, type LocalServer } from "./server.test.fixture.ts";

let server: LocalServer;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.azure.close());

async function messageOf(response: Response): Promise<string> {
  const { error } = (await response.json()) as { error: { message: string } };
  return error.message;
}

describe("what a request names", () => {
  it.each([
    { endpoint: "https://evil.example" },
    { endpoint: "https://contoso.search.windows.net.evil.example" },
    { endpoint: "http://contoso.search.windows.net" },
    { endpoint: "https://contoso.search.windows.net@evil.example" },
    { endpoint: "https://x@contoso.search.windows.net" },
    { endpoint: "https://contoso.search.windows.net:444" },
    { endpoint: "https://contoso.search.windows.net/indexes" },
    { endpoint: "https://contoso.search.windows.net?x" },
    { endpoint: "contoso.search.windows.net" },
    { endpoint: "" },
  ])("[pin/endpoint-and-index] is refused before any call: %j", async (parameters) => {
    const response = await server.ask(bodyOf(parameters));
    expect(response.status).toBe(400);
    const message = await messageOf(response);
    expect(message).toContain("#/data_sources/0/azure_search/parameters/endpoint");
    expect(message).not.toContain("evil");
    expect(server.azure.requests).toEqual([]);
  });

  it.each(["payroll", "Documents", "documents/../payroll", "documents%2f", ""])(
    "[pin/endpoint-and-index] is an index that exists for it, and not %j",
    async (index_name) => {
      const response = await server.ask(bodyOf({ index_name }));
      expect(response.status).toBe(404);
      expect(server.azure.requests).toEqual([]);
    },
  );

  it("[pin/endpoint-and-index] is searched where it says, a slash more or less", async () => {
    const endpoint = "https://CONTOSO.search.windows.net/";
    await server.ask(bodyOf({ endpoint, index_name: "handbook" }));
    expect(server.azure.of("search")[0]?.path).toMatch(/^\/indexes\/handbook\/docs/);
  });

  it.each(["gpt-5", "GPT-4O", "gpt-4o%2f..", "gpt%2D4o", "..", "ɡpt-4o", "constructor"])(
    "[pin/deployment] is a deployment of this server, and not %s",
    async (deployment) => {
      await expect(server.ask(bodyOf(), { deployment })).rejects.toMatchObject({
        code: "DEPLOYMENT_NOT_FOUND",
      });
      expect(server.azure.requests).toEqual([]);
    },
  );

  it("is the deployment of the address unless the handler has its own", async () => {
    const fixed = await startServer({}, { deployment: "gpt-4o" });
    expect((await fixed.ask(bodyOf(), { deployment: "other" })).status).toBe(200);
    await fixed.azure.close();
  });

  it.each([
    {
      authentication: {
        type: "user_assigned_managed_identity",
        managed_identity_resource_id: "/x",
      },
    },
    {
      query_type: "vector",
      embedding_dependency: { type: "endpoint", endpoint: "https://evil.example" },
    },
    {
      query_type: "vector",
      embedding_dependency: { type: "deployment_name", deployment_name: "ada" },
    },
  ])("is no other identity, embedding endpoint or embedding deployment: %j", async (parameters) => {
    expect((await server.ask(bodyOf(parameters))).status).toBe(400);
    expect(server.azure.requests).toEqual([]);
  });

  it.each(["azure_cosmos_db", "elasticsearch", "pinecone", "mongo_db", "azure_ml_index"])(
    "is no source of the kind %s",
    async (type) => {
      const body = { ...bodyOf(), data_sources: [{ type, parameters: {} }] };
      expect((await server.ask(body)).status).toBe(400);
      expect(server.azure.requests).toEqual([]);
    },
  );

  it.each([
    "https://evil.example/x",
    "http://contosodocs.blob.core.windows.net/x",
    "javascript:alert(1)",
    "\tjavascript:alert(1)",
    "data:text/html,x",
    "//contosodocs.blob.core.windows.net/x",
    "https://a@contosodocs.blob.core.windows.net/x",
    "https://contosodocs.blob.core.windows.net\\@evil.example",
    "https://contosodocs.blob.core.windows.net:8443/x",
  ])("[pin/answer-links] leads nowhere but to configured hosts, and not to %j", async (url) => {
    server.azure.documents = [{ content: "Leave", url, group_ids: [finance] }];
    expect(await (await server.ask(bodyOf())).json()).toMatchObject({
      choices: [{ message: { context: { citations: [{ content: "Leave", url: null }] } } }],
    });
  });

  it("[pin/answer-links] is followed in an answer just as little", async () => {
    server.azure.answer = [
      "See ![x](https://ev",
      "il.example/?q=secret) and https://evil.exa",
      "mple.",
    ];
    const text = await (await server.ask(bodyOf({}, { stream: true }))).text();
    expect(text).not.toMatch(/evil|secret/);
  });
});

it.each([{ maxDataSources: 0 }, { maxDataSources: Number.NaN }, { maxBodyInBytes: 0 }])(
  "is not made with the setting %j",
  (setting) => {
    const nobody = { complete: () => expect.unreachable(), stream: () => expect.unreachable() };
    expect(() => createOnYourDataHandler(nobody, setting)).toThrow(/^on-your-data: max/);
  },
);
