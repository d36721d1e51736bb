import type { OpenAI } from "openai";
import { describe, expect, it } from "vitest";
import { createLocalAccount } from "../openai.test.fixture.ts";

const local = createLocalAccount();
const client = local.v1Client();
const model = "chat";

const documents = "[doc1]\nHotels cost at most 120 euros.\n[doc2]\nNew parents get sixteen weeks.";
const question = "What do hotels cost?";
const quote = "Hotels cost at most 120 euros. [doc1]";

type Members = Partial<OpenAI.Responses.ResponseCreateParamsNonStreaming>;

const respond = (members: Members = {}) =>
  client.responses.create({ model, input: question, instructions: documents, ...members });

describe("a response", () => {
  it("quotes, in the service's shape", async () => {
    const response = await respond({ metadata: { from: "test" }, user: "ada" });
    expect(response.output_text.startsWith(quote)).toBe(true);
    expect(response).toMatchObject({
      id: expect.stringMatching(/^resp_[0-9a-f]{48}$/),
      object: "response",
      status: "completed",
      background: false,
      error: null,
      incomplete_details: null,
      instructions: documents,
      max_output_tokens: null,
      model: "gpt-4o",
      output: [
        {
          id: expect.stringMatching(/^msg_/),
          type: "message",
          role: "assistant",
          status: "completed",
          content: [{ type: "output_text", annotations: [] }],
        },
      ],
      parallel_tool_calls: true,
      previous_response_id: null,
      reasoning: { effort: null, summary: null },
      store: true,
      temperature: 1,
      text: { format: { type: "text" } },
      tool_choice: "auto",
      tools: [],
      top_p: 1,
      truncation: "disabled",
      user: "ada",
      metadata: { from: "test" },
      content_filters: [
        { blocked: false, source_type: "prompt", content_filter_raw: [] },
        { blocked: false, source_type: "completion" },
      ],
    });
    const { usage } = response;
    expect(usage?.total_tokens).toBe(usage!.input_tokens + usage!.output_tokens);
    expect(usage).toMatchObject({ output_tokens_details: { reasoning_tokens: 0 } });
  });

  it("takes items as it takes a text", async () => {
    const { output_text } = await respond({
      instructions: null,
      input: [
        { role: "developer", content: [{ type: "input_text", text: documents }] },
        { role: "assistant", content: "Ask." },
        { type: "message", role: "user", content: question },
      ],
    });
    expect(output_text.startsWith(quote)).toBe(true);
  });

  it.each(["2025-03-01-preview", "2025-04-01-preview"])("is there in %s", async (apiVersion) => {
    const older = local.azureClient({ apiVersion });
    const response = await older.responses.create({ model, input: question });
    expect((await older.responses.retrieve(response.id)).id).toBe(response.id);
  });

  it("is not there in older versions", async () => {
    const older = local.azureClient({ apiVersion: "2025-02-01-preview" });
    await expect(older.responses.create({ model, input: question })).rejects.toThrow(
      "Azure OpenAI Responses API is enabled only for api-version 2025-03-01-preview and later",
    );
  });

  it("ends at its tokens, and is incomplete", async () => {
    const response = await respond({ max_output_tokens: 16 });
    expect(response).toMatchObject({
      status: "incomplete",
      incomplete_details: { reason: "max_output_tokens" },
      output: [{ status: "incomplete" }],
      usage: { output_tokens: 16 },
    });
    await expect(respond({ max_output_tokens: 15 })).rejects.toMatchObject({
      code: "integer_below_min_value",
    });
  });

  it("fills a schema", async () => {
    const response = await client.responses.parse({
      model,
      input: "Who is it? And when is it?",
      text: {
        format: {
          type: "json_schema",
          name: "intents",
          strict: true,
          schema: {
            type: "object",
            properties: { intents: { type: "array", items: { type: "string" } } },
            required: ["intents"],
            additionalProperties: false,
          },
        },
      },
    });
    expect(response.output_parsed).toEqual({ intents: ["Who is it?", "And when is it?"] });
    expect(response.text).toMatchObject({ format: { type: "json_schema", name: "intents" } });
    const { output_text } = await respond({
      input: `${question} In JSON.`,
      text: { format: { type: "json_object" } },
    });
    expect(JSON.parse(output_text)).toEqual({ answer: expect.stringContaining(quote) });
  });
});

