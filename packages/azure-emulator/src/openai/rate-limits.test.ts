import { APIError } from "openai";
import { describe, expect, it } from "vitest";
import { createLocalAccount } from "./openai.test.fixture.ts";

const limited = () => {
  const local = createLocalAccount([{ name: "small", model: "gpt-4o", capacity: 1 }]);
  const client = local.azureClient();
  const ask = (content = "Hello", max_tokens = 10) =>
    client.chat.completions
      .create({ model: "small", messages: [{ role: "user", content }], max_tokens })
      .withResponse();
  const refusal = async (content?: string, maxTokens?: number) => {
    const error: unknown = await ask(content, maxTokens).catch((reason: unknown) => reason);
    if (error instanceof APIError) return error;
    throw new Error("it was not refused");
  };
  return { ...local, client, ask, refusal };
};

describe("a deployment with a capacity", () => {
  it("says what is left of it", async () => {
    const { ask } = limited();
    await ask();
    const { response } = await ask();
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "x-ratelimit-limit-requests": "6",
      "x-ratelimit-limit-tokens": "1000",
      "x-ratelimit-remaining-requests": "4",
      "x-ratelimit-remaining-tokens": String(1000 - 2 * (1 + 10)),
    });
  });

  it("answers 429 to a request too many, until the minute is over", async () => {
    const { ask, refusal, clock } = limited();
    await Promise.all([ask(), ask(), ask(), ask(), ask(), ask()]);
    clock.advance(20_000);
    const error = await refusal();
    expect(error).toMatchObject({ status: 429, code: "429" });
    expect(error.message).toMatch(
      /Requests to the ChatCompletions_Create Operation under Azure OpenAI API version 2024-10-21 have exceeded call rate limit of your current OpenAI S0 pricing tier\. Please retry after \d+ seconds\./,
    );
    const seconds = Number(error.headers?.get("retry-after"));
    expect(seconds).toBeGreaterThan(30);
    expect(seconds).toBeLessThanOrEqual(40);
    const milliseconds = Number(error.headers?.get("retry-after-ms"));
    expect(Math.ceil(milliseconds / 1000)).toBe(seconds);
    expect(error.headers?.get("x-ratelimit-reset-requests")).toBe(String(seconds));
    clock.advance(milliseconds);
    expect((await ask()).response.status).toBe(200);
  });

  it("counts what may be answered for what is", async () => {
    const { ask, refusal } = limited();
    await ask("Hello", 600);
    const error = await refusal("Hello", 600);
    expect(error.message).toContain("have exceeded token rate limit");
    expect(error.headers?.get("x-ratelimit-reset-tokens")).toBe(error.headers?.get("retry-after"));
    await ask("Hello", 300);
  });

  it("says of more than it ever allows that there is no point in waiting", async () => {
    const { refusal } = limited();
    expect((await refusal("Hello", 2000)).headers?.get("retry-after")).toBe("86400");
  });

  it("counts responses and embeddings in their own words", async () => {
    const local = createLocalAccount([
      { name: "small", model: "gpt-4o", capacity: 1 },
      { name: "small-embed", model: "text-embedding-3-small", capacity: 1 },
    ]);
    const client = local.v1Client();
    const input = "word ".repeat(1100);
    await expect(client.responses.create({ model: "small", input })).rejects.toThrow(
      "Responses_Create Operation under Azure OpenAI API version v1",
    );
    await expect(
      client.embeddings.create({ model: "small-embed", input: [input] }),
    ).rejects.toThrow("Embeddings_Create Operation");
  });

  it("gains nothing by what makes no sense", async () => {
    const { ask, refusal } = limited();
    await ask("Hello", 900);
    expect((await refusal("Hello", -500)).status).toBe(400);
    expect((await refusal("Hello", 200)).status).toBe(429);
  });

  it("keeps its own count", async () => {
    const { ask, client } = limited();
    await Promise.all([ask(), ask(), ask(), ask(), ask(), ask()]);
    const messages = [{ role: "user" as const, content: "Hello" }];
    const other = client.chat.completions.create({ model: "chat", messages });
    expect((await other.asResponse()).headers.get("x-ratelimit-remaining-requests")).toBeNull();
  });

  it("counts nothing of what it refuses for another reason", async () => {
    const { ask, client } = limited();
    await client.chat.completions.create({ model: "missing", messages: [] }).catch(() => {});
    const { response } = await ask();
    expect(response.headers.get("x-ratelimit-remaining-requests")).toBe("5");
  });
});
