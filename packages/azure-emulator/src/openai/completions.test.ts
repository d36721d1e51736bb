import { describe, expect, it } from "vitest";
import { createLocalAccount } from "./openai.test.fixture.ts";

const { azureClient, v1Client } = createLocalAccount();
const client = azureClient();
const model = "instruct";

const prompt = "[doc1]\nHotels cost at most 120 euros.\n\nWhat do hotels cost?";
const quote = "Hotels cost at most 120 euros. [doc1]";

describe("a completion", () => {
  it.each([
    ["a deployment", client],
    ["v1", v1Client()],
  ])("quotes, at %s", async (_, at) => {
    const completion = await at.completions.create({ model, prompt, max_tokens: 200 });
    expect(completion).toMatchObject({
      id: expect.stringMatching(/^cmpl-/),
      object: "text_completion",
      model: "gpt-35-turbo-instruct",
      choices: [
        {
          index: 0,
          finish_reason: "stop",
          logprobs: null,
          content_filter_results: { violence: { filtered: false, severity: "safe" } },
        },
      ],
      prompt_filter_results: [{ prompt_index: 0 }],
    });
    expect(completion.choices[0]?.text.startsWith(quote)).toBe(true);
    const { usage } = completion;
    expect(usage?.total_tokens).toBe(usage!.prompt_tokens + usage!.completion_tokens);
  });

  it("has sixteen tokens unless told otherwise", async () => {
    const { choices, usage } = await client.completions.create({ model, prompt });
    expect(choices[0]?.finish_reason).toBe("length");
    expect(usage?.completion_tokens).toBe(16);
  });

  it("is there for each prompt as often as it is asked for, after what was asked", async () => {
    const { choices } = await client.completions.create({
      model,
      prompt: [prompt, "[doc1]\nParis.\n\nWhere is Paris?"],
      n: 2,
      best_of: 2,
      stop: ["["],
      echo: true,
    });
    expect(choices.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    expect(choices[1]?.text).toBe(`${prompt}Hotels cost at most 120 euros. `);
    expect(choices[3]?.text).toContain("Where is Paris?Paris.");
  });

  it("comes as a stream", async () => {
    const stream = await client.completions.create({
      model,
      prompt,
      max_tokens: 200,
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks[0]).toMatchObject({ choices: [], prompt_filter_results: [{ prompt_index: 0 }] });
    expect(chunks.map(({ choices }) => choices[0]?.text ?? "").join("")).toContain(quote);
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe("stop");
    expect(chunks.at(-1)?.usage?.completion_tokens).toBeGreaterThan(10);
  });
});

describe("what it does not take", () => {
  it.each<[Record<string, unknown>, Record<string, unknown>]>([
    [{ suffix: "." }, { code: "unsupported_parameter" }],
    [{ logprobs: 1 }, { code: "unsupported_parameter" }],
    [{ logit_bias: {} }, { code: "unsupported_parameter" }],
    [{ prompt: [1, 2] }, { code: "unsupported_parameter" }],
    [{ prompt: [] }, { param: "prompt" }],
    [{ prompt: { text: "" } }, { param: "prompt" }],
    [{ n: 2, best_of: 1 }, { param: "best_of" }],
    [{ messages: [] }, { status: 400 }],
    [{ max_tokens: -1 }, { param: "max_tokens" }],
  ])("%j is %j", async (members, error) => {
    await expect(client.completions.create({ model, prompt, ...members })).rejects.toMatchObject({
      status: 400,
      ...error,
    });
  });
});
