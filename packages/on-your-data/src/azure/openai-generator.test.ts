import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openaiEndpoint } from "../azure.test.fixture.ts";
import { bodyOf, startServer, type LocalServer } from "../server.test.fixture.ts";
import { createOpenAIGenerator } from "./openai-generator.ts";

let server: LocalServer;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.azure.close());

describe("createOpenAIGenerator", () => {
  it("writes to a reasoning model what it takes", async () => {
    const { credential, httpClient } = server.azure;
    const generate = createOpenAIGenerator({
      endpoint: openaiEndpoint,
      credential,
      httpClient,
      reasoningDeployments: ["o4"],
    });
    const events = generate(
      {
        deployment: "o4",
        messages: [{ role: "user", content: "?" }],
        sampling: { maxTokens: 7, temperature: 1, reasoningEffort: "low" },
        stream: false,
      },
      { abortSignal: new AbortController().signal },
    );
    for await (const { finishReason } of events) expect(finishReason).toBe("stop");
    expect(JSON.parse(server.azure.of("openai")[0]?.body ?? "")).toEqual({
      messages: [{ role: "user", content: "?" }],
      max_completion_tokens: 7,
      reasoning_effort: "low",
    });
  });

  it("asks for no more than an answer may have", async () => {
    await server.ask(bodyOf({}, { max_tokens: 1_000_000 }));
    expect(JSON.parse(server.azure.of("openai")[1]?.body ?? "")).toHaveProperty(
      "max_tokens",
      1_500,
    );
  });
});
