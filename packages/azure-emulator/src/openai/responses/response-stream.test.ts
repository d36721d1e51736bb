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

const eventsOf = async (members: Members) => {
  const stream = await client.responses.create({
    model,
    input: question,
    instructions: documents,
    ...members,
    stream: true,
  });
  const events: OpenAI.Responses.ResponseStreamEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
};
const typesOf = (events: readonly { type: string }[]) =>
  events.map(({ type }) => type).filter((type, index, all) => type !== all[index - 1]);

describe("a stream", () => {
  it("has the service's events in their order, numbered", async () => {
    const events = await eventsOf({});
    expect(typesOf(events)).toEqual([
      "response.created",
      "response.in_progress",
      "response.output_item.added",
      "response.content_part.added",
      "response.output_text.delta",
      "response.output_text.done",
      "response.content_part.done",
      "response.output_item.done",
      "response.completed",
    ]);
    expect(events.map((event) => "sequence_number" in event && event.sequence_number)).toEqual(
      events.map((_, index) => index),
    );
    const text = events.map((each) =>
      each.type === "response.output_text.delta" ? each.delta : "",
    );
    expect(text.join("").startsWith(quote)).toBe(true);
    expect(text.filter(Boolean).length).toBeGreaterThan(3);
    expect(events[0]).toMatchObject({
      response: { status: "in_progress", output: [], usage: null },
    });
    expect(events[2]).toMatchObject({ output_index: 0, item: { content: [] } });
    const last = events.at(-1);
    expect(last).toMatchObject({ response: { status: "completed" } });
    const id = last?.type === "response.completed" ? last.response.id : "";
    expect((await client.responses.retrieve(id)).output_text).toBe(text.join(""));
  });

  it("has calls in pieces, and what a model reasons before", async () => {
    const events = await eventsOf({ model: "reasoning", input: asked, tools: [weather] });
    expect(typesOf(events)).toEqual([
      "response.created",
      "response.in_progress",
      "response.output_item.added",
      "response.output_item.done",
      "response.output_item.added",
      "response.function_call_arguments.delta",
      "response.function_call_arguments.done",
      "response.output_item.done",
      "response.completed",
    ]);
  });

  it("ends as incomplete", async () => {
    expect((await eventsOf({ max_output_tokens: 16 })).at(-1)?.type).toBe("response.incomplete");
  });

  it("is put together by the official helper", async () => {
    const stream = client.responses.stream({ model, input: question, instructions: documents });
    const { output_text } = await stream.finalResponse();
    expect(output_text.startsWith(quote)).toBe(true);
  });

  it("is named server-sent events on the wire, without a mark at the end", async () => {
    const response = await local.ask(
      "/openai/v1/responses",
      { model, input: question, stream: true },
      { authorization: `Bearer ${await local.tokenFor()}` },
    );
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    const events = (await response.text()).split("\n\n");
    expect(events.at(0)).toMatch(/^event: response\.created\ndata: \{"type":"response\.created"/);
    expect(events.at(-2)).toMatch(/^event: response\.completed\n/);
    expect(events.at(-1)).toBe("");
  });
});
