import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createOpenAIProxy } from "./index.ts";
import { callersToken, startProxies, type Proxies } from "./proxies.test.fixture.ts";

const messages = [
  { role: "system" as const, content: "[doc1]\nParental leave is sixteen weeks." },
  { role: "user" as const, content: "How long is parental leave?" },
];
const chat = "/openai/deployments/chat/chat/completions?api-version=2024-10-21";
const responses = "/openai/v1/responses";

const sent = (proxies: Proxies) => proxies.received("openai");
const codeOf = async (response: Response): Promise<unknown> =>
  ((await response.json()) as { error: { code: unknown } }).error.code;

const image = (url: string) => ({ type: "image_url", image_url: { url } });
const content = (...parts: object[]) => ({ messages: [{ role: "user", content: parts }] });

/** A mebibyte each time that somebody reads, without end. */
function endless(onRead: () => void): ReadableStream<Uint8Array<ArrayBuffer>> {
  const piece = new Uint8Array(1_048_576).fill(32);
  return new ReadableStream({
    pull(controller) {
      onRead();
      controller.enqueue(piece);
    },
  });
}

const requestFor = (stream: boolean) =>
  new Request(`https://app.example${chat}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ messages, stream }),
  });

describe("the official clients", () => {
  it.each(["azureClient", "v1Client"] as const)(
    "chat, whole and streamed, in the form of %s",
    async (client) => {
      const proxies = await startProxies();
      const { completions } = proxies[client]().chat;
      const whole = await completions.create({ model: "chat", messages });
      const answer = whole.choices[0]?.message.content;
      expect(answer).toContain("sixteen weeks");
      const pieces: string[] = [];
      const stream = await completions.create({ model: "chat", messages, stream: true });
      for await (const { choices } of stream) pieces.push(choices[0]?.delta.content ?? "");
      expect(pieces.length).toBeGreaterThan(2);
      expect(pieces.join("")).toBe(answer);
    },
  );

  it("embed", async () => {
    const proxies = await startProxies();
    const { embeddings } = proxies.azureClient({ deployment: "embed" });
    const { data } = await embeddings.create({ model: "embed", input: ["one", "two"] });
    expect(data).toHaveLength(2);
  });

  it("list the configured deployments, without a request to the resource", async () => {
    const proxies = await startProxies();
    const { data } = await proxies.v1Client().models.list();
    expect(data.map(({ id }) => id)).toEqual(["chat", "slow", "embed"]);
    await expect(proxies.v1Client().models.retrieve("other")).rejects.toMatchObject({
      status: 404,
    });
    expect(sent(proxies)).toEqual([]);
  });

  it.each(["azureClient", "v1Client"] as const)(
    "ask for responses, of which none is stored, in the form of %s",
    async (client) => {
      const proxies = await startProxies();
      const body = { id: "resp_1", object: "response", output: [] };
      proxies.azure.enqueue({ service: "openai", status: 200, body });
      const { responses: api } = proxies[client]({ apiVersion: "2025-03-01-preview" });
      await expect(
        api.create({ model: "chat", input: "Hello", store: true, user: "ada" }),
      ).resolves.toMatchObject({ id: "resp_1" });
      expect(sent(proxies)[0]?.json).toEqual({ model: "chat", input: "Hello", store: false });
    },
  );
});

describe("what leaves", () => {
  it("[inbound/authorization-stays] [inbound/identity-headers-stay] [proxy/outbound-allow-list] B13, U02: holds no header of the caller's", async () => {
    const proxies = await startProxies();
    const headers = {
      cookie: "session=secret",
      "x-ms-client-principal": "forged",
      "x-user-groups": "forged",
      "x-http-method-override": "DELETE",
      "openai-organization": "forged",
    };
    await proxies.ask(chat, { messages, user: "ada@contoso.example" }, { headers });
    const [request] = sent(proxies);
    expect(Object.keys(request?.headers ?? {}).toSorted()).toEqual([
      "accept",
      "accept-encoding",
      "authorization",
      "content-type",
      "x-ms-client-request-id",
    ]);
    expect(JSON.stringify(request)).not.toMatch(new RegExp(`forged|ada@|${callersToken}`));
  });

  it("goes to the deployment that was checked, whatever else the body names", async () => {
    const proxies = await startProxies();
    await proxies.ask(chat, { messages, model: "other" });
    expect(sent(proxies)[0]?.url).toBe(`https://contoso.openai.azure.com${chat}`);
    expect(sent(proxies)[0]?.json["model"]).toBe("chat");
  });

  it("[proxy/nothing-stored] is not to be stored, where that can be said", async () => {
    const proxies = await startProxies();
    await proxies.ask("/openai/v1/chat/completions", { messages, model: "chat", store: true });
    await proxies.ask(chat, { messages, store: true });
    expect(sent(proxies).map(({ json }) => json["store"])).toEqual([false, undefined]);
  });
});

