import { brotliCompressSync, constants, deflateSync, gzipSync } from "node:zlib";
import type { Attack, AttackClass, Expected } from "./attack.test.fixture.ts";
import { canary } from "./attack.test.fixture.ts";
import { chat, chatBody, chatPath, chatRequest, question } from "./chat-request.test.fixture.ts";
import { azure } from "./contoso.test.fixture.ts";
import { formatRequest, type Answer, type RawRequest } from "./raw-http.test.fixture.ts";
import type { Target } from "./target.test.fixture.ts";

const refused: Expected = { status: 400 };
const missing: Expected = { status: 401, code: "missing_credentials", challenge: "" };
const grounded: Expected = {
  status: 200,
  check({ answers }) {
    for (const { text } of answers) {
      if (!text.includes("91 euros")) throw new Error(`not Ada's answer: ${text.slice(0, 200)}`);
    }
  },
};

const body = (
  id: string,
  name: string,
  bytes: string | Uint8Array | (() => string | Uint8Array),
  expected: Expected = refused,
): Attack => ({
  id,
  name,
  attack: (target) => chat(target, { body: typeof bytes === "function" ? bytes() : bytes }),
  expected,
});

/** Lets memory grow by no more than this while something large is sent. */
const maxGrowthInBytes = 96 * 1024 * 1024;

/** Does something large, and sees that the server keeps none of it. */
async function inLittleMemory(
  target: Target,
  act: () => Promise<Answer | readonly Answer[]>,
): Promise<Answer | readonly Answer[]> {
  const before = target.peakMemory();
  const answers = await act();
  const after = target.peakMemory();
  if (before !== undefined && after !== undefined && after - before > maxGrowthInBytes) {
    throw new Error(`memory grew by ${Math.round((after - before) / 1024 / 1024)} MB`);
  }
  return answers;
}

const encoded = (
  id: string,
  name: string,
  encoding: string,
  bytes: () => Uint8Array,
  expected: Expected,
): Attack => ({
  id,
  name,
  attack: (target) =>
    inLittleMemory(target, () =>
      chat(target, { body: bytes(), headers: [["Content-Encoding", encoding]] }),
    ),
  expected,
});

const zeros = (): Uint8Array => new Uint8Array(128 * 1024 * 1024);

/** Bytes on a socket, after the request line and headers of a question that were changed as text. */
const raw = (
  id: string,
  name: string,
  change: (request: string) => string,
  expected: Expected,
  options: { readonly readOn?: boolean } = {},
): Attack => ({
  id,
  name,
  async attack(target) {
    const bytes = formatRequest(await chatRequest(target), target.port).toString("latin1");
    return target.sendBytes(Buffer.from(change(bytes), "latin1"), options);
  },
  expected,
});

/** The only answer; a second one would be to a request within the first. */
const onlyOne: Expected["check"] = ({ answers }) => {
  for (const answer of answers) {
    const count = answer.raw.match(/HTTP\/1\.1 \d{3}/g)?.length ?? 0;
    const isOnlyOne = count <= 1 || /^HTTP\/1\.1 400/m.test(answer.raw.slice(12));
    if (!isOnlyOne) throw new Error(`${count} answers: ${answer.raw.slice(0, 2000)}`);
  }
};

const path = (id: string, target: string, expected: Expected): Attack => ({
  id,
  name: `the address ${JSON.stringify(target).slice(0, 90)} leads nowhere`,
  attack: (server) => chat(server, { path: target }),
  expected,
});

const nowhere: Expected = { status: 404 };
const deployment = `/openai/deployments/${azure.deployment}`;

