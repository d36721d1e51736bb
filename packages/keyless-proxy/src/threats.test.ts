import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { createOpenAIProxy, createSearchProxy } from "./index.ts";
import { callersToken, startProxies, type Proxies } from "./proxies.test.fixture.ts";

const messages = [{ role: "user" as const, content: "Hello" }];
const chat = "/openai/deployments/chat/chat/completions?api-version=2024-10-21";

/** One request as it is written, for what a client library would not send. */
async function askRaw(
  { origin }: Proxies,
  lines: readonly string[],
  body = JSON.stringify({ messages }),
): Promise<string> {
  const { port } = new URL(origin);
  const socket = connect(Number(port), "127.0.0.1");
  await once(socket, "connect");
  const head = [
    ...lines,
    `authorization: Bearer ${callersToken}`,
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n${body}`);
  let answer = "";
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}

describe("the body", () => {
  it.each([
    `{"messages":[{"role":"user","content":"x","__proto__":{"polluted":1}}]}`,
    `{"messages":[{"role":"user","content":"x","constructor":{"prototype":{"polluted":1}}}]}`,
  ])("B02: is nobody's prototype: %s", async (body) => {
    const proxies = await startProxies();
    expect((await proxies.ask(chat, body)).status).toBe(400);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
    expect(proxies.received("openai")).toEqual([]);
  });

  it("B05: is refused by its length alone, and its rest is not waited for", async () => {
    const proxies = await startProxies({ openai: { maxBodyInBytes: 100 } });
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(1000).fill(32)),
    });
    const response = await proxies.ask(chat, undefined, {
      method: "POST",
      body: endless,
      duplex: "half",
    });
    expect(response.status).toBe(413);
  });

  it("B05: is refused by the length that is announced, and not waited for at all", async () => {
    const proxies = await startProxies({ openai: { maxBodyInBytes: 100 } });
    const headers = { "content-type": "application/json", "content-length": "101" };
    const outgoing = request(`${proxies.origin}${chat}`, { method: "POST", headers });
    outgoing.flushHeaders();
    const [incoming] = (await once(outgoing, "response")) as [IncomingMessage];
    expect(incoming.statusCode).toBe(413);
    outgoing.destroy();
  });

  it.each(["1e400", "-1e999", "9".repeat(400)])(
    "B08: has no number that would be written as none: %s",
    async (number) => {
      const proxies = await startProxies();
      const body = `{"messages":[],"max_tokens":${number}}`;
      expect((await proxies.ask(chat, body)).status).toBe(400);
      expect(proxies.received("openai")).toEqual([]);
    },
  );

  it("B08: keeps every other number as JavaScript has it", async () => {
    const proxies = await startProxies();
    const body = `{"messages":[{"role":"user","content":"1e400"}],"seed":9007199254740993,"temperature":-0}`;
    expect((await proxies.ask(chat, body)).status).toBe(200);
    expect(proxies.received("openai")[0]?.json).toMatchObject({
      seed: 9_007_199_254_740_992,
      temperature: 0,
    });
  });

  it("B12: becomes no header, whatever stands in it", async () => {
    const proxies = await startProxies();
    const body = { messages, user: "x\r\nx-injected: 1", safety_identifier: "a\r\nb" };
    expect((await proxies.ask(chat, body)).status).toBe(200);
    expect(JSON.stringify(proxies.received("openai"))).not.toContain("injected");
  });
});

describe("the address", () => {
  it("B14: is the path, whatever Host says", async () => {
    const proxies = await startProxies();
    const answer = await askRaw(proxies, [`POST ${chat} HTTP/1.1`, "host: evil.example"]);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(proxies.received("openai").map(({ url }) => new URL(url).host)).toEqual([
      "contoso.openai.azure.com",
    ]);
    expect(await askRaw(proxies, ["POST /elsewhere HTTP/1.1", `host: a?${chat}`])).not.toMatch(
      /^HTTP\/1\.1 200 /,
    );
    expect(proxies.received("openai")).toHaveLength(1);
  });

  it.each([
    "/openai/deployments/chat%2Fchat/completions?api-version=2024-10-21",
    "/openai/deployments/chat/chat/completions/..;/files?api-version=2024-10-21",
    "/openai/deployments/%252e%252e/chat/completions?api-version=2024-10-21",
    "/openai/deployments/chat%00/chat/completions?api-version=2024-10-21",
    "/openai/deployments/CHAT/chat/completions?api-version=2024-10-21",
    "/OPENAI/deployments/chat/chat/completions?api-version=2024-10-21",
    "/openai/deployments/chat/chat/completions%23x?api-version=2024-10-21",
  ])("B17: is taken as it stands: %s", async (path) => {
    const proxies = await startProxies();
    const answer = await askRaw(proxies, [`POST ${path} HTTP/1.1`, "host: app.example"]);
    expect(answer).toMatch(/^HTTP\/1\.1 40[04] /);
    expect(proxies.received("openai")).toEqual([]);
  });

  it("B16, B20: is not changed by a header, and the method by none either", async () => {
    const proxies = await startProxies();
    const headers = {
      "user-agent": "GoogleHC/1.0",
      "x-http-method-override": "DELETE",
      "x-original-url": "/openai/v1/files",
    };
    expect((await proxies.ask(chat, { messages }, { headers })).status).toBe(200);
    expect(proxies.azure.requests.at(-1)).toMatchObject({ method: "POST" });
    expect(JSON.stringify(proxies.azure.requests.at(-1)?.headers)).not.toContain("DELETE");
    for (const method of ["DELETE", "PUT", "PATCH", "OPTIONS"]) {
      // oxlint-disable-next-line no-await-in-loop
      expect((await proxies.ask(chat, undefined, { method })).status).toBe(404);
    }
  });

  it("B22: gives nothing to other origins", async () => {
    const proxies = await startProxies();
    for (const origin of ["https://evil.example", "null"]) {
      // oxlint-disable-next-line no-await-in-loop
      const { headers } = await proxies.ask(chat, { messages }, { headers: { origin } });
      expect([...headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
  });

  it("D10: of the older form leads to documents, whatever is allowed besides", async () => {
    const proxies = await startProxies();
    const path = chat.replace("/chat/completions", "/extensions/chat/completions");
    expect((await proxies.ask(path, { messages })).status).toBe(200);
    expect(proxies.grounded).toHaveLength(1);
    expect(proxies.received("openai")).toEqual([]);
  });
});

describe("data sources", () => {
  it.each([
    ["D06", { dataSources: [{ type: "AzureCognitiveSearch" }] }],
    ["D01", { data_sources: [{ parameters: { endpoint: "https://evil.example" } }] }],
    ["D09", { data_sources: [] }],
    ["D09", { data_sources: null }],
  ])("%s: are the engine's to judge, by whichever name: %j", async (_id, body) => {
    const proxies = await startProxies();
    await proxies.ask(chat, { messages, ...body });
    expect(proxies.grounded).toHaveLength(1);
    expect(proxies.azure.requests).toEqual([]);
  });

  it("U11: that cannot be read make an error, and no answer of the model's", async () => {
    const down = Object.assign(new Error("down"), { code: "UPSTREAM_UNAVAILABLE" });
    const proxies = await startProxies({ openai: { grounded: () => Promise.reject(down) } });
    const response = await proxies.ask(chat, { messages, data_sources: [{}] });
    expect(response.status).toBe(503);
    expect(proxies.azure.requests).toEqual([]);
  });
});

describe("the service", () => {
  it("U09: is asked with another token when it challenges the first, and once only", async () => {
    const claims = Buffer.from('{"access_token":{"nbf":{"value":"1"}}}').toString("base64");
    const challenge = {
      service: "openai" as const,
      status: 401,
      headers: { "www-authenticate": `Bearer error="insufficient_claims", claims="${claims}"` },
    };
    const proxies = await startProxies();
    proxies.azure.enqueue(challenge);
    expect((await proxies.ask(chat, { messages })).status).toBe(200);
    const [first, second] = proxies
      .received("openai")
      .map(({ headers }) => headers["authorization"]);
    expect(first).not.toBe(second);
    proxies.azure.enqueue({ ...challenge, times: 2 });
    expect((await proxies.ask(chat, { messages })).status).toBe(502);
  });

  it("U05: says nothing of itself in its headers", async () => {
    const proxies = await startProxies();
    const hidden = { "set-cookie": "a=b", "x-ms-region": "x", server: "x", "x-powered-by": "x" };
    const body = { choices: [] };
    proxies.azure.enqueue({ service: "openai", status: 200, headers: hidden, body });
    const { status, headers } = await proxies.ask(chat, { messages });
    expect(status).toBe(200);
    expect(Object.keys(hidden).filter((name) => headers.has(name))).toEqual([]);
    expect(headers.get("cache-control")).toBe("no-store");
  });

  it("S04: may be slow, as long as something comes", async () => {
    const proxies = await startProxies({ openai: { idleTimeoutInMs: 400 } });
    proxies.azure.enqueue({ service: "openai", bytesPerSecond: 2000 });
    const begun = performance.now();
    const response = await proxies.ask(chat, { messages });
    expect(await response.json()).toMatchObject({ choices: [{ finish_reason: "stop" }] });
    expect(performance.now() - begun).toBeGreaterThan(400);
  });

  it("S04: that is cut off within an answer cuts ours", async () => {
    const proxies = await startProxies();
    proxies.azure.enqueue({ service: "openai", cutAfterBytes: 50 });
    const response = await proxies.ask(chat, { messages });
    await expect(response.text()).rejects.toThrow(/./);
  });

  it.each([
    "http://contoso.openai.azure.com",
    "https://10.0.0.1",
    "https://user@contoso.openai.azure.com",
    "https://contoso.openai.azure.com/path",
    "https://contoso.openai.azure.com?x",
  ])("U06: is one host, named in full: %s", (endpoint) => {
    const options = { endpoint, credential: { getToken: async () => null } };
    expect(() =>
      createOpenAIProxy({
        ...options,
        deployments: ["chat"],
        grounded: async () => new Response(),
      }),
    ).toThrow(TypeError);
    expect(() =>
      createSearchProxy({ ...options, indexes: ["documents"], field: "group_ids" }),
    ).toThrow(TypeError);
  });

  it("B10: waits for a client that reads slowly", async () => {
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(65_536).fill(120));
      },
    });
    const headers = { "content-type": "text/event-stream" };
    const proxies = await startProxies({
      intercept: async () => new Response(endless, { headers }),
    });
    const { port } = new URL(proxies.origin);
    const socket = connect(Number(port), "127.0.0.1");
    await once(socket, "connect");
    const body = JSON.stringify({ messages, stream: true });
    socket.write(
      `POST ${chat} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    await once(socket, "readable");
    let before = -1;
    await expect
      .poll(
        () => {
          const stands = pulled === before;
          before = pulled;
          return stands;
        },
        { interval: 100, timeout: 10_000 },
      )
      .toBe(true);
    // what the buffers of two sockets hold, and no more
    expect(pulled).toBeLessThan(500);
    socket.destroy();
  });
});