describe("a request", () => {
  it.each([
    "/openai/deployments/other/chat/completions?api-version=2024-10-21",
    "/openai/deployments/ch%61t/chat/completions?api-version=2024-10-21",
    "/openai/deployments/сhat/chat/completions?api-version=2024-10-21",
  ])("[pin/deployment] B17, B18: finds no other deployment: %s", async (path) => {
    const proxies = await startProxies();
    const response = await proxies.ask(path, { messages });
    expect(response.status).toBe(404);
    expect(sent(proxies)).toEqual([]);
  });

  it("[pin/deployment] B18: finds no other model", async () => {
    const proxies = await startProxies();
    for (const model of ["other", undefined, ["chat"], "__proto__"]) {
      // oxlint-disable-next-line no-await-in-loop
      const response = await proxies.ask("/openai/v1/chat/completions", { messages, model });
      expect(response.status).toBe(404);
    }
    expect(sent(proxies)).toEqual([]);
  });

  it.each([
    ["GET", "/openai/v1/responses/resp_1"],
    ["DELETE", "/openai/v1/responses/resp_1"],
    ["POST", "/openai/v1/responses/resp_1/cancel"],
    ["GET", "/openai/v1/chat/completions"],
    ["GET", "/openai/v1/files"],
    ["POST", "/openai/v1/vector_stores"],
    ["POST", "/openai/v1/conversations"],
    ["POST", "/openai/v1/fine_tuning/jobs"],
    ["GET", "/openai/realtime"],
    ["PUT", "/openai/v1/responses"],
    ["POST", "/openai/v1/../v1//responses"],
    ["POST", "/openai/deployments/chat/../other/completions"],
  ])("B17, B21: reaches nothing that is stored: %s %s", async (method, path) => {
    const proxies = await startProxies();
    const response = await proxies.ask(path, undefined, { method });
    expect(await codeOf(response)).toBe("ROUTE_NOT_FOUND");
    expect(sent(proxies)).toEqual([]);
  });

  it.each([
    ["an image by its address", content(image("https://evil.example/x.png"))],
    ["a stored file", content({ type: "file", file: { file_id: "file-1" } })],
    ["an unknown part", content({ type: "video", video: {} })],
    ["several answers", { messages, n: 128 }],
    ["a search of the net", { messages, web_search_options: {} }],
    ["a hosted tool", { messages, tools: [{ type: "web_search" }] }],
    ["metadata", { messages, metadata: { a: "b" } }],
    ["stored audio", { messages: [{ role: "assistant", audio: { id: "audio_1" } }] }],
    ["no list of messages", { messages: "hi" }],
  ])("D14, D16: for a chat is refused with %s", async (_, body) => {
    const proxies = await startProxies();
    const response = await proxies.ask(chat, body);
    expect(await codeOf(response)).toBe("MEMBER_NOT_ALLOWED");
    expect(sent(proxies)).toEqual([]);
  });

  it.each([
    ["an earlier response", { input: "x", previous_response_id: "resp_1" }],
    ["a conversation", { input: "x", conversation: "conv_1" }],
    ["a stored prompt", { input: "x", prompt: { id: "pmpt_1" } }],
    ["work in the background", { input: "x", background: true }],
    ["a reference to an item", { input: [{ type: "item_reference", id: "msg_1" }] }],
    [
      "a stored image",
      { input: [{ role: "user", content: [{ type: "input_image", file_id: "f" }] }] },
    ],
    [
      "a file by its address",
      {
        input: [
          { role: "user", content: [{ type: "input_file", file_url: "https://evil.example" }] },
        ],
      },
    ],
    [
      "an image by its address",
      {
        input: [
          { role: "user", content: [{ type: "input_image", image_url: "https://evil.example" }] },
        ],
      },
    ],
    [
      "an image in the output of a function",
      {
        input: [
          {
            type: "function_call_output",
            call_id: "c",
            output: [{ type: "input_image", image_url: "http://evil.example" }],
          },
        ],
      },
    ],
    ["a hosted tool", { input: "x", tools: [{ type: "file_search", vector_store_ids: ["vs_1"] }] }],
    [
      "a server of tools",
      { input: "x", tools: [{ type: "mcp", server_url: "https://evil.example" }] },
    ],
  ])("for a response is refused with %s", async (_, body) => {
    const proxies = await startProxies();
    const response = await proxies.ask(responses, { model: "chat", ...body });
    expect(await codeOf(response)).toBe("MEMBER_NOT_ALLOWED");
    expect(sent(proxies)).toEqual([]);
  });

  it("for a response goes on with earlier items, but without their ids", async () => {
    const proxies = await startProxies();
    proxies.azure.enqueue({ service: "openai", status: 200, body: {} });
    const input = [
      { role: "user", content: "Weather?" },
      { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "x" },
      { type: "function_call", id: "fc_1", call_id: "c", name: "weather", arguments: "{}" },
      { type: "function_call_output", call_id: "c", output: "sunny" },
    ];
    const response = await proxies.ask(responses, { model: "chat", input, background: false });
    expect(response.status).toBe(200);
    expect(sent(proxies)[0]?.json["input"]).toEqual([
      { role: "user", content: "Weather?" },
      { type: "reasoning", summary: [], encrypted_content: "x" },
      { type: "function_call", call_id: "c", name: "weather", arguments: "{}" },
      { type: "function_call_output", call_id: "c", output: "sunny" },
    ]);
  });

  it.each([
    ["a member twice", '{"model":"chat","mod\\u0065l":"other","messages":[]}', "INVALID_REQUEST"],
    ["a member that is none", '{"messages":[],"__proto__":{"model":"other"}}', "INVALID_REQUEST"],
    ["no JSON", "{", "INVALID_REQUEST"],
    ["no object", "[]", "INVALID_REQUEST"],
    ["depth", `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, "INVALID_REQUEST"],
    ["length", JSON.stringify({ messages: ["x".repeat(5_000_000)] }), "BODY_TOO_LARGE"],
  ])("B01, B02, B05, B06: is refused for %s", async (_, body, code) => {
    const proxies = await startProxies();
    expect(await codeOf(await proxies.ask(chat, body))).toBe(code);
    expect(sent(proxies)).toEqual([]);
  });

  it("is refused for a body that is not UTF-8", async () => {
    const proxies = await startProxies();
    const body = Buffer.from('{"messages":[{"role":"user","content":"\xff"}]}', "latin1");
    const response = await proxies.ask(chat, undefined, { method: "POST", body });
    expect(await codeOf(response)).toBe("INVALID_REQUEST");
  });

  it("B04: is refused for a query with more than a version, or a body that is compressed or of another type", async () => {
    const proxies = await startProxies();
    const refusals = [
      await proxies.ask(`${chat}&subscription-key=x`, { messages }),
      await proxies.ask(`${chat}&api-version=2024-10-21`, { messages }),
      await proxies.ask(chat, { messages }, { headers: { "content-type": "text/plain" } }),
      await proxies.ask(chat, { messages }, { headers: { "content-encoding": "gzip" } }),
    ];
    expect(await Promise.all(refusals.map(codeOf))).toEqual(Array(4).fill("INVALID_REQUEST"));
  });

  it("[inbound/key-never-authenticates] U01: is refused with a key, or has it discarded unread", async () => {
    const headers = { "api-key": "key-of-the-caller" };
    const refusing = await startProxies();
    expect(await codeOf(await refusing.ask(chat, { messages }, { headers }))).toBe("KEY_REFUSED");
    const discarding = await startProxies({ openai: { legacyKeys: "discard" } });
    expect((await discarding.ask(chat, { messages }, { headers })).status).toBe(200);
    expect(JSON.stringify(sent(discarding))).not.toContain("key-of-the-caller");
  });
});

describe("grounding", () => {
  const data_sources = [{ type: "azure_search", parameters: {} }];

  it("hands what has data sources to the engine, with nothing of the caller's headers", async () => {
    const proxies = await startProxies();
    const body = { messages, data_sources };
    expect(await (await proxies.ask(chat, body)).json()).toMatchObject({ choices: [{}] });
    const extension = chat.replace("/chat/completions", "/extensions/chat/completions");
    await proxies.ask(extension, { messages, dataSources: data_sources });
    await proxies.ask("/openai/v1/chat/completions", { ...body, model: "chat" });
    expect(proxies.grounded.map(({ url }) => url.slice(proxies.origin.length))).toEqual([
      chat,
      extension,
      chat,
    ]);
    const [first] = proxies.grounded;
    expect(await first?.json()).toEqual(body);
    expect([...(first?.headers.keys() ?? [])]).toEqual(["content-type"]);
    expect(sent(proxies)).toEqual([]);
  });

  it("[proxy/grounding-enforced] D09: is enforced unless the server says otherwise", async () => {
    const proxies = await startProxies({ openai: { ungrounded: "refuse" } });
    await proxies.ask(chat, { messages });
    expect(proxies.grounded).toHaveLength(1);
    const response = await proxies.ask(responses, { model: "chat", input: "x" });
    expect(await codeOf(response)).toBe("GROUNDING_REQUIRED");
    expect(sent(proxies)).toEqual([]);
  });
});

describe("a failure of the service", () => {
  it.each([
    [401, 502],
    [403, 502],
    [404, 502],
    [500, 502],
    [503, 503],
  ])(
    "[answer/upstream-403-is-502] with status %d is answered with %d",
    async (status, answered) => {
      const proxies = await startProxies();
      const body = { error: { code: "X", message: "principal 123 lacks the role" } };
      proxies.azure.enqueue({ service: "openai", status, body });
      const response = await proxies.ask(chat, { messages });
      expect(response.status).toBe(answered);
      expect(await response.text()).not.toContain("123");
    },
  );

  it("[answer/no-upstream-detail] keeps the words that programs go by, and no sentence", async () => {
    const proxies = await startProxies();
    const body = {
      error: { code: "content_filter", param: "prompt", message: "secret", innererror: {} },
    };
    proxies.azure.enqueue({ service: "openai", status: 400, body });
    const error = await proxies
      .azureClient()
      .chat.completions.create({ model: "chat", messages })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ status: 400, code: "content_filter", param: "prompt" });
    expect(JSON.stringify(error)).not.toContain("secret");
  });

  it("U05, U10: tells how long to wait, and asks once", async () => {
    const proxies = await startProxies();
    proxies.azure.enqueue({
      service: "openai",
      status: 429,
      headers: {
        "retry-after": "7",
        "retry-after-ms": "7000",
        "x-ratelimit-remaining-tokens": "0",
        "set-cookie": "a=b",
        "x-ms-region": "West Europe",
        "www-authenticate": "Bearer",
      },
    });
    const response = await proxies.ask(chat, { messages });
    expect(response.status).toBe(429);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "retry-after": "7",
      "retry-after-ms": "7000",
      "x-ratelimit-remaining-tokens": "0",
    });
    for (const name of ["set-cookie", "x-ms-region", "www-authenticate"]) {
      expect(response.headers.has(name)).toBe(false);
    }
    expect(sent(proxies)).toHaveLength(1);
  });

  it("U10: does not tell anybody to wait for years", async () => {
    const proxies = await startProxies();
    const headers = { "retry-after": "1000000000", "retry-after-ms": "-1" };
    proxies.azure.enqueue({ service: "openai", status: 429, headers });
    const response = await proxies.ask(chat, { messages });
    expect(response.headers.get("retry-after")).toBe("300");
    expect(response.headers.has("retry-after-ms")).toBe(false);
  });

  it("U13: does not read a refusal without end", async () => {
    let reads = 0;
    const body = endless(() => (reads += 1));
    const proxies = await startProxies({
      intercept: async () => new Response(body, { status: 400 }),
    });
    expect(await codeOf(await proxies.ask(chat, { messages }))).toBe("BadRequest");
    expect(reads).toBeLessThan(10);
  });

  it("[egress/no-redirect-leak] U03: does not follow a redirect", async () => {
    const proxies = await startProxies();
    const headers = { location: "https://evil.example/" };
    proxies.azure.enqueue({ service: "openai", status: 307, headers });
    await proxies.ask(chat, { messages });
    expect(proxies.thrown).toEqual([expect.objectContaining({ code: "REDIRECT_REFUSED" })]);
    expect(proxies.azure.requests).toHaveLength(1);
  });

  it("refuses an answer of another type", async () => {
    const proxies = await startProxies();
    const headers = { "content-type": "text/html" };
    proxies.azure.enqueue({ service: "openai", status: 200, headers, body: "<p>" });
    expect((await proxies.ask(chat, { messages })).status).toBe(502);
  });

  it("does not ask a second time where no answer came", async () => {
    let attempts = 0;
    const proxies = await startProxies({
      intercept: () => {
        attempts += 1;
        return Promise.reject(new TypeError("fetch failed"));
      },
    });
    expect((await proxies.ask(chat, { messages })).status).toBe(503);
    expect(attempts).toBe(1);
  });

  it("[stream/client-leaves-cancels] is not waited for when the client leaves before it begins", async () => {
    const upstream: AbortSignal[] = [];
    const proxies = await startProxies({
      intercept: ({ signal }) => {
        upstream.push(signal);
        return new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason as Error));
        });
      },
    });
    const client = new AbortController();
    const asked = proxies.ask(chat, { messages }, { signal: client.signal });
    await expect.poll(() => upstream).toHaveLength(1);
    client.abort();
    await expect(asked).rejects.toThrow(/abort/);
    await expect.poll(() => upstream[0]?.aborted).toBe(true);
  });

  it("gives up on an answer that does not begin", async () => {
    const proxies = await startProxies({
      openai: { timeoutInMs: 30 },
      intercept: ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason as Error));
        }),
    });
    expect((await proxies.ask(chat, { messages })).status).toBe(503);
  });
});

/** A service on loopback that answers each request by writing what it likes. */
async function startService(
  answer: (write: (text: string | Uint8Array) => void, end: (how: "end" | "cut") => void) => void,
) {
  const closed: boolean[] = [];
  const server = createServer((request, response) => {
    request.resume();
    response.on("close", () => closed.push(response.writableFinished));
    response.writeHead(200, { "content-type": "text/event-stream" });
    answer(
      (text) => void response.write(text),
      (how) => (how === "end" ? response.end() : response.destroy()),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const intercept = (request: Request): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}/`, { signal: request.signal });
  return {
    intercept,
    closed,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

describe("a streamed answer", () => {
  const event = 'data: {"choices":[{"delta":{"content":"läuft"}}]}\n\n';

  it("is handed on byte for byte, wherever it was cut into pieces", async () => {
    const whole = new TextEncoder().encode(`: comment\r\n\r\n${event}data: [DONE]\n\n`);
    await using service = await startService((write, end) => {
      void (async () => {
        for (const byte of whole) {
          write(Uint8Array.of(byte));
          // oxlint-disable-next-line no-await-in-loop
          await delay(0);
        }
        end("end");
      })();
    });
    const proxies = await startProxies(service);
    const response = await proxies.ask(chat, { messages, stream: true });
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(whole);
  });

  it("comes as it is written", async () => {
    let finish: (() => void) | undefined;
    await using service = await startService((write, end) => {
      write(event);
      finish = () => {
        write("data: [DONE]\n\n");
        end("end");
      };
    });
    const proxies = await startProxies(service);
    const response = await proxies.ask(chat, { messages, stream: true });
    const reader = response.body!.getReader();
    const { value } = await reader.read();
    expect(new TextDecoder().decode(value)).toBe(event);
    finish?.();
    expect((await reader.read()).done).toBe(false);
    expect((await reader.read()).done).toBe(true);
  });

  it.each(["cut", "end"] as const)(
    "[stream/failure-cuts] that breaks off by %s ends in an error and a cut",
    async (how) => {
      await using service = await startService((write, end) => {
        write(event);
        setTimeout(() => end(how), 20);
      });
      const proxies = await startProxies(service);
      const response = await proxies.ask(chat, { messages, stream: true });
      const decoder = new TextDecoder();
      let text = "";
      const reading = (async () => {
        for await (const chunk of response.body!) text += decoder.decode(chunk, { stream: true });
      })();
      await expect(reading).rejects.toThrow(/terminated/);
      expect(text).toBe(
        `${event}\n\ndata: {"error":{"code":"StreamInterrupted","message":"The answer was interrupted."}}\n\n`,
      );
    },
  );

  it("[stream/failure-cuts] that stops coming ends in an error, too, for the official client", async () => {
    await using service = await startService((write) => write(event));
    const proxies = await startProxies({ ...service, openai: { idleTimeoutInMs: 50 } });
    const stream = await proxies
      .azureClient()
      .chat.completions.create({ model: "chat", messages, stream: true });
    const reading = (async () => {
      for await (const _ of stream);
    })();
    await expect(reading).rejects.toThrow(/interrupted/);
    await expect.poll(() => service.closed).toEqual([false]);
  });

  it("[stream/client-leaves-cancels] is cancelled upstream when the client leaves", async () => {
    await using service = await startService((write) => write(event));
    const proxies = await startProxies(service);
    const left = new AbortController();
    const response = await proxies.ask(chat, { messages, stream: true }, { signal: left.signal });
    await response.body!.getReader().read();
    left.abort();
    await expect.poll(() => service.closed).toEqual([false]);
  });
});

describe("an answer", () => {
  const options = {
    endpoint: "https://contoso.openai.azure.com",
    deployments: ["chat"],
    grounded: async () => new Response(),
    ungrounded: "allow" as const,
    credential: { getToken: async () => ({ token: "t", expiresOnTimestamp: Date.now() + 9e5 }) },
    idleTimeoutInMs: 50,
  };

  it("that stops coming breaks off, streamed or not", async () => {
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(Uint8Array.of(123)),
    });
    const headers = { "content-type": "application/json" };
    const proxy = createOpenAIProxy({
      ...options,
      fetch: async () => new Response(body, { headers }),
    });
    const response = await proxy(requestFor(false), { principal: undefined });
    await expect(response.text()).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
  });

  it("[stream/client-leaves-cancels] that nobody reads any more is cancelled upstream", async () => {
    let isCancelled = false;
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(Uint8Array.of(123)),
      cancel: () => {
        isCancelled = true;
      },
    });
    const headers = { "content-type": "text/event-stream" };
    const proxy = createOpenAIProxy({
      ...options,
      fetch: async () => new Response(body, { headers }),
    });
    const response = await proxy(requestFor(true), { principal: undefined });
    await response.body?.cancel();
    expect(isCancelled).toBe(true);
  });
});

describe("options", () => {
  const options = {
    endpoint: "https://contoso.openai.azure.com",
    deployments: ["chat"],
    grounded: async () => new Response(),
    credential: { getToken: async () => null },
  };

  it("[keys/setting-refused] have a credential and no key", () => {
    expect(() => createOpenAIProxy({ ...options, credential: "key" as never })).toThrow(TypeError);
    const withKey = { ...options, apiKey: "secret" };
    expect(() => createOpenAIProxy(withKey)).toThrow(/^keyless-proxy: .*TokenCredential/);
    expect(() => createOpenAIProxy(withKey)).not.toThrow(/secret/);
  });

  it("have an endpoint, deployments and an engine", () => {
    for (const wrong of [
      { endpoint: "http://contoso.openai.azure.com" },
      { endpoint: "https://contoso.openai.azure.com/openai" },
      { deployments: [] },
      { deployments: ["a/b"] },
      { grounded: undefined as never },
      { timeoutInMs: 0 },
    ]) {
      expect(() => createOpenAIProxy({ ...options, ...wrong })).toThrow(/^keyless-proxy: /);
    }
  });
});
