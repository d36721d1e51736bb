import { canary, type Attack, type AttackClass, type Expected } from "./attack.test.fixture.ts";
import { bodyAttacks } from "./body-attacks.test.fixture.ts";
import { chat, chatPath, chatRequest } from "./chat-request.test.fixture.ts";
import { azure } from "./contoso.test.fixture.ts";
import { formatRequest, type Answer, type RawRequest } from "./raw-http.test.fixture.ts";

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
  ...bodyAttacks,
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
export const httpAttacks: AttackClass = {
  letter: "B",
  name: "bodies, HTTP and addresses",
  attacks,
};
