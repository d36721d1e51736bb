import { describe, expect, it } from "vitest";
import {
  account,
  askWithData,
  citedBy,
  clientOf,
  contents,
  messages,
  question,
  source,
  startAzure,
} from "./on-your-data.test.fixture.ts";

const azure = startAzure();

const withData = { data_sources: [source()] };

describe("an answer from data", () => {
  it("quotes the documents, with citations and intent in the service's shape", async () => {
    const { completion, message } = await askWithData(azure, {}, { apiVersion: "2024-10-21" });
    expect(message.content).toMatch(/^Hotels cost at most 120 euros\. \[doc1\]/);
    expect(completion).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      object: "extensions.chat.completion",
      model: "gpt-4o",
      choices: [
        { index: 0, finish_reason: "stop", message: { role: "assistant", end_turn: true } },
      ],
      system_fingerprint: expect.stringMatching(/^fp_/),
    });
    expect(completion).not.toHaveProperty("prompt_filter_results");
    expect(message.context).toEqual({
      citations: [
        {
          content: contents[0],
          title: "Page 0",
          url: null,
          filepath: "0.md",
          chunk_id: "0",
        },
      ],
      intent: JSON.stringify([question]),
    });
  });

  it("asks once for each sentence of the question, or as often as it may", async () => {
    const both = [{ role: "user", content: `${question} And how much leave do parents get?` }];
    const { context } = await askWithData(azure, { strictness: 1 }, { messages: both });
    expect(context.intent).toBe(`["${question}", "And how much leave do parents get?"]`);
    expect(context.citations).toHaveLength(2);
    const { context: one } = await askWithData(
      azure,
      { max_search_queries: 1 },
      { messages: both },
    );
    expect(one.intent).toBe(`["${question}"]`);
  });

  it("says that nothing was found, or answers on its own where it may", async () => {
    const strange = { messages: [{ role: "user", content: "Mercury?" }] };
    const { message, context } = await askWithData(azure, {}, strange);
    expect(message.content).toBe(
      "The requested information is not found in the retrieved data. Please try another query or topic.",
    );
    expect(context.citations).toEqual([]);
    expect((await askWithData(azure, { in_scope: false }, strange)).message.content).toContain(
      "There are no documents",
    );
  });

  it("tells of all that was retrieved, and why it is not cited", async () => {
    const asked = {
      messages: [{ role: "user", content: "Hotels, parents, parking: is it free?" }],
    };
    const include_contexts = ["all_retrieved_documents"];
    const { context } = await askWithData(
      azure,
      { include_contexts, top_n_documents: 1, strictness: 1 },
      asked,
    );
    expect(context).not.toHaveProperty("citations");
    expect(context.all_retrieved_documents).toHaveLength(3);
    expect(context.all_retrieved_documents?.[0]).toMatchObject({
      search_queries: [asked.messages[0]?.content],
      data_source_index: 0,
      original_search_score: expect.any(Number),
    });
    expect(context.all_retrieved_documents?.map((each) => each["filter_reason"])).toEqual([
      undefined,
      "rerank",
      "rerank",
    ]);
    const { context: strict } = await askWithData(
      azure,
      { include_contexts, strictness: 5 },
      asked,
    );
    expect(strict.all_retrieved_documents?.map((each) => each["filter_reason"])).toContain("score");
  });

  it("finds fields by the mapping", async () => {
    const { context } = await askWithData(azure, {
      fields_mapping: {
        content_fields: ["title", "content"],
        content_fields_separator: ": ",
        title_field: "filepath",
        url_field: null,
      },
    });
    expect(context.citations[0]).toMatchObject({
      content: `Page 0: ${contents[0]}`,
      title: "0.md",
    });
  });

  it.each<[string, Record<string, unknown>]>([
    ["semantic", { semantic_configuration: "default" }],
    ["vector", { embedding_dependency: { type: "deployment_name", deployment_name: "embed" } }],
    [
      "vector_simple_hybrid",
      { embedding_dependency: { type: "deployment_name", deployment_name: "embed" } },
    ],
    [
      "vector_semantic_hybrid",
      { semantic_configuration: "default", embedding_dependency: { type: "integrated" } },
    ],
  ])("searches by %s", async (query_type, members) => {
    const { context } = await askWithData(azure, { query_type, top_n_documents: 1, ...members });
    expect(context.citations).toMatchObject([{ content: contents[0] }]);
    const { body } = azure.requests.findLast(({ service }) => service === "search")!;
    expect(body.includes('"semantic"')).toBe(query_type.includes("semantic"));
    expect(body.includes('"vectorQueries"')).toBe(query_type.includes("vector"));
  });
});

describe("a stream", () => {
  it("begins with where it is from, and ends a turn", async () => {
    const stream = await clientOf(azure).chat.completions.create({
      model: "chat",
      messages,
      stream: true,
      ...withData,
    });
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks[0]).toMatchObject({
      object: "extensions.chat.completion.chunk",
      choices: [
        {
          delta: {
            role: "assistant",
            context: { citations: [{ content: contents[0] }], intent: `["${question}"]` },
          },
          end_turn: false,
          finish_reason: null,
        },
      ],
    });
    expect(chunks[0]).not.toHaveProperty("system_fingerprint");
    expect(chunks[0]?.choices[0]?.delta).not.toHaveProperty("content");
    const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join("");
    expect(text).toMatch(/^Hotels cost at most 120 euros\. \[doc1\]/);
    expect(chunks.at(-1)?.choices).toEqual([
      { index: 0, delta: {}, end_turn: true, finish_reason: "stop" },
    ]);
  });

  it("keeps its context in the official helper", async () => {
    const stream = clientOf(azure).chat.completions.stream({
      model: "chat",
      messages,
      ...withData,
    });
    expect(await stream.finalMessage()).toMatchObject({
      context: { citations: [{ content: contents[0] }] },
    });
  });
});

describe("where it is not", () => {
  const unknown = "Unrecognized request argument supplied: data_sources";

  it("is every account that has not turned it on", async () => {
    const local = startAzure({ openaiAccounts: [{ ...account, onYourData: false }] });
    await expect(askWithData(local, {}, {})).rejects.toThrow(unknown);
    expect(local.requests.some(({ service }) => service === "search")).toBe(false);
  });

  it("is a model that reasons, and an older version", async () => {
    await expect(askWithData(azure, {}, { model: "reasoning" })).rejects.toThrow(unknown);
    await expect(askWithData(azure, {}, { apiVersion: "2023-05-15" })).rejects.toThrow(unknown);
  });

  it("is a chat with functions, which go before it, unless they must not be called", async () => {
    const tools = [{ type: "function", function: { name: "find_hotels" } }];
    const { message } = await askWithData(azure, {}, { tools });
    expect(message).toMatchObject({ tool_calls: [{ function: { name: "find_hotels" } }] });
    expect(message).not.toHaveProperty("context");
    expect(citedBy(await askWithData(azure, {}, { tools, tool_choice: "none" }))).toEqual([
      contents[0],
    ]);
  });
});