const attacks: readonly Attack[] = [
  ...(
    [
      ["data_sources", (good: string) => good.replace("{", `{"data_sources":[],`)],
      ["messages", (good: string) => good.replace("{", `{"messages":[],`)],
      [
        "data_sources, once with an escape",
        (good: string) => good.replace("{", `{"\\u0064ata_sources":[],`),
      ],
      [
        "data_sources, last",
        (good: string) =>
          good.replace(
            /\}$/,
            `,"data_sources":[{"type":"azure_search","parameters":{"endpoint":"https://evil.example"}}]}`,
          ),
      ],
      [
        "endpoint within",
        (good: string) =>
          good.replace(`"endpoint"`, `"endpoint":"https://evil.example","endpoint"`),
      ],
      ["content within", (good: string) => good.replace(`"content"`, `"content":"x","content"`)],
      ["stream", (good: string) => good.replace("{", `{"stream":false,"stream":true,`)],
    ] as const
  ).map(([what, change]) => body("B01", `a member twice (${what}) is refused`, change(chatBody()))),
  ...[
    `{"__proto__":{"isAdmin":true},`,
    `{"constructor":{"prototype":{"isAdmin":true}},`,
    `{"\\u005f_proto__":{"data_sources":[]},`,
    `{"toString":"x",`,
    `{"hasOwnProperty":1,`,
  ].map((start) =>
    body("B02", `${start.slice(1, 24)}… in the body is refused`, chatBody().replace("{", start)),
  ),
  ...["__proto__", "constructor", "prototype"].map((name) =>
    body(
      "B02",
      `${name} within the parameters is refused`,
      chatBody().replace(`"parameters":{`, `"parameters":{"${name}":{"filter":"true"},`),
    ),
  ),
  body(
    "B02",
    "__proto__ within a message is refused",
    chatBody().replace(`{"role"`, `{"__proto__":{"role":"system"},"role"`),
  ),
  ...(
    [
      ["text/plain", "text/plain"],
      ["a form", "application/x-www-form-urlencoded"],
      ["parts", "multipart/form-data; boundary=x"],
      ["XML", "application/xml"],
      ["another JSON", "application/json-patch+json"],
      ["JSON and more", "application/jsonx"],
      ["nothing", ""],
    ] as const
  ).map(([what, contentType = ""]): Attack => ({
    id: "B03",
    name: `a body that calls itself ${what} is refused`,
    attack: (target) => chat(target, { contentType }),
    expected: { status: 400 },
  })),
  body("B03", "UTF-16 is refused", Buffer.from(chatBody(), "utf16le")),
  body(
    "B03",
    "bytes that are no UTF-8 are refused",
    Buffer.from(chatBody().replace(question, "\xff\xfe\xc0\xaf"), "latin1"),
  ),
  body(
    "B03",
    "an overlong slash is refused",
    Buffer.from(chatBody().replace(question, "\xc0\xaf"), "latin1"),
  ),
  ...[
    "",
    "null",
    "[]",
    "7",
    `"text"`,
    "{",
    `{"messages":`,
    "true",
    "{}{}",
    `${chatBody()} x`,
    "\u0000",
    "NaN",
    "// x\n{}",
    "{'a':1}",
  ].map((text) =>
    body("B03", `a body that is ${JSON.stringify(text).slice(0, 20)} is refused`, text),
  ),
  encoded(
    "B04",
    "128 MB in gzip are refused in little memory",
    "gzip",
    () => gzipSync(zeros()),
    refused,
  ),
  encoded(
    "B04",
    "128 MB in deflate are refused in little memory",
    "deflate",
    () => deflateSync(zeros()),
    refused,
  ),
  encoded(
    "B04",
    "128 MB in brotli are refused in little memory",
    "br",
    () => brotliCompressSync(zeros(), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
    refused,
  ),
  encoded(
    "B04",
    "gzip in gzip is refused",
    "gzip, gzip",
    () => gzipSync(gzipSync(zeros())),
    refused,
  ),
  encoded("B04", "a good question in gzip is refused", "gzip", () => gzipSync(chatBody()), refused),
  encoded(
    "B04",
    "an encoding that does not exist is refused",
    canary,
    () => Buffer.from(chatBody()),
    refused,
  ),
  {
    id: "B05",
    name: "a length of 1 GB is refused early, and its end not waited for",
    attack: async (target) => {
      const request = await chatRequest(target);
      const headers = [...(request.headers ?? []), ["Content-Length", "1000000000"] as const];
      const head = formatRequest({ ...request, headers, body: "" }, target.port);
      const piece = Buffer.alloc(64 * 1024, "x");
      return inLittleMemory(target, () => target.sendBytes([head, piece], { timeoutInMs: 30_000 }));
    },
    expected: { "express-chat": { status: 400 }, "koa-api": { status: 413 } },
  },
  {
    id: "B05",
    name: "chunks without an end are refused early, in little memory",
    attack: async (target) => {
      const request = await chatRequest(target);
      const headers = [...(request.headers ?? []), ["Transfer-Encoding", "chunked"] as const];
      const head = formatRequest({ ...request, headers, body: "" }, target.port);
      const piece = Buffer.concat([
        Buffer.from("10000\r\n"),
        Buffer.alloc(0x10000, "x"),
        Buffer.from("\r\n"),
      ]);
      return inLittleMemory(target, () =>
        target.sendBytes([head, ...Array<Buffer>(1600).fill(piece)], { timeoutInMs: 60_000 }),
      );
    },
    expected: { "express-chat": { status: 400 }, "koa-api": { status: 413 } },
  },
  {
    id: "B05",
    name: "64 MB of nobody's are refused before they are read",
    attack: (target) =>
      inLittleMemory(target, () =>
        chat(target, { token: "", body: Buffer.alloc(64 * 1024 * 1024, "x") }),
      ),
    expected: missing,
  },
  ...[
    ["100,000 lists", "[".repeat(100_000)],
    ["100,000 lists that end", "[".repeat(100_000) + "]".repeat(100_000)],
    ["50,000 objects", `{"a":`.repeat(50_000)],
    [
      "1,000 lists in the content",
      chatBody().replace(JSON.stringify(question), "[".repeat(1000) + "]".repeat(1000)),
    ],
    [
      "65 objects in a parameter",
      chatBody().replace(
        `"parameters":{`,
        `"parameters":{"x":${`{"a":`.repeat(65)}1${"}".repeat(65)},`,
      ),
    ],
  ].map(([what = "", text = ""]) => body("B06", `${what} within each other are refused`, text)),
  body(
    "B07",
    "100,000 members are refused",
    () => `{${Array.from({ length: 60_000 }, (_, i) => `"k${i}":1`).join()}}`,
  ),
  body(
    "B07",
    "a name of 500 KB is refused, and not repeated whole",
    `{"${"k".repeat(500_000)}":1}`,
    {
      status: 400,
      check({ answers }) {
        for (const { text } of answers) {
          if (text.length > 8000) throw new Error(`an answer of ${text.length} characters`);
        }
      },
    },
  ),
  ...[
    "1e400",
    "-0.5",
    "9007199254740993.5",
    "1e-400",
    "0x10",
    "01",
    "1_000",
    "+1",
    ".5",
    "Infinity",
  ].map((number) =>
    body(
      "B08",
      `the number ${number} for max_tokens is refused`,
      chatBody().replace("{", `{"max_tokens":${number},`),
    ),
  ),
  body(
    "B08",
    "a number that is too exact is no other one",
    chatBody().replace("{", `{"seed":9007199254740993,`),
    {
      status: [200, 400],
      upstream: "allowed",
    },
  ),
  {
    id: "B09",
    name: "headers that never end are cut in time, and keep nobody else waiting",
    async attack(target) {
      const head = Buffer.from(`POST ${chatPath} HTTP/1.1\r\nHost: localhost\r\nX-Slow: `);
      function* trickle(): Generator<Buffer> {
        yield head;
        for (;;) yield Buffer.from("x");
      }
      const slow = Promise.all(
        Array.from({ length: 20 }, () =>
          target.sendBytes(trickle(), { pauseInMs: 500, timeoutInMs: 150_000 }),
        ),
      );
      const good = await chat(target);
      if (good.status !== 200) throw new Error(`meanwhile ${good.status}`);
      return slow;
    },
    // the question meanwhile is answered
    expected: { status: 408, upstream: "allowed" },
  },
  {
    id: "B09",
    name: "bodies that come by the byte keep nobody else waiting",
    async attack(target) {
      const bytes = formatRequest(await chatRequest(target), target.port);
      const pieces = [
        bytes.subarray(0, -40),
        ...Array.from(bytes.subarray(-40), (byte) => Buffer.of(byte)),
      ];
      const slow = Promise.all(
        Array.from({ length: 20 }, () => target.sendBytes(pieces, { pauseInMs: 50 })),
      );
      const good = await chat(target);
      if (good.status !== 200) throw new Error(`meanwhile ${good.status}`);
      return slow;
    },
    expected: grounded,
  },
  {
    id: "B09",
    name: "a body of nobody's that never comes is not waited for",
    async attack(target) {
      const request = await chatRequest(target, { token: "" });
      const headers = [...(request.headers ?? []), ["Content-Length", "1000"] as const];
      return target.sendBytes(formatRequest({ ...request, headers, body: "" }, target.port));
    },
    expected: missing,
  },
  {
    id: "B09",
    name: "200 connections that say nothing keep nobody waiting",
    async attack(target) {
      const silent = Promise.all(
        Array.from({ length: 200 }, () =>
          target.sendBytes(new Uint8Array(), { timeoutInMs: 3000 }),
        ),
      );
      const answer = await chat(target);
      await silent;
      return answer;
    },
    expected: grounded,
  },
  {
    id: "B10",
    name: "a reader that leaves amid the answer ends it",
    async attack(target) {
      await Promise.all(
        Array.from({ length: 20 }, async () =>
          target.send(await chatRequest(target, { members: { stream: true } }), {
            leaveAfterBytes: 1,
          }),
        ),
      );
      return chat(target);
    },
    expected: grounded,
  },
  {
    id: "B11",
    name: "1,000 headers are refused",
    attack: (target) =>
      chat(target, { headers: Array.from({ length: 1000 }, (_, i) => [`X-${i}`, "x"] as const) }),
    expected: { status: 431 },
  },
  {
    id: "B11",
    name: "64 KB of headers are refused",
    attack: (target) => chat(target, { headers: [["X-Long", "x".repeat(64 * 1024)]] }),
    expected: { status: 431 },
  },
  ...["user", "model"].map((member): Attack => ({
    id: "B12",
    name: `line breaks in ${member} become no header upstream`,
    attack: (target) => chat(target, { members: { [member]: `x\r\nx-evil: ${canary}` } }),
    expected: { status: 200 },
  })),
  ...[
    "x-request-id",
    "x-ms-client-request-id",
    "traceparent",
    "baggage",
    "apim-request-id",
    "extra-parameters",
    "x-ms-user-agent",
  ].map((name): Attack => ({
    id: "B12",
    name: `${name} of the caller's does not go on`,
    attack: (target) => chat(target, { headers: [[name, canary]] }),
    expected: grounded,
  })),
  ...[
    [["Connection", "close, authorization, host, content-length"]],
    [
      ["Connection", "close"],
      ["TE", "trailers, deflate"],
    ],
    [["Proxy-Authorization", `Basic ${canary}`]],
    [
      ["Proxy-Connection", "keep-alive"],
      ["Keep-Alive", canary],
    ],
    [["Trailer", "Authorization"]],
    [
      ["Via", canary],
      ["Forwarded", canary],
      ["X-Forwarded-Host", canary],
    ],
    [
      ["Upgrade-Insecure-Requests", "1"],
      ["Cookie", canary],
      ["Referer", canary],
    ],
  ].map((headers): Attack => ({
    id: "B13",
    name: `${headers.map(([name, value = ""]) => `${name}: ${value.replace(canary, "…")}`).join(", ")} changes nothing and does not go on`,
    attack: (target) => chat(target, { headers: headers as [string, string][] }),
    expected: grounded,
  })),
  ...["evil.example", "localhost:1", "contoso.search.windows.net", "127.0.0.1:4600", "[::1]"].map(
    (host): Attack => ({
      id: "B14",
      name: `the host ${host} leads to the same place`,
      attack: (target) => chat(target, { headers: [["Host", host]] }),
      expected: grounded,
    }),
  ),
  ...[
    "a?/healthz",
    "a#/healthz",
    "evil.example/healthz",
    "user@evil.example",
    "a b",
    "a\\b",
    "",
  ].map((host): Attack => ({
    id: "B14",
    name: `the host ${JSON.stringify(host)} opens nothing`,
    attack: (target) => chat(target, { token: "", headers: [["Host", host]] }),
    expected: { status: [400, 401] },
  })),
  raw(
    "B14",
    "two hosts open nothing",
    (request) => request.replace("Host:", "Host: evil.example\r\nHost:"),
    {
      status: [200, 400],
      upstream: "allowed",
    },
  ),
  raw("B14", "no host is refused", (request) => request.replace(/Host: [^\r]*\r\n/, ""), refused),
  ...["GoogleHC/1.0", "kube-probe/1.30", "ELB-HealthChecker/2.0", "HealthCheck"].map(
    (agent): Attack => ({
      id: "B16",
      name: `whoever calls itself ${agent} needs a token too`,
      attack: (target) => chat(target, { token: "", headers: [["User-Agent", agent]] }),
      expected: missing,
    }),
  ),
  ...[
    `/healthz/..${chatPath}`,
    `/healthz/%2e%2e${chatPath}`,
    `/healthz;/..${chatPath}`,
    `${chatPath}#/healthz`,
    `/HEALTHZ/../openai/v1/models`,
  ].map((target): Attack => ({
    id: "B16",
    name: `${target.slice(0, 48)} is no way around the token`,
    attack: (server) => chat(server, { token: "", path: target }),
    expected: { status: [400, 401, 404] },
  })),
  ...[
    `${deployment}/%2e%2e/gpt-secret/chat/completions`,
    `${deployment}/..;/gpt-secret/chat/completions`,
    `//openai/deployments/gpt-secret/chat/completions`,
    `/openai//deployments/gpt-secret/chat/completions`,
    `${deployment}%2Fchat%2Fcompletions`,
    `${deployment}/chat%2Fcompletions`,
    `${deployment}/chat/completions%00`,
    `${deployment}/chat/completions/../../../gpt-secret/chat/completions`,
    `${deployment}/%252e%252e/gpt-secret/chat/completions`,
    `${deployment}/files`,
    `${deployment}/chat/completions/evil`,
    `/openai/files?api-version=2024-10-21`,
    `/openai/assistants?api-version=2024-10-21`,
    `/openai/v1/files`,
    `/openai/v1/vector_stores`,
    `/openai/deployments?api-version=2024-10-21`,
    `/openai/batches?api-version=2024-10-21`,
    `/openai/fine_tuning/jobs?api-version=2024-10-21`,
    `/openai/realtime?api-version=2024-10-21&deployment=gpt-4.1`,
    `/openai/deployments/https:%2f%2fevil.example/chat/completions`,
    `/openai/deployments/elsewhere/chat/completions`,
    `/.env`,
    `/.git/config`,
    `/src/main.ts`,
    `/node_modules/express/package.json`,
    `/../../../../etc/passwd`,
    `/%2e%2e/%2e%2e/%2e%2e/etc/passwd`,
    `/page/..%2f..%2f..%2fpackage.json`,
    `/page/%2e%2e/main.ts`,
    `/metrics`,
    `/admin`,
  ].map((target) =>
    path(
      "B17",
      target.includes("?") || target.startsWith("/.") ? target : `${target}?api-version=2024-10-21`,
      nowhere,
    ),
  ),
  {
    id: "B17",
    name: "a backslash for a slash is no way around the token",
    attack: (target) =>
      chat(target, {
        token: "",
        path: chatPath.replace("/chat/completions", "/chat\\completions"),
      }),
    expected: missing,
  },
  raw(
    "B17",
    "a whole address of another host is no way out",
    (request) => request.replace(`POST ${chatPath}`, "POST http://evil.example/openai/v1/models"),
    { status: [400, 404, 405], upstream: "none" },
  ),
  raw(
    "B17",
    "a target without a slash is refused",
    (request) => request.replace(`POST /`, "POST evil"),
    {
      status: [400, 404],
    },
  ),
  ...["GET", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "LINK", "OPTIONS"].map(
    (method): Attack => ({
      id: "B20",
      name: `${method} asks no question`,
      attack: (target) => chat(target, { method }),
      expected: { status: [400, 404, 405] },
    }),
  ),
  ...["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"].map((name): Attack => ({
    id: "B20",
    name: `${name} makes no POST of a GET`,
    attack: (target) => chat(target, { method: "GET", body: "", headers: [[name, "POST"]] }),
    expected: { status: [400, 404, 405] },
  })),
  raw(
    "B20",
    "CONNECT leads nowhere",
    () => "CONNECT contoso.search.windows.net:443 HTTP/1.1\r\nHost: x\r\n\r\n",
    {
      status: [0, 400, 404, 405],
    },
  ),
  raw(
    "B20",
    "a method of no protocol is refused",
    (request) => request.replace("POST", canary.toUpperCase()),
    refused,
  ),
  ...["websocket", "h2c"].map((protocol): Attack => ({
    id: "B21",
    name: `there is no upgrade to ${protocol}`,
    attack: (target) =>
      chat(target, {
        token: "",
        headers: [
          ["Connection", "Upgrade, close"],
          ["Upgrade", protocol],
          ["Sec-WebSocket-Key", "x3JJHMbDL1EzLkh9GBhXDw=="],
          ["Sec-WebSocket-Version", "13"],
        ],
      }),
    expected: missing,
  })),
  ...["https://evil.example", "null", "http://localhost"].flatMap((origin): Attack[] => [
    {
      id: "B22",
      name: `pages of the origin ${origin} are not let in on answers`,
      attack: (target) =>
        chat(target, {
          headers: [
            ["Origin", origin],
            ["Cookie", "a=b"],
          ],
        }),
      expected: { status: 200, check: noCors },
    },
    {
      id: "B22",
      name: `nor are their questions beforehand, from ${origin}`,
      attack: (target) =>
        chat(target, {
          token: "",
          method: "OPTIONS",
          headers: [
            ["Origin", origin],
            ["Access-Control-Request-Method", "POST"],
            ["Access-Control-Request-Headers", "authorization"],
          ],
        }),
      expected: { status: [401, 404, 405], check: noCors },
    },
  ]),
  raw(
    "B23",
    "a length and chunks at once are refused",
    (request) => request.replace("Content-Length", "Transfer-Encoding: chunked\r\nContent-Length"),
    { status: 400, check: onlyOne },
    { readOn: true },
  ),
  raw(
    "B23",
    "two lengths are refused",
    (request) => request.replace("Content-Length:", "Content-Length: 5\r\nContent-Length:"),
    { status: 400, check: onlyOne },
    { readOn: true },
  ),
  ...["+5", "5, 5", "0x5", "-1", " 5 5"].map((length) =>
    raw(
      "B23",
      `the length ${JSON.stringify(length)} is refused`,
      (request) => request.replace(/Content-Length: \d+/, `Content-Length: ${length}`),
      { status: 400, check: onlyOne },
      { readOn: true },
    ),
  ),
  ...[
    "xchunked",
    "chunked, identity",
    "identity",
    "\x0bchunked",
    "gzip, chunked",
    "chunked\r\nTransfer-Encoding: x",
  ].map((encoding) =>
    raw(
      "B23",
      `the transfer encoding ${JSON.stringify(encoding)} hides no request`,
      (request) => request.replace(/Content-Length: \d+/, `Transfer-Encoding: ${encoding}`),
      { status: [0, 400], check: onlyOne },
      { readOn: true },
    ),
  ),
  raw(
    "B23",
    "a space before a colon is refused",
    (request) => request.replace("Content-Length:", "Content-Length :"),
    { status: 400, check: onlyOne },
    { readOn: true },
  ),
  raw(
    "B23",
    "a line feed without its return ends no header",
    (request) =>
      request.replace("Connection: close", "X: y\nTransfer-Encoding: chunked\r\nConnection: close"),
    { status: 400, check: onlyOne },
    { readOn: true },
  ),
  raw(
    "B23",
    "a folded header is refused",
    (request) => request.replace("Connection: close", "X: y\r\n z: 1\r\nConnection: close"),
    { status: 400, check: onlyOne },
    { readOn: true },
  ),
  raw(
    "B23",
    "a zero byte in a header is refused",
    (request) => request.replace("Connection: close", "X: \0y\r\nConnection: close"),
    { status: 400, check: onlyOne },
    { readOn: true },
  ),
  raw(
    "B23",
    "a chunk with a wrong size is refused",
    (request) =>
      `${request.replace(/Content-Length: \d+\r\n\r\n[^]*$/, "Transfer-Encoding: chunked\r\n\r\n")}zz\r\n{}\r\n0\r\n\r\n`,
    { status: [0, 400], check: onlyOne },
    { readOn: true },
  ),
  {
    id: "B23",
    name: "a request behind a body that was not read is answered for itself, or the connection ends",
    async attack(target) {
      const first: RawRequest = await chatRequest(target, { token: "" });
      const one = formatRequest(
        { ...first, headers: [...(first.headers ?? []), ["Connection", "keep-alive"]] },
        target.port,
      );
      const two = formatRequest({ path: "/healthz" }, target.port);
      return target.sendBytes([one, two], { readOn: true, timeoutInMs: 15_000 });
    },
    expected: missing,
  },
];

function noCors({ answers }: { readonly answers: readonly Answer[] }): void {
  for (const { headers } of answers) {
    const named = Object.keys(headers).filter((name) => name.startsWith("access-control-"));
    if (named.length > 0) throw new Error(`it says ${named.join()}`);
  }
}

/** Bodies, headers and addresses that are read in two ways, or are too much. */
export const bodyAttacks: AttackClass = {
  letter: "B",
  name: "bodies, HTTP and addresses",
  attacks,
};
