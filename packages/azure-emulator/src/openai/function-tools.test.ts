import type { OpenAI } from "openai";
import { describe, expect, it } from "vitest";
import { createLocalAccount } from "./openai.test.fixture.ts";

const { azureClient } = createLocalAccount();
const client = azureClient();
const model = "chat";

const tool = (name: string, properties: Record<string, unknown> = {}, strict = false) => ({
  type: "function" as const,
  function: {
    name,
    description: "Does something.",
    strict,
    parameters: {
      type: "object",
      properties,
      required: Object.keys(properties),
      additionalProperties: false,
    },
  },
});

const weather = tool("get_weather", { place: { type: "string" } });
const time = tool("currentTime", { zone: { enum: ["CET", "UTC"] } });
const budget = tool("find-budget");
const tools = [weather, time, budget];

type Members = Partial<OpenAI.ChatCompletionCreateParamsNonStreaming>;

const choose = async (content: string, members: Members = {}) => {
  const { choices } = await client.chat.completions.create({
    model,
    messages: [{ role: "user", content }],
    tools,
    ...members,
  });
  return choices[0]!;
};

const callsOf = ({ message }: OpenAI.ChatCompletion.Choice) =>
  message.tool_calls?.map((call) => (call.type === "function" ? call.function : undefined)) ?? [];

const namesOf = (choice: OpenAI.ChatCompletion.Choice) => callsOf(choice).map((call) => call?.name);

const asked = "What is the weather in Kyoto?";

describe("left to itself", () => {
  it("calls the function whose name ends in a word of the question", async () => {
    const choice = await choose(asked);
    expect(choice).toMatchObject({
      finish_reason: "tool_calls",
      message: { role: "assistant", content: null },
    });
    expect(choice.message.tool_calls?.[0]).toMatchObject({
      id: expect.stringMatching(/^call_/),
      type: "function",
    });
    expect(callsOf(choice)).toEqual([
      { name: "get_weather", arguments: JSON.stringify({ place: asked }) },
    ]);
    expect(callsOf(await choose("Find me what I want to get."))).toEqual([]);
  });

  it("calls several at once, but for who wants them one by one", async () => {
    const both = "What is the weather, and what time is it?";
    expect(namesOf(await choose(both))).toEqual(["get_weather", "currentTime"]);
    expect(namesOf(await choose(both, { parallel_tool_calls: false }))).toEqual(["get_weather"]);
  });

  it("answers itself where nothing fits, or nothing may be called", async () => {
    expect((await choose("Hello there.")).finish_reason).toBe("stop");
    const { message } = await choose(asked, { tool_choice: "none" });
    expect(message.tool_calls).toBeUndefined();
    expect(message.content).toContain("There are no documents");
  });
});

describe("told to", () => {
  it("calls the first function if none fits", async () => {
    const choice = await choose("Hello there.", { tool_choice: "required" });
    expect(choice.finish_reason).toBe("tool_calls");
    expect(callsOf(choice)).toMatchObject([{ name: "get_weather" }]);
    expect(callsOf(await choose("What time?", { tool_choice: "required" }))).toEqual([
      { name: "currentTime", arguments: '{"zone":"CET"}' },
    ]);
  });

  it("calls the one that is named, which is no choice of its own", async () => {
    const choice = await choose(asked, {
      tool_choice: { type: "function", function: { name: "find-budget" } },
    });
    expect(choice.finish_reason).toBe("stop");
    expect(callsOf(choice)).toEqual([{ name: "find-budget", arguments: "{}" }]);
  });

  it("ends in the middle of a call where its tokens end", async () => {
    const choice = await choose(asked, { max_tokens: 3 });
    expect(choice.finish_reason).toBe("length");
    expect(callsOf(choice)[0]?.arguments).toBe('{"place":');
  });
});

const callWith = (id: string) => ({
  id,
  type: "function" as const,
  function: { name: "get_weather", arguments: "{}" },
});
const calling = (...ids: string[]) =>
  ({ role: "assistant", content: null, tool_calls: ids.map(callWith) }) as const;
const result = (tool_call_id: string, content = "Rain in Kyoto.") =>
  ({ role: "tool", tool_call_id, content }) as const;

const ask = (...messages: OpenAI.ChatCompletionMessageParam[]) =>
  client.chat.completions.create({ model, tools, messages });

