import { setTimeout as delay } from "node:timers/promises";
import { AzureOpenAI, OpenAI } from "openai";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  challenge,
  createGate,
  host,
  numberingCredential,
  revocation,
  scope,
  startService,
} from "./service.test.fixture.ts";
import type { FakeService, NumberingCredential } from "./service.test.fixture.ts";
import { createTokenFetch, type TokenFetchOptions } from "./token-fetch.ts";

let service: FakeService;
let credential: NumberingCredential;

beforeEach(async () => {
  service = await startService();
  credential = numberingCredential();
});
afterEach(async () => {
  vi.useRealTimers();
  await service[Symbol.asyncDispose]();
});

const create = (options: Partial<TokenFetchOptions> = {}) =>
  createTokenFetch({
    credential,
    scopes: scope,
    allowedHosts: [host],
    fetch: service.fetch,
    ...options,
  });

const nothingHappened = () => {
  expect(credential.asked).toEqual([]);
  expect(service.requests).toEqual([]);
  expect(service.strayed).toEqual([]);
};

const authorizations = () => service.requests.map(({ headers }) => headers.authorization);

describe("createTokenFetch", () => {
  it("puts the credential's token in place of whatever the client made up", async () => {
    const headers = { authorization: "Bearer of-the-user", "x-own": "kept" };
    const init = { method: "POST", headers, body: '{"search":"*"}' };
    const response = await create()(`https://${host}/indexes?api-version=1`, init);
    expect(response.status).toBe(200);
    expect(service.requests).toEqual([
      expect.objectContaining({
        method: "POST",
        path: "/indexes?api-version=1",
        body: '{"search":"*"}',
        headers: expect.objectContaining({ authorization: "Bearer token-1", "x-own": "kept" }),
      }),
    ]);
    expect(headers.authorization).toBe("Bearer of-the-user");
  });

  it("takes a Request with its body, and a URL", async () => {
    const tokenFetch = create();
    await tokenFetch(new Request(`https://${host}/a`, { method: "POST", body: "text" }));
    await tokenFetch(new URL(`https://${host}/b`));
    expect(service.requests.map(({ path, body }) => [path, body])).toEqual([
      ["/a", "text"],
      ["/b", ""],
    ]);
  });

  it.each([
    "https://evil.example/",
    `https://${host}.evil.example/`,
    `https://evil.example/${host}`,
    `https://${host}@evil.example/`,
    `https://user@${host}/`,
    `https://:password@${host}/`,
    `https://x${host}/`,
    `https://${host}:8443/`,
    `https://${host}./`,
    "https://169.254.169.254/metadata",
    "not an address",
    "file:///etc/passwd",
  ])("[egress/host-before-token] asks for no token on behalf of %s", async (address) => {
    await expect(create()(address)).rejects.toMatchObject({
      name: "TokenCredentialPolicyError",
      code: "HOST_NOT_ALLOWED",
    });
    nothingHappened();
  });

  it("[egress/tls-only] asks for no token to send it in the clear", async () => {
    await expect(create()(`http://${host}/`)).rejects.toMatchObject({ code: "TLS_REQUIRED" });
    nothingHappened();
  });

  it.each([
    ["api-key", { headers: { "Api-Key": "secret" } }],
    ["subscription key", { headers: { "ocp-apim-subscription-key": "secret" } }],
    ["shared key", { headers: { authorization: "SharedKey contoso:c2VjcmV0" } }],
    ["signature", { query: "?sv=2024&sig=secret" }],
    ["api-key in the address", { query: "?API-KEY=secret" }],
  ])(
    "[inbound/key-never-authenticates] sends no request that carries a key: %s",
    async (_, key) => {
      const { headers = {}, query = "" } = key as {
        headers?: Record<string, string>;
        query?: string;
      };
      await expect(create()(`https://${host}/${query}`, { headers })).rejects.toMatchObject({
        code: "KEY_REFUSED",
        message: expect.not.stringContaining("secret"),
      });
      nothingHappened();
    },
  );

  it.each([301, 302, 303, 307, 308])(
    "[egress/no-redirect-leak] follows no %i, not even to its own host",
    async (status) => {
      service.answers.push({ status, headers: { location: `https://${host}/elsewhere` } });
      await expect(create()(`https://${host}/`)).rejects.toMatchObject({
        code: "REDIRECT_REFUSED",
      });
      service.answers.push({ status, headers: { location: "https://evil.example/" } });
      await expect(create()(`https://${host}/`, { redirect: "follow" })).rejects.toMatchObject({
        code: "REDIRECT_REFUSED",
        message: expect.not.stringContaining("evil"),
      });
      expect(service.requests).toHaveLength(2);
      expect(service.strayed).toEqual([]);
    },
  );

  it("[egress/no-redirect-leak] hands on nothing of a fetch that followed one all the same", async () => {
    for (const [member, value] of [
      ["redirected", true],
      ["type", "opaqueredirect"],
    ] as const) {
      const answer = Object.defineProperty(new Response("{}"), member, { value });
      const tokenFetch = create({ fetch: () => Promise.resolve(answer) });
      // oxlint-disable-next-line no-await-in-loop -- one answer after the other
      await expect(tokenFetch(`https://${host}/`)).rejects.toMatchObject({
        code: "REDIRECT_REFUSED",
      });
    }
  });

  it.each(["base64", "base64url"] as const)(
    "answers a claims challenge in %s, once, with the same body",
    async (encoding) => {
      service.answers.push(challenge(revocation, encoding));
      const response = await create()(`https://${host}/`, { method: "POST", body: "text" });
      expect(response.status).toBe(200);
      expect(service.requests.map(({ body }) => body)).toEqual(["text", "text"]);
      expect(authorizations()).toEqual(["Bearer token-1", "Bearer token-2"]);
      expect(credential.asked).toEqual([
        expect.objectContaining({ enableCae: true }),
        expect.objectContaining({ enableCae: true, claims: revocation }),
      ]);
      service.answers.push(challenge(revocation), challenge(revocation));
      expect((await create()(`https://${host}/`)).status).toBe(401);
      expect(service.requests).toHaveLength(4);
    },
  );

  it("answers the challenges of a burst with one new token, which is kept", async () => {
    const tokenFetch = create();
    await tokenFetch(`https://${host}/`);
    service.revoked = "token-1";
    const { opened, open } = createGate();
    credential.next.push(opened);
    const burst = Promise.all(Array.from({ length: 10 }, () => tokenFetch(`https://${host}/`)));
    await expect.poll(() => service.requests.length).toBe(11);
    await delay(20);
    open();
    expect(new Set((await burst).map(({ status }) => status))).toEqual(new Set([200]));
    await tokenFetch(`https://${host}/`);
    expect(authorizations().at(-1)).toBe("Bearer token-2");
    expect(credential.asked).toHaveLength(2);
  });

  it("answers a late challenge with claims, though the token was replaced meanwhile", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const { opened, open } = createGate();
    const tokenFetch = create({
      async fetch(input, init) {
        const response = await service.fetch(input, init);
        if (response.status === 401) await opened;
        return response;
      },
    });
    service.revoked = "token-1";
    const late = tokenFetch(`https://${host}/`);
    await expect.poll(() => service.requests.length).toBe(1);
    vi.setSystemTime(Date.now() + 3_600_000);
    await tokenFetch(`https://${host}/`);
    open();
    expect((await late).status).toBe(200);
    expect(authorizations()).toEqual(["Bearer token-1", "Bearer token-2", "Bearer token-3"]);
    expect(credential.asked.at(-1)?.claims).toBe(revocation);
  });

  it("hands on a 401 that no other token would change", async () => {
    service.answers.push({ status: 401, body: "{}" });
    expect((await create()(`https://${host}/`)).status).toBe(401);

    service.answers.push(challenge(revocation));
    const same = { getToken: () => Promise.resolve({ token: "same", expiresOnTimestamp: 9e15 }) };
    expect((await create({ credential: same })(`https://${host}/`)).status).toBe(401);

    service.answers.push(challenge(revocation));
    const stream = new Blob(["text"]).stream();
    const init = { method: "POST", body: stream, duplex: "half" } as RequestInit;
    expect((await create()(`https://${host}/`, init)).status).toBe(401);
    expect(service.requests).toHaveLength(3);
  });

  it("lets one who leaves go without ending the wait of the others", async () => {
    const { opened, open } = createGate();
    credential.next.push(opened);
    const tokenFetch = create();
    const impatient = new AbortController();
    const left = tokenFetch(`https://${host}/`, { signal: impatient.signal });
    const stayed = tokenFetch(`https://${host}/`);
    impatient.abort();
    await expect(left).rejects.toMatchObject({ name: "AbortError" });
    open();
    expect((await stayed).status).toBe(200);
    expect(credential.asked).toHaveLength(1);
  });

  it("reads the token anew for each request", async () => {
    let issued = 0;
    const shortLived = {
      getToken: () =>
        Promise.resolve({ token: `short-${++issued}`, expiresOnTimestamp: Date.now() + 1000 }),
    };
    const tokenFetch = create({ credential: shortLived });
    await tokenFetch(`https://${host}/`);
    await tokenFetch(`https://${host}/`);
    expect(authorizations()).toEqual(["Bearer short-1", "Bearer short-2"]);
  });

  it.each([
    ["no host", { allowedHosts: [] }],
    ["a wildcard", { allowedHosts: ["*.search.windows.net"] }],
    ["a suffix", { allowedHosts: [".search.windows.net"] }],
    ["an address", { allowedHosts: [`https://${host}`] }],
    ["a path", { allowedHosts: [`${host}/`] }],
    ["an account", { allowedHosts: [`user@${host}`] }],
    ["an IP address", { allowedHosts: ["10.0.0.4"] }],
    ["an IPv6 address", { allowedHosts: ["[::1]"] }],
    ["an IP address in disguise", { allowedHosts: ["0x7f000001"] }],
    ["the port of https", { allowedHosts: [`${host}:443`] }],
    ["no scopes", { scopes: [] }],
    ["an unknown option", { allowedHost: host }],
  ])("refuses %s", (_, options) => {
    expect(() => create(options as Partial<TokenFetchOptions>)).toThrow(TypeError);
    expect(() => create(options as Partial<TokenFetchOptions>)).toThrow(
      /^token-credential-policy: /,
    );
  });

  it.each(["apiKey", "key", "sasToken", "connectionString"])(
    "[keys/setting-refused] refuses the option %s",
    (name) => {
      expect(() => create({ [name]: "secret" })).toThrow(/keys are refused: use a credential/);
    },
  );
});

