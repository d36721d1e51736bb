import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openaiEndpoint, searchEndpoint } from "../azure.test.fixture.ts";
import { emulateAzure } from "../emulated-azure.test.fixture.ts";
import type { GenerationEvent, GenerationRequest } from "../generate.ts";
import { bodyOf, startServer, type LocalServer } from "../server.test.fixture.ts";
import { createOpenAIEmbedder } from "./openai-embedder.ts";
import { createOpenAIGenerator, type OpenAIGeneratorOptions } from "./openai-generator.ts";
import { createSearchRetriever } from "./search-retriever.ts";

let server: LocalServer;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.azure.close());

const { signal: abortSignal } = new AbortController();

function settings(options: Partial<OpenAIGeneratorOptions> = {}): OpenAIGeneratorOptions {
  const { credential, httpClient } = server.azure;
  return { endpoint: openaiEndpoint, credential, httpClient, ...options };
}

async function generate(
  options: Partial<OpenAIGeneratorOptions>,
  request: Partial<GenerationRequest> = {},
): Promise<GenerationEvent[]> {
  const events: GenerationEvent[] = [];
  const question = {
    deployment: "o4",
    messages: [{ role: "user", content: "?" }],
    sampling: {},
    stream: true,
    ...request,
  } as const;
  for await (const event of createOpenAIGenerator(settings(options))(question, { abortSignal })) {
    events.push(event);
  }
  return events;
}

/** What was sent to the model, and where. */
function sent(position = 0): { path: string; body: Record<string, unknown> } {
  const { path = "", body = "" } = server.azure.of("openai").at(position) ?? {};
  return { path, body: JSON.parse(body) as Record<string, unknown> };
}

const textOf = (events: readonly GenerationEvent[]): string =>
  events.map(({ text }) => text).join("");

describe("createOpenAIGenerator", () => {
  it("writes to a reasoning model what it takes", async () => {
    await generate(
      { reasoningDeployments: ["o4"] },
      { sampling: { maxTokens: 7, temperature: 1, reasoningEffort: "low" }, stream: false },
    );
    expect(sent()).toEqual({
      path: "/openai/deployments/o4/chat/completions?api-version=2024-10-21",
      body: {
        messages: [{ role: "user", content: "?" }],
        max_completion_tokens: 7,
        reasoning_effort: "low",
      },
    });
  });

  it("asks for no more than an answer may have", async () => {
    await server.ask(bodyOf({}, { max_tokens: 1_000_000 }));
    expect(sent(1).body).toHaveProperty("max_tokens", 1_500);
  });

  it("names the deployment in the body on the path v1, which has no version", async () => {
    const events = await generate({ path: "v1" });
    expect(textOf(events)).toBe("Employees get 25 days of leave [doc1].");
    expect(sent()).toMatchObject({ path: "/openai/v1/chat/completions", body: { model: "o4" } });
    const { path: _, ...rest } = settings();
    await createOpenAIEmbedder({ ...rest, path: "v1" })("?", { deployment: "small", abortSignal });
    expect(sent(1)).toEqual({
      path: "/openai/v1/embeddings",
      body: { model: "small", input: ["?"] },
    });
  });

  it.each<[string, object, RegExp]>([
    ["another interface", { api: "assistants" }, /api must be/],
    ["another path", { path: "v2" }, /path must be/],
    ["responses of deployments", { api: "responses", path: "deployments" }, /'v1' only/],
    ["a version of v1", { path: "v1", apiVersion: "2024-10-21" }, /leave out apiVersion/],
    ["a setting that there is not", { reasoning: ["o4"] }, /no option reasoning; there are/],
  ])("is not made with %s", (_, options, message) => {
    expect(() => createOpenAIGenerator(settings(options))).toThrow(message);
    expect(() => createOpenAIGenerator(settings(options))).toThrow(TypeError);
  });
});

