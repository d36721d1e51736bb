import { LengthFinishReasonError } from "openai/error";
import { zodFunction, zodResponseFormat, zodTextFormat } from "openai/helpers/zod";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createLocalAccount, groundedMessages } from "./openai.test.fixture.ts";

const account = createLocalAccount();
const messages = groundedMessages("How many weeks of parental leave do I get?");
const weather = [{ role: "user" as const, content: "How is the weather in Paris?" }];

describe.each([
  ["by deployments", () => account.azureClient({ apiVersion: "2025-04-01-preview" })],
  ["by /openai/v1/", () => account.v1Client()],
])("a session of the official client, %s", (_, client) => {
  it("follows a stream by its helper, to the whole and its usage", async () => {
    const stream = client().chat.completions.stream({
      model: "chat",
      messages,
      stream_options: { include_usage: true },
    });
    let heard = "";
    stream.on("content", (delta) => {
      heard += delta;
    });
    const whole = await stream.finalChatCompletion();
    expect(whole.choices[0]).toMatchObject({
      finish_reason: "stop",
      message: { content: heard },
    });
    expect(heard).toContain("sixteen weeks");
    expect((await stream.totalUsage()).total_tokens).toBe(whole.usage?.total_tokens);
  });

  it("leaves a stream in the middle, and splits one in two", async () => {
    const { completions } = client().chat;
    const request = { model: "chat", messages, stream: true } as const;
    const left = await completions.create(request);
    for await (const chunk of left) if (chunk.choices.length > 0) break;
    expect(left.controller.signal.aborted).toBe(true);
    const counts = (await completions.create(request)).tee().map(async (half) => {
      let chunks = 0;
      for await (const chunk of half) chunks += chunk.choices.length;
      return chunks;
    });
    const [one, other] = await Promise.all(counts);
    expect(one).toBe(other);
    expect(one).toBeGreaterThan(2);
  });

  it("parses an answer by a schema, and says when it was cut off", async () => {
    const schema = z.object({
      intents: z.array(z.string()),
      count: z.number(),
      sure: z.boolean().nullable(),
      kind: z.enum(["one", "many"]),
      either: z.union([z.string(), z.number()]),
    });
    const body = {
      model: "chat",
      messages,
      response_format: zodResponseFormat(schema, "intents"),
    };
    const { choices } = await client().chat.completions.parse(body);
    expect(choices[0]?.message.parsed?.intents).toEqual([
      "How many weeks of parental leave do I get?",
    ]);
    await expect(
      client().chat.completions.parse({ ...body, max_tokens: 1 }),
    ).rejects.toBeInstanceOf(LengthFinishReasonError);
  });

  it("has its functions called, and their results answered from", async () => {
    const cities: string[] = [];
    const tool = zodFunction({
      name: "get_weather",
      parameters: z.object({ city: z.string() }),
      function: ({ city }) => {
        cities.push(city);
        return "[doc1]\nThe weather in Paris is sunny.";
      },
    });
    const whole = client().chat.completions.runTools({
      model: "chat",
      messages: weather,
      tools: [tool],
    });
    expect(await whole.finalContent()).toContain("The weather in Paris is sunny. [doc1]");
    const streamed = client().chat.completions.runTools({
      model: "chat",
      messages: weather,
      tools: [tool],
      stream: true,
    });
    expect(await streamed.finalContent()).toContain("sunny");
    expect(cities).toHaveLength(2);
  });

  it("follows a response by its helper, parses one, and goes on from it", async () => {
    const { responses } = client();
    const input = "How many weeks of parental leave do I get?";
    const stream = responses.stream({ model: "chat", input });
    let heard = "";
    stream.on("response.output_text.delta", ({ delta }) => {
      heard += delta;
    });
    const final = await stream.finalResponse();
    expect(final.output_text).toBe(heard);
    const parsed = await responses.parse({
      model: "chat",
      input,
      text: { format: zodTextFormat(z.object({ intents: z.array(z.string()) }), "intents") },
    });
    expect(parsed.output_parsed).toEqual({ intents: [input] });
    const next = await responses.create({
      model: "chat",
      previous_response_id: parsed.id,
      input: "And hotels?",
    });
    expect(next).toMatchObject({ status: "completed", previous_response_id: parsed.id });
  });

  it("knows the id of a request", async () => {
    const { request_id, response } = await client()
      .chat.completions.create({ model: "chat", messages })
      .withResponse();
    expect(request_id).toBe(response.headers.get("x-request-id"));
    expect(request_id).toMatch(/^[0-9a-f-]{36}$/);
  });
});
