import { describe, expect, it } from "vitest";
import { parseChatRequest } from "./parse-chat-request.ts";
import { bodyWith, messageOf } from "./request-body.test.fixture.ts";

describe("the form since 2024-02-15-preview", () => {
  it("takes the example of the service's own specification", () => {
    const request = parseChatRequest(
      {
        messages: [
          { role: "user", content: "can you tell me how to care for a cat?" },
          {
            role: "assistant",
            content: "Content of the completion [doc1].",
            context: { intent: "cat care" },
          },
          { role: "user", content: "how about dog?" },
        ],
        data_sources: [
          {
            type: "azure_search",
            parameters: {
              endpoint: "https://your-search-endpoint.search.windows.net/",
              authentication: {
                type: "user_assigned_managed_identity",
                managed_identity_resource_id: "/subscriptions/{id}/identities/{name}",
              },
              index_name: "{index name}",
              query_type: "vector",
              embedding_dependency: { type: "deployment_name", deployment_name: "ada" },
              in_scope: true,
              top_n_documents: 5,
              strictness: 3,
              role_information: "You are an AI assistant that helps people find information.",
              fields_mapping: {
                content_fields_separator: "\\n",
                content_fields: ["content"],
                filepath_field: "filepath",
                title_field: "title",
                url_field: "url",
                vector_fields: ["contentvector"],
              },
            },
          },
        ],
      },
      "2024-05-01-preview",
    );
    expect(request).toMatchObject({
      answerForm: "context",
      stream: false,
      messages: [{ role: "user" }, { role: "assistant" }, { content: "how about dog?" }],
      sources: [
        {
          queryType: "vector",
          managedIdentityResourceId: "/subscriptions/{id}/identities/{name}",
          embeddingDependency: { type: "deployment_name", deploymentName: "ada" },
          fieldsMapping: { contentFields: ["content"], vectorFields: ["contentvector"] },
          strictness: 3,
          topNDocuments: 5,
          inScope: true,
        },
      ],
    });
  });

  it("has the service's defaults", () => {
    expect(parseChatRequest(bodyWith({})).sources[0]).toMatchObject({
      queryType: "simple",
      inScope: true,
      strictness: 3,
      topNDocuments: 5,
      allowPartialResult: false,
      includeContexts: ["citations", "intent"],
      filter: undefined,
      roleInformation: undefined,
      maxSearchQueries: undefined,
    });
  });

  it("takes 1 and 0 for true and false, as the service's validator did", () => {
    const body = bodyWith({ allow_partial_result: 1, in_scope: 0 });
    expect(parseChatRequest(body).sources).toMatchObject([
      { allowPartialResult: true, inScope: false },
    ]);
  });

  it("takes what clients send besides: nulls, blanks, the model, who asks", () => {
    const body = bodyWith(
      {
        filter: null,
        semantic_configuration: "",
        role_information: "",
        embedding_dependency: null,
        query_type: "simple",
        fields_mapping: {
          content_fields: ["content"],
          title_field: null,
          url_field: null,
          filepath_field: null,
          vector_fields: [],
        },
      },
      {
        model: "gpt-4o",
        temperature: 0,
        max_tokens: 800,
        top_p: 1,
        n: 1,
        stop: null,
        stream: true,
        user: "someone",
        user_security_context: { application_name: "app", end_user_id: "1" },
        max_completion_tokens: 100,
        stream_options: { include_usage: true },
        tools: [],
        tool_choice: "none",
      },
    );
    expect(parseChatRequest(body, "2024-05-01-preview")).toMatchObject({
      stream: true,
      includeUsage: true,
      sampling: { temperature: 0, maxTokens: 100, topP: 1, stop: undefined },
      sources: [{ filter: undefined, fieldsMapping: { titleField: undefined } }],
    });
  });

  it.each([
    [{ indexName: "x" }, {}, "indexName: Extra inputs are not permitted"],
    [{ strictness: 0 }, {}, "strictness: Input should be greater than or equal to 1"],
    [{ strictness: 6 }, {}, "strictness: Input should be less than or equal to 5"],
    [{ strictness: 2.5 }, {}, "strictness: Input should be a valid integer"],
    [{ top_n_documents: 1e9 }, {}, "top_n_documents: Input should be less than or equal to 50"],
    [{ top_n_documents: -1 }, {}, "top_n_documents: Input should be greater than or equal to 1"],
    [{ top_n_documents: "5" }, {}, "top_n_documents: Input should be a valid integer"],
    [{ in_scope: "yes" }, {}, "in_scope: Input should be a valid boolean"],
    [{ in_scope: 2 }, {}, "in_scope: Input should be a valid boolean"],
    [{ filter: ["true"] }, {}, "filter: Input should be a valid string"],
    [{ query_type: "full" }, {}, "query_type: Input should be 'simple', 'semantic', 'vector'"],
    [{ query_type: "semantic" }, {}, "semantic_configuration: Field required"],
    [{ query_type: "vector" }, {}, "embedding_dependency: Field required"],
    [{ endpoint: undefined }, {}, "endpoint: Field required"],
    [
      { authentication: { type: "x", key: "canary" } },
      {},
      "authentication/type: Keys are not accepted",
    ],
    [{ fields_mapping: { group_field: "x" } }, {}, "fields_mapping/group_field: Extra inputs"],
    [{ include_contexts: ["x"] }, {}, "include_contexts: Input should be"],
  ])("names the place of a fault in %j", (changes, rest, message) => {
    const path = "Validation error at #/data_sources/0/azure_search/parameters/";
    expect(messageOf(bodyWith(changes, rest))).toContain(path + message);
  });

  it.each([
    [{ store: true }, "#/store: Extra inputs are not permitted"],
    [{ ["__proto__x"]: 1 }, "#/__proto__x: Extra inputs are not permitted"],
    [{ n: 128 }, "#/n: Input should be less than or equal to 1"],
    [{ logprobs: true }, "#/logprobs: "],
    [{ max_tokens: 0 }, "#/max_tokens: "],
    [{ temperature: 3 }, "#/temperature: "],
    [{ messages: undefined }, "#/messages: Field required"],
    [{ messages: "hi" }, "#/messages: Input should be a valid list"],
    [{ messages: [] }, "#/messages: A message of the role 'user'"],
    [{ messages: [{ role: "root", content: "" }] }, "#/messages/0/role: Input should be 'system'"],
    [
      { messages: [{ role: "user", content: [{ type: "image_url" }] }] },
      "#/messages/0/content/0/type: ",
    ],
    [{ tools: [{ type: "function" }] }, "#/tools: Tools are not used with data"],
    [{ functions: [{}] }, "#/functions: Tools are not used with data"],
    [{ response_format: { type: "json_object" } }, "#/response_format/type: "],
    [{ data_sources: [] }, "#/data_sources: List should have exactly 1 item"],
    [{ data_sources: {} }, "#/data_sources: Input should be a valid list"],
  ])("names the place of a fault in %j", (rest, message) => {
    expect(messageOf(bodyWith({}, rest))).toContain(`Validation error at ${message}`);
  });

  it("refuses two sources, and both spellings at once", () => {
    const [source] = (bodyWith({}) as { data_sources: object[] }).data_sources;
    expect(messageOf(bodyWith({}, { data_sources: [source, source] }))).toContain("exactly 1");
    expect(messageOf(bodyWith({}, { dataSources: [source] }), "2023-12-01-preview")).toContain(
      "#/dataSources: Extra inputs",
    );
  });

  it("names all faults at once, one a line", () => {
    expect(messageOf(bodyWith({ a: 1, b: 2 }, { store: true })).split("\n")).toHaveLength(3);
  });

  it("refuses what is no object", () => {
    for (const body of [null, [], "x", 1])
      expect(messageOf(body)).toContain("Validation error at #");
  });
});