describe("responses", () => {
  it("[model/nothing-kept] are streamed, and kept nowhere", async () => {
    const events = await generate(
      { api: "responses" },
      { sampling: { maxTokens: 500, temperature: 0.2, topP: 0.9, seed: 1, stop: ["x"] } },
    );
    expect(sent()).toEqual({
      path: "/openai/v1/responses",
      body: {
        model: "o4",
        input: [{ role: "user", content: "?" }],
        store: false,
        max_output_tokens: 500,
        temperature: 0.2,
        top_p: 0.9,
        stream: true,
      },
    });
    expect(textOf(events)).toBe("Employees get 25 days of leave [doc1].");
    expect(events.at(-1)).toMatchObject({
      model: "o4",
      finishReason: "stop",
      usage: { promptTokens: 100, completionTokens: 10 },
    });
  });

  it("come whole, without what the model thought", async () => {
    const events = await generate(
      { api: "responses", reasoningDeployments: ["o4"] },
      {
        sampling: { maxTokens: 5, temperature: 1, reasoningEffort: "low" },
        stream: false,
        jsonSchema: { name: "search_intents", schema: { type: "object" } },
      },
    );
    expect(events).toMatchObject([{ text: '{"intents":["?"]}', finishReason: "stop" }]);
    expect(sent().body).toEqual({
      model: "o4",
      input: [{ role: "user", content: "?" }],
      store: false,
      max_output_tokens: 16,
      reasoning: { effort: "low" },
      text: {
        format: {
          type: "json_schema",
          name: "search_intents",
          schema: { type: "object" },
          strict: true,
        },
      },
    });
  });

  it.each([
    ["max_output_tokens", "length"],
    ["content_filter", "content_filter"],
  ])("that end for %s end for %s", async (reason, finishReason) => {
    const response = { status: "incomplete", incomplete_details: { reason }, output: [] };
    for (const [stream, body] of [
      [true, `data: ${JSON.stringify({ type: "response.incomplete", response })}\n\n`],
      [false, JSON.stringify(response)],
    ] as const) {
      server.azure.fault = { at: "contoso.openai", status: 200, body };
      // oxlint-disable-next-line no-await-in-loop -- one server, one answer at a time
      const events = await generate({ api: "responses" }, { stream });
      expect(events.at(-1)).toMatchObject({ text: "", finishReason });
    }
  });

  it("may be a refusal, in words", async () => {
    const delta = { type: "response.refusal.delta", delta: "No." };
    const end = { type: "response.completed", response: { status: "completed" } };
    const body = [delta, end].map((data) => `data: ${JSON.stringify(data)}\n\n`).join("");
    server.azure.fault = { at: "contoso.openai", status: 200, body };
    expect(textOf(await generate({ api: "responses" }))).toBe("No.");
  });

  const failed = { status: "failed", error: { code: "server_error", message: "canary" } };
  it.each([
    ["fail", true, `data: ${JSON.stringify({ type: "response.failed", response: failed })}\n\n`],
    ["fail whole", false, JSON.stringify(failed)],
    ["are cancelled", false, JSON.stringify({ status: "cancelled", output: [] })],
    ["are an error", true, 'data: {"type":"error","code":"x","message":"canary"}\n\n'],
    ["do not end", true, 'data: {"type":"response.output_text.delta","delta":"a"}\n\n'],
    ["are none", false, "[]canary"],
  ])("that %s are no answer, and say no more", async (_, stream, body) => {
    server.azure.fault = { at: "contoso.openai", status: 200, body };
    const answer = generate({ api: "responses" }, { stream });
    await expect(answer).rejects.toMatchObject({ code: "UPSTREAM_FAILED", service: "model" });
    await expect(answer).rejects.not.toThrow(/canary/);
  });

  it("answer as chat completions do, with what all calls have cost", async () => {
    const responding = await startServer({
      generate: createOpenAIGenerator(settings({ api: "responses" })),
    });
    for (const stream of [false, true]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const response = await responding.ask(
        bodyOf({}, { stream, ...(stream && { stream_options: { include_usage: true } }) }),
      );
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const text = await response.text();
      expect(text).toContain("[doc1]");
      expect(text).toMatch(/"total_tokens": ?220/);
    }
    expect(server.azure.of("openai").every(({ path }) => path === "/openai/v1/responses")).toBe(
      true,
    );
    await responding.azure.close();
  });
});

describe("the emulated Azure", () => {
  it.each<[string, Partial<OpenAIGeneratorOptions>, string]>([
    ["chat completions of a deployment", {}, "gpt-4o"],
    ["chat completions on v1", { path: "v1" }, "gpt-4o"],
    ["responses", { api: "responses" }, "gpt-4o"],
    ["responses of a reasoning model", { api: "responses" }, "gpt-5"],
    ["chat completions of a reasoning model on v1", { path: "v1" }, "o4"],
  ])("[model/nothing-kept] answers from documents by %s", async (_, options, deployment) => {
    const { azure, credential, httpClient, of } = emulateAzure();
    const emulated = await startServer({
      retrieve: createSearchRetriever({ endpoint: searchEndpoint, credential, httpClient }),
      generate: createOpenAIGenerator({
        ...options,
        endpoint: openaiEndpoint,
        credential,
        httpClient,
        reasoningDeployments: ["gpt-5", "o4"],
      }),
      deployments: ["gpt-4o", "gpt-5", "o4"],
    });
    for (const stream of [false, true]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const response = await emulated.ask(bodyOf({}, { stream, temperature: 0.1 }), { deployment });
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const text = await response.text();
      expect(text).toContain("[doc1]");
      expect(text).toContain("leave-policy.pdf");
    }
    const kept = of("openai").filter(({ body }) => body.includes('"store":true'));
    expect(kept).toEqual([]);
    expect(of("openai")).toHaveLength(4);
    await Promise.all([azure.close(), emulated.azure.close()]);
  });
});
