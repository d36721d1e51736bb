import { chatIdentity } from "../../contoso.test.fixture.ts";
import { describe, expect, it } from "vitest";
import {
  account,
  accountIdentity,
  askWithData,
  citedBy,
  contents,
  identityId,
  question,
  scope,
  startAzure,
} from "./on-your-data.test.fixture.ts";

const azure = startAzure();

describe("the search", () => {
  it("[emulator/filter-never-ignored] is asked with the filter", async () => {
    const parents = { messages: [{ role: "user", content: "How much leave do parents get?" }] };
    expect(citedBy(await askWithData(azure, {}, parents))).toEqual([contents[1]]);
    const filter = "group_ids/any(g: g eq 'everyone')";
    expect(citedBy(await askWithData(azure, { filter }, parents))).toEqual([]);
    expect(citedBy(await askWithData(azure, { filter: "" }, parents))).toEqual([contents[1]]);
    const { body } = azure.requests.findLast(
      ({ service, body: sent }) => service === "search" && sent.includes("filter"),
    )!;
    expect(JSON.parse(body)).toMatchObject({ filter });
  });

  it("[emulator/roles-enforced] is asked as the account's identity, which needs both roles", async () => {
    for (const role of ["Search Index Data Reader", "Search Service Contributor"]) {
      const local = startAzure();
      local.roles.revoke({ principalId: accountIdentity.principalId, role });
      // oxlint-disable-next-line no-await-in-loop -- one after the other is easier to read
      await expect(askWithData(local, {}, {})).rejects.toMatchObject({
        status: 400,
        message: expect.stringContaining("Azure Search Error: 403"),
      });
    }
  });

  it("[emulator/roles-enforced] is not reached by who may not chat", async () => {
    const local = startAzure();
    local.roles.revoke({ principalId: chatIdentity.principalId });
    await expect(askWithData(local, {}, {})).rejects.toMatchObject({ code: "PermissionDenied" });
    expect(local.requests.some(({ service }) => service === "search")).toBe(false);
  });

  it("is asked as another identity, or with a token, that was given", async () => {
    const authentication = {
      type: "user_assigned_managed_identity",
      managed_identity_resource_id: identityId,
    };
    await expect(askWithData(azure, { authentication })).rejects.toThrow("Azure Search Error: 403");
    const local = startAzure();
    const { principalId } = chatIdentity;
    for (const role of ["Search Index Data Reader", "Search Service Contributor"]) {
      local.roles.grant({ principalId, role, scope });
    }
    expect(citedBy(await askWithData(local, { authentication }, {}))).toEqual([contents[0]]);
    const access_token = await local.issueToken({
      identity: chatIdentity.name,
      scope: "https://search.azure.com/.default",
    });
    expect(
      citedBy(
        await askWithData(local, { authentication: { type: "access_token", access_token } }, {}),
      ),
    ).toEqual([contents[0]]);
  });

  it("[emulator/keys-refused] takes no key", async () => {
    await expect(
      askWithData(azure, { authentication: { type: "api_key", key: "secret" } }),
    ).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining("Call to get Azure Search index failed."),
    });
    const embedding_dependency = {
      type: "endpoint",
      endpoint: "https://contoso.openai.azure.com/openai/deployments/embed/embeddings",
      authentication: { type: "api_key", key: "secret" },
    };
    await expect(
      askWithData(azure, { query_type: "vector", embedding_dependency }),
    ).rejects.toThrow("Failed to get embeddings: 403");
  });

  it("fails for an account without an identity, in the service's words", async () => {
    const { resource: _, ...bare } = account;
    const local = startAzure({ openaiAccounts: [bare] });
    await expect(askWithData(local, {}, {})).rejects.toThrow(
      /Failed to get managed identity token\. Response: \{"error":\{"code":"ManagedIdentityIsNotEnabled"/,
    );
  });

  it.each<[Record<string, unknown>, string]>([
    [{ index_name: "missing" }, "Azure Search Error: 404"],
    [{ endpoint: "https://other.search.windows.net" }, "Call to get Azure Search index failed"],
    [{ endpoint: "https://example.com" }, "is not an endpoint"],
    [{ endpoint: "https://127.0.0.1:1" }, "is not an endpoint"],
    [{ endpoint: "http://contoso.search.windows.net" }, "is not an endpoint"],
    [
      {
        query_type: "vector",
        embedding_dependency: {
          type: "endpoint",
          endpoint: "http://127.0.0.1:1/openai/deployments/embed/embeddings",
          authentication: { type: "api_key", key: "secret" },
        },
      },
      "the endpoint is none of Azure OpenAI's",
    ],
    [{ endpoint: "nowhere" }, "is not an endpoint"],
    [{ filter: "nonsense eq" }, "An error occurred when calling Azure Cognitive Search"],
    [{ query_type: "semantic", semantic_configuration: "none" }, "Azure Search Error: 400"],
    [{ query_type: "vector" }, "embedding_dependency is required"],
    [
      {
        query_type: "vector",
        embedding_dependency: { type: "deployment_name", deployment_name: "none" },
      },
      "the embedding deployment 'none' does not exist",
    ],
  ])("is told of as a bad request: %j", async (parameters, message) => {
    await expect(askWithData(azure, parameters)).rejects.toMatchObject({
      status: 400,
      code: 400,
      message: expect.stringContaining(message),
    });
  });

  it("may fail in part, where that is allowed, and is unavailable when it has too much to do", async () => {
    const local = startAzure();
    const twice = { messages: [{ role: "user", content: `${question} And parking?` }] };
    const path = /search\.post\.search$/;
    local.enqueue({ service: "search", path, status: 503 });
    await expect(askWithData(local, {}, twice)).rejects.toMatchObject({ status: 503, code: 503 });
    local.enqueue({ service: "search", path, status: 503 });
    const { context } = await askWithData(local, { allow_partial_result: true }, twice);
    expect(context.citations).toHaveLength(1);
    local.enqueue({ service: "search", path, status: 503, times: 2 });
    await expect(askWithData(local, { allow_partial_result: true }, twice)).rejects.toMatchObject({
      status: 503,
    });
  });
});