describe("a model that reasons", () => {
  it("says that it did", async () => {
    const response = await respond({ model: "reasoning", reasoning: { effort: "low" } });
    expect(response.reasoning).toEqual({ effort: "low", summary: null });
    expect(response.output.map(({ type }) => type)).toEqual(["reasoning", "message"]);
    expect(response.output[0]).toMatchObject({ summary: [] });
    expect(response.output_text.startsWith(quote)).toBe(true);
  });

  it("leaves nothing to chance, and is the only one to take an effort", async () => {
    await expect(respond({ model: "reasoning", temperature: 1 })).rejects.toThrow(
      "Unsupported parameter: 'temperature' is not supported with this model.",
    );
    await expect(respond({ reasoning: { effort: "low" } })).rejects.toThrow(
      "Unsupported parameter: 'reasoning.effort' is not supported with this model.",
    );
  });
});

const weather = {
  type: "function" as const,
  name: "get_weather",
  strict: true,
  parameters: {
    type: "object",
    properties: { place: { type: "string" } },
    required: ["place"],
    additionalProperties: false,
  },
};

describe("a response that was kept", () => {
  it("can be read again, its input too, and be deleted", async () => {
    const response = await respond({ input: [{ role: "user", content: question }] });
    const again = await client.responses.retrieve(response.id);
    expect(again).toEqual(response);
    const items = await client.responses.inputItems.list(response.id);
    expect(items.data).toEqual([
      {
        id: expect.stringMatching(/^msg_/),
        type: "message",
        status: "completed",
        role: "user",
        content: [{ type: "input_text", text: question }],
      },
    ]);
    await client.responses.delete(response.id);
    await expect(client.responses.retrieve(response.id)).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining(`Response with id '${response.id}' not found.`),
    });
    await expect(client.responses.delete(response.id)).rejects.toMatchObject({ status: 404 });
    await expect(respond({ previous_response_id: response.id })).rejects.toMatchObject({
      status: 400,
      code: "previous_response_not_found",
    });
  });

  it("has its input by pages, the newest first", async () => {
    const input = ["a", "b", "c"].map((content) => ({ role: "user" as const, content }));
    const { id } = await respond({ input });
    const texts: string[] = [];
    for await (const item of client.responses.inputItems.list(id, { limit: 2 })) {
      if (item.type === "message") texts.push(JSON.stringify(item.content));
    }
    expect(texts.map((text) => /"text":"(.)"/.exec(text)?.[1])).toEqual(["c", "b", "a"]);
    const asc = await client.responses.inputItems.list(id, { order: "asc", limit: 1 });
    expect(JSON.stringify(asc.data)).toContain('"text":"a"');
    expect(asc.has_more).toBe(true);
  });

  it("goes on in the next, without its instructions", async () => {
    const first = await respond({ instructions: null, input: `${documents}\n</documents>` });
    const second = await respond({ previous_response_id: first.id, instructions: null });
    expect(second.output_text.startsWith(quote)).toBe(true);
    const third = await respond({ previous_response_id: second.id, instructions: null });
    expect(third.output_text.startsWith(quote)).toBe(true);
    const instructed = await respond();
    const after = await respond({ previous_response_id: instructed.id, instructions: null });
    expect(after.output_text).toContain("There are no documents");
  });

  it("is not one that was not to be kept", async () => {
    const { id, ...others } = await respond({ store: false });
    expect(others).toMatchObject({ store: false });
    await expect(client.responses.retrieve(id)).rejects.toMatchObject({ status: 404 });
  });

  it("is kept for thirty days", async () => {
    const other = createLocalAccount();
    const { id } = await other.v1Client().responses.create({ model, input: question });
    other.clock.advance(29 * 24 * 3_600_000);
    expect((await other.v1Client().responses.retrieve(id)).id).toBe(id);
    other.clock.advance(24 * 3_600_000);
    await expect(other.v1Client().responses.retrieve(id)).rejects.toMatchObject({ status: 404 });
  });

  it("is made at once, and cannot be cancelled", async () => {
    const { id } = await respond();
    await expect(client.responses.cancel(id)).rejects.toThrow(
      "Cannot cancel a synchronous response.",
    );
  });
});

