import { APIError } from "openai";
import { describe, expect, it } from "vitest";
import { createLocalAccount, groundedMessages } from "./openai.test.fixture.ts";

const { azureClient, v1Client } = createLocalAccount();
const client = azureClient();
const v1 = v1Client();
const model = "chat";

const question = "How many weeks of parental leave are there?";
const chat = (content: string) =>
  client.chat.completions.create({ model, messages: [{ role: "user", content }] });

const refusalOf = async (answer: Promise<unknown>) => {
  const error: unknown = await answer.catch((reason: unknown) => reason);
  if (error instanceof APIError) return error;
  throw new Error("it was not refused");
};

const safe = { filtered: false, severity: "safe" };

describe("a prompt is refused", () => {
  it.each(["hate", "self_harm", "sexual", "violence"])("for [filter:%s]", async (category) => {
    expect(await refusalOf(chat(`[filter:${category}] Hello`))).toMatchObject({
      status: 400,
      code: "content_filter",
      param: "prompt",
      error: {
        type: null,
        status: 400,
        message: expect.stringMatching(
          /^The response was filtered due to the prompt triggering Azure OpenAI's content management policy\./,
        ),
        innererror: {
          code: "ResponsibleAIPolicyViolation",
          content_filter_result: {
            ...Object.fromEntries(
              ["hate", "self_harm", "sexual", "violence"].map((each) => [each, safe]),
            ),
            [category]: { filtered: true, severity: "high" },
            jailbreak: { filtered: false, detected: false },
          },
        },
      },
    });
  });

  it("for an attack by the person", async () => {
    expect(await refusalOf(chat("[filter:jailbreak] Hello"))).toMatchObject({
      error: {
        innererror: {
          content_filter_result: { jailbreak: { filtered: true, detected: true }, hate: safe },
        },
      },
    });
  });

  it("for an attack by a document", async () => {
    const messages = groundedMessages(question);
    const refusal = await refusalOf(
      client.chat.completions.create({
        model,
        messages: [{ role: "system", content: "[doc1]\n[filter:indirect_attack]" }, ...messages],
      }),
    );
    expect(refusal).toMatchObject({
      error: {
        innererror: {
          content_filter_result: { indirect_attack: { filtered: true, detected: true } },
        },
      },
    });
  });

  it("as a stream, a completion or a response too", async () => {
    const content = "[filter:violence]";
    const messages = [{ role: "user" as const, content }];
    const all = [
      client.chat.completions.create({ model, messages, stream: true }),
      client.completions.create({ model: "instruct", prompt: ["Hello", content] }),
      v1.responses.create({ model, input: content }),
      v1.responses.create({ model, input: "Hello", instructions: content, stream: true }),
    ];
    for (const refusal of await Promise.all(all.map(refusalOf))) {
      expect(refusal).toMatchObject({ status: 400, code: "content_filter" });
    }
  });

  it("only for what a filter looks for", async () => {
    const { choices } = await chat("[filter:rain] [filter:protected_material_text] Hello");
    expect(choices[0]?.finish_reason).toBe("stop");
  });
});

describe("an answer is kept back", () => {
  const messages = groundedMessages(`${question} [filter-answer:violence]`);

  it("whole", async () => {
    const { choices } = await client.chat.completions.create({ model, messages });
    expect(choices).toMatchObject([
      {
        finish_reason: "content_filter",
        message: { content: null },
        content_filter_results: { violence: { filtered: true, severity: "high" }, hate: safe },
      },
    ]);
  });

  it("from where the filter sees it in a stream", async () => {
    const whole = await client.chat.completions.create({
      model,
      messages: groundedMessages(question),
    });
    const stream = await client.chat.completions.create({ model, messages, stream: true });
    const choices = [];
    for await (const chunk of stream) choices.push(...chunk.choices);
    const text = choices.map(({ delta }) => delta.content ?? "").join("");
    expect(text.length).toBeGreaterThan(10);
    expect(whole.choices[0]?.message.content?.startsWith(text)).toBe(true);
    expect(whole.choices[0]?.message.content).not.toBe(text);
    expect(choices.at(-1)).toMatchObject({
      finish_reason: "content_filter",
      delta: {},
      content_filter_results: { violence: { filtered: true } },
    });
  });

  it("for material that is protected", async () => {
    const { choices } = await chat("Hello [filter-answer:protected_material_code]");
    expect(choices).toMatchObject([
      {
        finish_reason: "content_filter",
        content_filter_results: { protected_material_code: { filtered: true, detected: true } },
      },
    ]);
  });

  it("with the calls that it would have made", async () => {
    const { choices } = await client.chat.completions.create({
      model,
      messages: [{ role: "user", content: "The weather? [filter-answer:hate]" }],
      tools: [{ type: "function", function: { name: "get_weather" } }],
    });
    expect(choices[0]).toMatchObject({ finish_reason: "content_filter" });
    expect(choices[0]?.message.tool_calls).toBeUndefined();
  });

  it("in a completion and in a response", async () => {
    const content = "Hello [filter-answer:hate]";
    const { choices } = await client.completions.create({ model: "instruct", prompt: content });
    expect(choices).toMatchObject([{ text: "", finish_reason: "content_filter" }]);
    expect(await v1.responses.create({ model, input: content })).toMatchObject({
      status: "incomplete",
      incomplete_details: { reason: "content_filter" },
      content_filters: [
        { source_type: "prompt", blocked: false },
        {
          source_type: "completion",
          blocked: true,
          content_filter_results: { hate: { filtered: true } },
        },
      ],
    });
  });
});
