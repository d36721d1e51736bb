import { describe, expect, it } from "vitest";
import {
  askWithData,
  messages,
  postChat,
  question,
  source,
  startAzure,
} from "./on-your-data.test.fixture.ts";

const azure = startAzure();

const parametersOf = (members: Record<string, unknown>) => ({ data_sources: [source(members)] });

describe("what it does not take", () => {
  const at = "#/data_sources/0/azure_search/parameters";

  it.each<[Record<string, unknown>, string]>([
    [parametersOf({ indexName: "a" }), `${at}/indexName: Extra inputs are not permitted`],
    [parametersOf({ index_name: undefined }), `${at}/index_name: Field required`],
    [parametersOf({ strictness: 6 }), `${at}/strictness: Input should be less than or equal to 5`],
    [parametersOf({ strictness: "3" }), `${at}/strictness: Input should be a valid integer`],
    [parametersOf({ in_scope: 1 }), `${at}/in_scope: Input should be a valid boolean`],
    [parametersOf({ query_type: "fuzzy" }), `${at}/query_type: Input should be 'simple', `],
    [
      parametersOf({ authentication: { type: "api_key" } }),
      `${at}/authentication/api_key/key: Field required`,
    ],
    [
      parametersOf({ authentication: { type: "password" } }),
      `${at}/authentication/type: Input tag 'password' found using 'type' does not match`,
    ],
    [
      parametersOf({ embedding_dependency: { type: "deployment_name", name: "a" } }),
      `${at}/embedding_dependency/deployment_name/name: Extra inputs are not permitted`,
    ],
    [{ data_sources: [] }, "#/data_sources: List should have at least 1 item after validation"],
    [
      { data_sources: [source(), source()] },
      "#/data_sources: List should have at most 1 item after validation, not 2",
    ],
    [{ data_sources: [{ type: "pinecone", parameters: {} }] }, "Input tag 'pinecone' found"],
    [{ data_sources: "all" }, "#/data_sources: Input should be a valid list"],
    [
      { max_completion_tokens: 1, store: true },
      "#/max_completion_tokens: Extra inputs are not permitted\nValidation error at #/store: ",
    ],
    [{ stream: true, stream_options: {} }, "#/stream_options: Extra inputs are not permitted"],
  ])("%j is %s", async (members, message) => {
    await expect(askWithData(azure, {}, members)).rejects.toMatchObject({
      status: 400,
      code: 400,
      message: expect.stringContaining(message),
    });
  });

  it.each([
    ["2024-02-01", { include_contexts: ["intent"] }],
    ["2024-03-01-preview", { max_search_queries: 1 }],
    ["2024-10-21", { allow_partial_result: true }],
    ["2024-10-21", { role_information: "Be brief." }],
    ["2025-01-01-preview", { role_information: "Be brief." }],
  ])("is, in %s, %j", async (apiVersion, parameters) => {
    await expect(askWithData(azure, parameters, { apiVersion })).rejects.toThrow(
      `${at}/${Object.keys(parameters)[0]}: Extra inputs are not permitted`,
    );
  });

  it("is worded as the service's JSON has it, with an id", async () => {
    const response = await postChat(azure, "chat/completions?api-version=2024-10-21", {
      messages,
      data_sources: [],
    });
    expect(await response.text()).toMatch(
      /^\{"error": \{"requestid": "[0-9a-f-]{36}", "code": 400, "message": "Validation error at #/,
    );
  });

  it("takes what clients send all the same", async () => {
    const { context } = await askWithData(
      azure,
      { filter: null, semantic_configuration: "", fields_mapping: { url_field: null } },
      { user_security_context: { application_name: "chat" }, apiVersion: "2024-10-21" },
    );
    expect(context.citations).toHaveLength(1);
    const known = await askWithData(
      azure,
      { role_information: "Be brief." },
      { apiVersion: "2024-05-01-preview" },
    );
    expect(known.context.citations).toHaveLength(1);
  });

  it("is a prompt that is filtered, in a document too", async () => {
    const filtered = [{ role: "user", content: `${question} [filter:hate]` }];
    await expect(askWithData(azure, {}, { messages: filtered })).rejects.toMatchObject({
      status: 400,
      code: "content_filter",
    });
  });
});