describe("what it does not take", () => {
  it.each<[Record<string, unknown>, Record<string, unknown>]>([
    [{ colour: "red" }, { param: "colour", code: "unknown_parameter" }],
    [{ messages: [] }, { param: "messages", code: "unknown_parameter" }],
    [{ input: undefined }, { param: "input", code: "missing_required_parameter" }],
    [{ input: 1 }, { param: "input", code: "invalid_type" }],
    [{ input: [1] }, { param: "input[0]" }],
    [{ input: [{ role: "robot", content: "" }] }, { param: "input[0].role" }],
    [{ input: [{ role: "user", content: 1 }] }, { param: "input[0].content" }],
    [
      { input: [{ role: "user", content: [{ type: "text", text: "" }] }] },
      { param: "input[0].content[0].type", code: "invalid_value" },
    ],
    [
      { input: [{ role: "user", content: [{ type: "input_image" }] }] },
      { code: "unsupported_parameter" },
    ],
    [{ input: [{ type: "item_reference", id: "msg_1" }] }, { code: "unsupported_parameter" }],
    [{ input: [{ type: "function_call" }] }, { param: "input[0].call_id" }],
    [{ instructions: 1 }, { param: "instructions", code: "invalid_type" }],
    [{ background: true }, { param: "background", code: "unsupported_parameter" }],
    [{ conversation: "conv_1" }, { code: "unsupported_parameter" }],
    [{ include: ["reasoning.encrypted_content"] }, { code: "unsupported_parameter" }],
    [{ prompt: { id: "pmpt_1" } }, { code: "unsupported_parameter" }],
    [{ text: "plain" }, { param: "text", code: "invalid_type" }],
    [
      { model: "reasoning", reasoning: "much" },
      { param: "reasoning", code: "invalid_type" },
    ],
    [{ text: { verbosity: "low" } }, { code: "unsupported_parameter" }],
    [{ text: { colour: "red" } }, { param: "text.colour" }],
    [{ text: { format: { type: "xml" } } }, { param: "text.format.type" }],
    [{ text: { format: { type: "json_object" } } }, { param: "input" }],
    [{ text: { format: { type: "json_schema", name: "a" } } }, { param: "text.format.schema" }],
    [{ truncation: "some" }, { param: "truncation" }],
    [{ metadata: { a: 1 } }, { param: "metadata" }],
    [{ temperature: 3 }, { param: "temperature" }],
    [{ model: "reasoning", reasoning: { effort: "some" } }, { param: "reasoning.effort" }],
    [{ model: "reasoning", reasoning: { summary: "auto" } }, { code: "unsupported_parameter" }],
    [{ tools: [{ type: "custom", name: "a" }] }, { code: "unsupported_parameter" }],
    [{ tools: [{ type: "magic" }] }, { param: "tools[0].type", code: "invalid_value" }],
    [{ tools: [{ type: "function", parameters: {} }] }, { param: "tools[0].name" }],
    [
      { tools: [{ ...weather, parameters: { type: "object", properties: { a: {} } } }] },
      { code: "invalid_function_parameters" },
    ],
    [{ tool_choice: "required" }, { param: "tool_choice" }],
    [{ previous_response_id: "resp_1" }, { code: "previous_response_not_found" }],
  ])("%j is %j", async (members, error) => {
    await expect(respond(members as Members)).rejects.toMatchObject({ status: 400, ...error });
  });

  it.each(["include=a", "order=up", "limit=0", "limit=many"])(
    "is no list of items by %s",
    async (query) => {
      const { id } = await respond();
      const headers = { authorization: `Bearer ${await local.tokenFor()}` };
      const path = `/openai/v1/responses/${id}/input_items?${query}`;
      expect((await local.ask(path, undefined, headers)).status).toBe(400);
    },
  );
});