describe("the official client", () => {
  const chat = { choices: [{ message: { content: "Hello" } }] };
  const messages = [{ role: "user" as const, content: "Hi" }];

  it("AzureOpenAI works, and each of its retries reads the token anew", async () => {
    service.answers.push({ status: 429, headers: { "retry-after-ms": "1" } });
    service.answers.push({ status: 200, body: JSON.stringify(chat) });
    const client = new AzureOpenAI({
      endpoint: `https://${host}`,
      apiVersion: "2024-10-21",
      azureADTokenProvider: () => Promise.resolve("placeholder"),
      fetch: create(),
    });
    const { choices } = await client.chat.completions.create({ model: "gpt", messages });
    expect(choices[0]?.message.content).toBe("Hello");
    expect(authorizations()).toEqual(["Bearer token-1", "Bearer token-1"]);
    expect(service.requests[0]?.path).toMatch(/^\/openai\/deployments\/gpt\/chat\/completions/);
  });

  it("OpenAI works on the v1 path, streamed", async () => {
    const event = { choices: [{ delta: { content: "Hello" } }] };
    service.answers.push({
      status: 200,
      headers: { "content-type": "text/event-stream" },
      body: `data: ${JSON.stringify(event)}\n\ndata: [DONE]\n\n`,
    });
    const client = new OpenAI({
      baseURL: `https://${host}/openai/v1`,
      apiKey: "placeholder",
      fetch: create(),
    });
    const stream = await client.chat.completions.create({ model: "gpt", messages, stream: true });
    let text = "";
    for await (const { choices } of stream) text += choices[0]?.delta.content ?? "";
    expect(text).toBe("Hello");
    expect(authorizations()).toEqual(["Bearer token-1"]);
  });

  it("[inbound/key-never-authenticates] AzureOpenAI with a key is stopped", async () => {
    const client = new AzureOpenAI({
      endpoint: `https://${host}`,
      apiVersion: "2024-10-21",
      apiKey: "secret",
      maxRetries: 0,
      fetch: create(),
    });
    await expect(client.chat.completions.create({ model: "gpt", messages })).rejects.toMatchObject({
      cause: expect.objectContaining({ code: "KEY_REFUSED" }),
    });
    nothingHappened();
  });
});
