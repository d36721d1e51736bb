import type { OpenAI } from "openai";
import { describe, expect, it } from "vitest";
import { createLocalAccount, groundedMessages } from "./openai.test.fixture.ts";

const { azureClient, v1Client, ask, tokenFor } = createLocalAccount();
const client = azureClient();
const model = "chat";

const question = "How many weeks of parental leave are there?";
const quote = "New parents get sixteen weeks of parental leave. [doc1]";

const contentOf = ({ choices }: OpenAI.ChatCompletion) => choices[0]?.message.content ?? "";

describe("an answer", () => {
  it("quotes the documents with their marks, and says who wrote it", async () => {
    const completion = await client.chat.completions.create({
      model,
      messages: groundedMessages(question),
    });
    expect(contentOf(completion)).toBe(
      `${quote}\n\n(The local Azure's stand-in for a model wrote this: it quotes, it does not think.)`,
    );
    expect(completion).toMatchObject({
      id: expect.stringMatching(/^chatcmpl-/),
      object: "chat.completion",
      model: "gpt-4o",
      choices: [
        {
          index: 0,
          finish_reason: "stop",
          message: { role: "assistant", refusal: null },
          content_filter_results: { hate: { filtered: false, severity: "safe" } },
        },
      ],
      prompt_filter_results: [
        { prompt_index: 0, content_filter_results: { jailbreak: { detected: false } } },
      ],
    });
  });

  it("finds words of languages without spaces", async () => {
    const messages = groundedMessages("ホテルの上限はいくらですか。");
    const completion = await client.chat.completions.create({ model, messages });
    expect(contentOf(completion)).toContain("ホテルの上限は一万円です。 [doc3]");
    expect(contentOf(completion)).not.toContain("[doc1]");
  });

  it("is the same for the same prompt", async () => {
    const messages = groundedMessages("hotels and leave");
    const [one, other] = await Promise.all([
      client.chat.completions.create({ model, messages, temperature: 1 }),
      v1Client().chat.completions.create({ model, messages, temperature: 0 }),
    ]);
    expect(contentOf(one)).toBe(contentOf(other));
  });

  it("says when the documents have nothing, or there are none", async () => {
    const strange = groundedMessages("What is the boiling point of mercury?");
    expect(contentOf(await client.chat.completions.create({ model, messages: strange }))).toContain(
      "The documents say nothing about this.",
    );
    const messages = [{ role: "user" as const, content: question }];
    expect(contentOf(await client.chat.completions.create({ model, messages }))).toContain(
      "There are no documents to answer from.",
    );
  });

  it("goes by the last documents and the last question of a conversation", async () => {
    const content = contentOf(
      await client.chat.completions.create({
        model,
        messages: [
          { role: "user", content: `[doc1]\nOld leave rules.\n</documents>\n${question}` },
          { role: "assistant", content: "[doc9]\nHotels are free, says the model." },
          { role: "user", content: "[doc1]\nHotels cost 120 euros.\n\nWhat do hotels cost?" },
        ],
      }),
    );
    expect(content).toMatch(/^Hotels cost 120 euros\. \[doc1\]\n/);
  });

  it("quotes only what stands in documents: not what an earlier answer made look like one", async () => {
    const content = contentOf(
      await client.chat.completions.create({
        model,
        messages: [
          ...groundedMessages(question),
          { role: "assistant", content: "[doc9]\nHotels are free." },
          { role: "user", content: "[doc7] is what I cite hotels by. What do hotels cost?" },
        ],
      }),
    );
    expect(content).toMatch(/^Hotels cost at most 120 euros\. \[doc2\]\n/);
  });

  it("quotes once what stands in several documents, by its first mark", async () => {
    const content = contentOf(
      await client.chat.completions.create({
        model,
        messages: [
          {
            role: "user",
            content: "[doc1]\nHotels cost 120 euros.\n[doc2]\nHotels cost 120 euros.",
          },
          { role: "user", content: "What do hotels cost?" },
        ],
      }),
    );
    expect(content).toMatch(/^Hotels cost 120 euros\. \[doc1\]\n/);
  });

  it("counts the tokens", async () => {
    const messages = groundedMessages(question);
    const { usage } = await client.chat.completions.create({ model, messages });
    expect(usage?.prompt_tokens).toBeGreaterThan(50);
    expect(usage?.total_tokens).toBe(usage!.prompt_tokens + usage!.completion_tokens);
  });

  it("is given several times, if it is asked for", async () => {
    const messages = groundedMessages(question);
    const one = await client.chat.completions.create({ model, messages });
    const { choices, usage } = await client.chat.completions.create({ model, messages, n: 3 });
    expect(choices.map(({ index, message }) => [index, message.content])).toEqual(
      [0, 1, 2].map((index) => [index, contentOf(one)]),
    );
    expect(usage?.completion_tokens).toBe(3 * one.usage!.completion_tokens);

    const stream = await client.chat.completions.create({ model, messages, n: 2, stream: true });
    const texts = ["", ""];
    for await (const chunk of stream) {
      for (const { index, delta } of chunk.choices) texts[index] += delta.content ?? "";
    }
    expect(texts).toEqual([contentOf(one), contentOf(one)]);
  });

  it.each(["max_tokens", "max_completion_tokens"])("ends at %s", async (name) => {
    const messages = groundedMessages(question);
    const completion = await client.chat.completions.create({ model, messages, [name]: 3 });
    const [choice] = completion.choices;
    expect(choice?.finish_reason).toBe("length");
    expect(completion.usage?.completion_tokens).toBe(3);
    expect(quote.startsWith(choice?.message.content ?? "?")).toBe(true);
  });

  it("ends before a stop sequence", async () => {
    const messages = groundedMessages(question);
    const completion = await client.chat.completions.create({ model, messages, stop: [" leave"] });
    expect(contentOf(completion)).toBe("New parents get sixteen weeks of parental");
    expect(completion.choices[0]?.finish_reason).toBe("stop");
  });
});

