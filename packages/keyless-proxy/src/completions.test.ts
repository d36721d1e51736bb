import { describe, expect, it } from "vitest";
import { createOpenAIProxy, type OpenAIProxyOptions } from "./index.ts";
import { startProxies, type Reader } from "./proxies.test.fixture.ts";

const completions = { "text-davinci-003": "chat", chat: "chat" };
const prompt = "Hello world, logging test";
const path = "/openai/deployments/text-davinci-003/completions?api-version=2023-03-15-preview";

const start = (options: Partial<OpenAIProxyOptions<Reader>> = {}) =>
  startProxies({ openai: { completions, ...options } });

describe("the old completions call", () => {
  it("answers what the how-to of 2023 sends, at its address and version", async () => {
    const proxies = await start();
    const response = await proxies.ask(path, { prompt });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      id: expect.stringMatching(/^chatcmpl-/),
      object: "text_completion",
      created: expect.any(Number),
      model: expect.any(String),
      choices: [
        { text: expect.stringMatching(/\S/), index: 0, logprobs: null, finish_reason: "length" },
      ],
      usage: {
        prompt_tokens: expect.any(Number),
        completion_tokens: 16,
        total_tokens: expect.any(Number),
      },
    });
    const [received] = proxies.received("openai");
    expect(received?.url).toMatch(/deployments\/chat\/chat\/completions\?api-version=2024-10-21$/);
    expect(received?.json).toEqual({
      model: "chat",
      messages: [{ role: "user", content: prompt }],
      max_tokens: 16,
    });
  });

  it("answers the openai client, by deployment and on /openai/v1", async () => {
    const proxies = await start();
    const asked = { prompt, max_tokens: 400, temperature: 0, stop: ["\n\n\n"], user: "ada" };
    for (const [client, model] of [
      [proxies.azureClient(), "text-davinci-003"],
      [proxies.v1Client(), "chat"],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop
      const completion = await client.completions.create({ ...asked, model });
      expect(completion.object).toBe("text_completion");
      expect(completion.choices[0]).toMatchObject({
        text: expect.stringMatching(/\S/),
        finish_reason: "stop",
      });
      expect(completion.usage?.total_tokens).toBeGreaterThan(0);
    }
    for (const { json } of proxies.received("openai")) {
      expect(json).toMatchObject({ max_tokens: 400, temperature: 0, stop: ["\n\n\n"] });
      expect(json["user"]).toBeUndefined();
    }
  });

  it("streams to the openai client what it answers whole, and the usage on request", async () => {
    const proxies = await start();
    const { completions: client } = proxies.v1Client();
    const asked = { model: "chat", prompt, max_tokens: 400 };
    const whole = await client.create(asked);
    const stream = await client.create({
      ...asked,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = "";
    const ends: unknown[] = [];
    let tokens = 0;
    for await (const chunk of stream) {
      expect(chunk.object).toBe("text_completion");
      text += chunk.choices[0]?.text ?? "";
      if (chunk.choices[0]?.finish_reason) ends.push(chunk.choices[0].finish_reason);
      tokens += chunk.usage?.total_tokens ?? 0;
    }
    expect(text).toBe(whole.choices[0]?.text);
    expect(ends).toEqual(["stop"]);
    expect(tokens).toBe(whole.usage?.total_tokens);
  });

  it("[stream/failure-cuts] ends in an error when the stream of the chat is cut", async () => {
    const proxies = await start();
    proxies.azure.enqueue({ service: "openai", cutAfterBytes: 900 });
    const stream = await proxies
      .v1Client()
      .completions.create({ model: "chat", prompt, max_tokens: 400, stream: true });
    await expect(
      (async () => {
        for await (const _ of stream);
      })(),
    ).rejects.toThrow(/./);
  });

  it("U13: gives up on an event that has no end, long before memory does", async () => {
    let length = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        length += 65_536;
        // what is not given up on must end some time
        if (length > 50_000_000) controller.error(new Error("too late"));
        else controller.enqueue(new Uint8Array(65_536).fill(120));
      },
    });
    const headers = { "content-type": "text/event-stream" };
    const proxies = await startProxies({
      openai: { completions },
      intercept: async () => new Response(endless, { headers }),
    });
    const response = await proxies.ask(path, { prompt, stream: true });
    await expect(response.text()).rejects.toThrow(/./);
    expect(length).toBeLessThan(5_000_000);
  });

  it("[proxy/grounding-enforced] is answered from documents where chats are", async () => {
    const proxies = await start({ ungrounded: "refuse" });
    const response = await proxies.ask(path, { prompt });
    expect(await response.json()).toMatchObject({ choices: [{ text: "grounded" }] });
    expect(proxies.received("openai")).toEqual([]);
    expect(await proxies.grounded[0]?.json()).toMatchObject({
      messages: [{ role: "user", content: prompt }],
    });
  });

  it("has a length of its own", async () => {
    const body = JSON.stringify({ choices: [{ index: 0, message: { content: "Hi" } }] });
    const headers = { "content-type": "application/json", "content-length": `${body.length}` };
    const proxies = await startProxies({
      openai: { completions },
      intercept: async () => new Response(body, { headers }),
    });
    const asked = { messages: [], model: "chat" };
    const chat = await proxies.ask("/openai/v1/chat/completions", asked);
    expect(chat.headers.get("content-length")).toBe(`${body.length}`);
    expect(await chat.text()).toBe(body);
    expect(await (await proxies.ask(path, { prompt })).json()).toMatchObject({
      choices: [{ text: "Hi", finish_reason: null }],
    });
  });

  it("is not there unless it is turned on", async () => {
    const proxies = await startProxies();
    const response = await proxies.ask(path, { prompt });
    expect([response.status, await response.json()]).toEqual([
      404,
      { error: expect.objectContaining({ code: "ROUTE_NOT_FOUND" }) },
    ]);
    expect(proxies.received("openai")).toEqual([]);
  });

  it("[pin/deployment] B18: answers to no name that it was not given", async () => {
    const proxies = await start();
    for (const name of ["embed", "other", "text-davinci-002"]) {
      // oxlint-disable-next-line no-await-in-loop
      const response = await proxies.ask(path.replace("text-davinci-003", name), { prompt });
      expect([name, response.status]).toEqual([name, 404]);
    }
    expect(proxies.received("openai")).toEqual([]);
  });

  it.each([
    { prompt: ["one", "two"] },
    { prompt: [1, 2] },
    {},
    { prompt, n: 2 },
    { prompt, best_of: 3 },
    { prompt, echo: true },
    { prompt, suffix: "." },
    { prompt, logprobs: 5 },
    { prompt, data_sources: [] },
  ])("refuses %j, for a chat has no word for it", async (body) => {
    const proxies = await start();
    expect((await proxies.ask(path, body)).status).toBe(400);
    expect(proxies.thrown).toMatchObject([{ code: "MEMBER_NOT_ALLOWED" }]);
    expect(proxies.received("openai")).toEqual([]);
  });

  it("hands on a refusal with the service's code", async () => {
    const proxies = await start();
    const body = { error: { code: "content_filter", message: "secret" } };
    proxies.azure.enqueue({ service: "openai", status: 400, body });
    const response = await proxies.ask(path, { prompt });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: "content_filter" } });
  });

  it("leads to configured deployments only", () => {
    const options = {
      endpoint: "https://contoso.openai.azure.com",
      deployments: ["chat"],
      grounded: async () => new Response(),
      credential: { getToken: async () => null },
    };
    expect(() => createOpenAIProxy({ ...options, completions: { old: "other" } })).toThrow(
      /^keyless-proxy: completions must lead/,
    );
  });
});
