import type { OpenAI } from "openai";
import { describe, expect, it } from "vitest";
import { createLocalAccount } from "../openai.test.fixture.ts";

const local = createLocalAccount();
const client = local.v1Client();
const model = "chat";

const documents = "[doc1]\nHotels cost at most 120 euros.\n[doc2]\nNew parents get sixteen weeks.";
const question = "What do hotels cost?";

type Members = Partial<OpenAI.Responses.ResponseCreateParamsNonStreaming>;

const respond = (members: Members = {}) =>
  client.responses.create({ model, input: question, instructions: documents, ...members });

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
const asked = "What is the weather in Kyoto?";

const called = async (members: Members) =>
  (await respond({ input: "Hello", tools: [weather], ...members })).output[0]?.type;

describe("functions", () => {
  it("are called, and answered in the next response", async () => {
    const first = await respond({ input: asked, tools: [weather] });
    expect(first).toMatchObject({
      status: "completed",
      output: [
        {
          id: expect.stringMatching(/^fc_/),
          type: "function_call",
          status: "completed",
          name: "get_weather",
          arguments: JSON.stringify({ place: asked }),
          call_id: expect.stringMatching(/^call_/),
        },
      ],
      tools: [{ type: "function", name: "get_weather", strict: true, description: null }],
    });
    const [call] = first.output;
    const call_id = call?.type === "function_call" ? call.call_id : "";
    const second = await respond({
      instructions: null,
      previous_response_id: first.id,
      input: [{ type: "function_call_output", call_id, output: "Rain." }],
      tools: [weather],
    });
    expect(second.previous_response_id).toBe(first.id);
    expect(second.output_text).toMatch(/^Rain\.\n\n/);
  });

  it("are answered without a memory, by what was said put together again", async () => {
    const call = { type: "function_call" as const, call_id: "c1", name: "get_weather" };
    const { output_text } = await respond({
      instructions: null,
      store: false,
      tools: [weather],
      input: [
        { role: "user", content: asked },
        { id: "rs_1", type: "reasoning", summary: [] },
        { ...call, arguments: "{}" },
        { type: "function_call_output", call_id: "c1", output: "Sun." },
      ],
    });
    expect(output_text).toMatch(/^Sun\./);
    await expect(respond({ input: [{ ...call, arguments: "{}" }] })).rejects.toThrow(
      "No tool output found for function call c1.",
    );
    await expect(
      respond({ input: [{ type: "function_call_output", call_id: "c2", output: "" }] }),
    ).rejects.toThrow("No tool call found for function call output with call_id c2.");
  });

  it("are called as the choice says", async () => {
    expect(await called({})).toBe("message");
    expect(await called({ tool_choice: "required" })).toBe("function_call");
    const named = { type: "function" as const, name: "get_weather" };
    expect(await called({ tool_choice: named })).toBe("function_call");
    expect(await called({ input: asked, tool_choice: "none" })).toBe("message");
  });

  it.each(["web_search_preview", "file_search", "code_interpreter", "image_generation", "mcp"])(
    "are the only tools: %s is refused as for a model without it",
    async (type) => {
      await expect(
        respond({ tools: [{ type }] as unknown as OpenAI.Responses.Tool[] }),
      ).rejects.toMatchObject({
        status: 400,
        param: "tools",
        message: expect.stringContaining(`Hosted tool '${type}' is not supported with gpt-4o.`),
      });
    },
  );
});