describe("a stream", () => {
  it("comes in pieces, ends with a reason, and with the usage if it was asked for", async () => {
    const messages = groundedMessages(question);
    const whole = await client.chat.completions.create({ model, messages });
    const stream = await client.chat.completions.create({
      model,
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks: OpenAI.ChatCompletionChunk[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks[0]).toMatchObject({ choices: [], prompt_filter_results: [{ prompt_index: 0 }] });
    expect(chunks[1]?.choices[0]?.delta).toEqual({ role: "assistant", content: "", refusal: null });
    const pieces = chunks.flatMap(({ choices }) => choices[0]?.delta.content || []);
    expect(pieces.length).toBeGreaterThan(3);
    expect(pieces.join("")).toBe(contentOf(whole));
    expect(chunks.at(-2)?.choices).toMatchObject([{ delta: {}, finish_reason: "stop" }]);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: whole.usage });
    expect(chunks.slice(0, -1).every(({ usage }) => usage === null)).toBe(true);
  });

  it("is put together by the official helper", async () => {
    const messages = groundedMessages(question);
    const stream = client.chat.completions.stream({ model, messages });
    await expect(stream.finalContent()).resolves.toContain(quote);
    await expect(stream.finalChatCompletion()).resolves.toMatchObject({
      choices: [{ finish_reason: "stop" }],
    });
  });

  it("is server-sent events on the wire, done at the end", async () => {
    const response = await ask(
      "/openai/deployments/chat/chat/completions?api-version=2024-10-21",
      { messages: groundedMessages(question), stream: true },
      { authorization: `Bearer ${await tokenFor()}` },
    );
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    const events = (await response.text()).split("\n\n");
    expect(events.slice(-2)).toEqual(["data: [DONE]", ""]);
    expect(events.slice(0, -2).every((event) => event.startsWith("data: {"))).toBe(true);
    expect(events.join("")).not.toContain('"usage"');
  });
});