describe("what functions answer", () => {
  const question = { role: "user", content: asked } as const;

  it("is told in the answer", async () => {
    const { choices } = await ask(question, calling("a", "b"), result("b"), result("a", "Sun."));
    expect(choices[0]?.finish_reason).toBe("stop");
    expect(choices[0]?.message.content).toMatch(/^Rain in Kyoto\.\nSun\.\n\n\(The local/);
  });

  it("is quoted where it brings documents", async () => {
    const documents = "[doc1]\nIt is dry.\n[doc2]\nThe weather in Kyoto is wet.";
    const { choices } = await ask(question, calling("a"), result("a", documents));
    expect(choices[0]?.message.content).toMatch(/^The weather in Kyoto is wet\. \[doc2\]/);
  });

  it("has to be there for each call, right after it", async () => {
    const unanswered =
      /must be followed by tool messages responding to each 'tool_call_id'\. The following tool_call_ids did not have response messages: b$/;
    await expect(ask(question, calling("a", "b"), result("a"))).rejects.toThrow(unanswered);
    await expect(ask(question, calling("b"), question, result("b"))).rejects.toThrow(unanswered);
  });

  it("has to be an answer to a call", async () => {
    const stray = /messages with role 'tool' must be a response to a preceeding message/;
    await expect(ask(question, result("a"))).rejects.toThrow(stray);
    await expect(ask(question, calling("a"), result("a"), result("a"))).rejects.toThrow(stray);
  });

  it("has to say which call it answers", async () => {
    await expect(
      ask(question, calling("a"), { role: "tool", content: "" } as unknown as typeof question),
    ).rejects.toMatchObject({ param: "messages.2.tool_call_id" });
  });
});

describe("a stream", () => {
  it("has a call in pieces, put together by the official helper", async () => {
    const messages = [{ role: "user" as const, content: asked }];
    const stream = await client.chat.completions.create({ model, messages, tools, stream: true });
    const deltas: OpenAI.ChatCompletionChunk.Choice.Delta.ToolCall[] = [];
    let reason: string | null = null;
    for await (const { choices } of stream) {
      deltas.push(...(choices[0]?.delta.tool_calls ?? []));
      reason = choices[0]?.finish_reason ?? reason;
    }
    expect(deltas[0]).toMatchObject({
      index: 0,
      type: "function",
      function: { name: "get_weather", arguments: "" },
    });
    expect(deltas.length).toBeGreaterThan(2);
    expect(deltas.slice(1).every(({ id }) => id === undefined)).toBe(true);
    expect(reason).toBe("tool_calls");

    const helper = client.chat.completions.stream({ model, messages, tools });
    const { choices } = await helper.finalChatCompletion();
    expect(callsOf(choices[0]!)).toMatchObject([
      { name: "get_weather", arguments: JSON.stringify({ place: asked }) },
    ]);
  });
});

describe("what it does not take", () => {
  it.each<[Record<string, unknown>, Record<string, unknown>]>([
    [{ tools: [] }, { param: "tools" }],
    [{ tools: "all" }, { param: "tools", code: "invalid_type" }],
    [{ tools: [{ type: "web_search" }] }, { param: "tools[0].type", code: "invalid_value" }],
    [{ tools: [{ type: "custom" }] }, { code: "unsupported_parameter" }],
    [{ tools: [{ type: "function" }] }, { param: "tools[0].function.name" }],
    [{ tools: [tool("get weather")] }, { param: "tools[0].function.name" }],
    [
      { tools: [{ type: "function", function: { name: "a", parameters: { type: "array" } } }] },
      { code: "invalid_function_parameters" },
    ],
    [
      { tools: [tool("a", { b: { type: "object", properties: {} } }, true)] },
      { code: "invalid_function_parameters" },
    ],
    [{ tools: undefined, tool_choice: "required" }, { param: "tool_choice" }],
    [{ tools: undefined, parallel_tool_calls: true }, { param: "parallel_tool_calls" }],
    [{ tool_choice: "any" }, { param: "tool_choice", code: "invalid_value" }],
    [
      { tool_choice: { type: "function", function: { name: "fly" } } },
      { param: "tool_choice", code: "invalid_value" },
    ],
    [{ parallel_tool_calls: "no" }, { code: "invalid_type" }],
    [{ functions: [], function_call: "auto" }, { code: "unsupported_parameter" }],
  ])("%j is %j", async (members, error) => {
    await expect(choose(asked, members as Members)).rejects.toMatchObject({
      status: 400,
      ...error,
    });
  });

  it("is more than 128 tools", async () => {
    await expect(choose(asked, { tools: Array(129).fill(weather) })).rejects.toMatchObject({
      code: "array_above_max_length",
    });
  });
});