describe("what it does not take", () => {
  const messages = [{ role: "user", content: question }];
  const mistakes: readonly (readonly [unknown, Readonly<Record<string, unknown>>])[] = [
    [
      { messages, data_sources: [] },
      { message: "Unrecognized request argument supplied: data_sources", param: null },
    ],
    [
      { messages, colour: "red", sound: 1 },
      { message: "Unrecognized request arguments supplied: colour, sound" },
    ],
    [{}, { code: "missing_required_parameter", param: "messages" }],
    [{ messages: "Hello" }, { param: "messages" }],
    [{ messages: [] }, { message: "[] is too short - 'messages'" }],
    [{ messages: [1] }, { param: "messages.0" }],
    [{ messages: [{ role: "robot", content: "" }] }, { param: "messages.0.role" }],
    [{ messages: [{ role: "function", content: "" }] }, { code: "unsupported_parameter" }],
    [{ messages: [{ role: "user" }] }, { param: "messages.0.content" }],
    [
      { messages: [{ role: "user", content: [{ type: "image_url", image_url: {} }] }] },
      { code: "unsupported_parameter", param: "messages.0.content.0.type" },
    ],
    [{ messages, logprobs: true }, { code: "unsupported_parameter" }],
    [{ messages, n: 0 }, { param: "n" }],
    [
      { messages, temperature: 3 },
      { message: "3 is greater than the maximum of 2 - 'temperature'" },
    ],
    [
      { messages, top_p: "1" },
      { code: "invalid_type", param: "top_p" },
    ],
    [{ messages, max_tokens: 0 }, { message: "0 is less than the minimum of 1 - 'max_tokens'" }],
    [{ messages, max_tokens: 1.5 }, { code: "invalid_type" }],
    [
      { messages, max_tokens: 1, max_completion_tokens: 1 },
      { code: "invalid_parameter_combination" },
    ],
    [
      { messages, stream: "yes" },
      { code: "invalid_type", param: "stream" },
    ],
    [{ messages, stream_options: { include_usage: true } }, { param: "stream_options" }],
    [
      { messages, stream: true, stream_options: { include_costs: true } },
      { message: "Unrecognized request argument supplied: include_costs" },
    ],
    [{ messages, stop: ["a", "b", "c", "d", "e"] }, { param: "stop" }],
    [{ messages, response_format: {} }, { param: "response_format.type" }],
    [{ messages, response_format: { type: "xml" } }, { code: "invalid_value" }],
    [{ messages, response_format: { type: "json_object" } }, { param: "messages" }],
    [
      { messages, response_format: { type: "json_schema", json_schema: { schema: {} } } },
      { param: "response_format.json_schema.name" },
    ],
    [
      { messages, response_format: { type: "json_schema", json_schema: { name: "a" } } },
      { param: "response_format.json_schema.schema" },
    ],
    [[], { type: "invalid_request_error" }],
  ];

  it.each(mistakes)("%j is %j", async (body, error) => {
    const response = await ask(
      "/openai/deployments/chat/chat/completions?api-version=2024-10-21",
      body,
      { authorization: `Bearer ${await tokenFor()}` },
    );
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error });
  });

  it("takes null for nothing said", async () => {
    const response = await ask(
      "/openai/deployments/chat/chat/completions?api-version=2024-10-21",
      { messages, stop: null, max_tokens: null, response_format: null, tools: null, n: null },
      { authorization: `Bearer ${await tokenFor()}` },
    );
    expect(response.status).toBe(200);
  });
});

describe("a reasoning model", () => {
  const messages = groundedMessages(question);

  it("answers like any other", async () => {
    const completion = await client.chat.completions.create({
      model: "reasoning",
      messages,
      max_completion_tokens: 1000,
      reasoning_effort: "low",
      temperature: 1,
    });
    expect(contentOf(completion)).toContain(quote);
    expect(completion.model).toBe("o4-mini");
  });

  it.each([
    [{ max_tokens: 100 }, /Use 'max_completion_tokens' instead/],
    [{ temperature: 0 }, /'temperature' does not support 0 with this model/],
    [{ top_p: 0.5 }, /'top_p' does not support 0.5/],
    [{ reasoning_effort: "some" as "low" }, /Invalid value: "some"/],
  ])("does not take %j", async (members, message) => {
    await expect(
      client.chat.completions.create({ model: "reasoning", messages, ...members }),
    ).rejects.toThrow(message);
  });

  it("is the only one to take an effort", async () => {
    await expect(
      client.chat.completions.create({ model, messages, reasoning_effort: "low" }),
    ).rejects.toThrow(/Unrecognized request argument supplied: reasoning_effort/);
  });
});
