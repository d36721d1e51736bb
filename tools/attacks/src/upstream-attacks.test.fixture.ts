import type { Attack, AttackClass, Expected, Found } from "./attack.test.fixture.ts";
import { canary } from "./attack.test.fixture.ts";
import { chat, search } from "./chat-request.test.fixture.ts";
import { azure } from "./contoso.test.fixture.ts";
import type { Answer } from "./raw-http.test.fixture.ts";
import type { AppName } from "./target.test.fixture.ts";
import { withFault, type NamedFault } from "./with-fault.test.fixture.ts";

const model = {
  host: "contoso.openai.azure.com",
  path: /\/chat\/completions$/,
  times: 12,
} as const;
const modelUrl = `${azure.openaiEndpoint}/openai/deployments/${azure.deployment}/chat/completions`;
const index = {
  host: "contoso.search.windows.net",
  path: /\/indexes\/documents\/docs\/search/,
  times: 12,
} as const;
const indexUrl = `${azure.searchEndpoint}/indexes/documents/docs/search`;
const searched = { ...index, path: /\/docs\/search\.post\.search$/ } as const;
const searchedUrl = `${azure.searchEndpoint}/indexes('documents')/docs/search.post.search`;
const embedded = { host: "contoso.openai.azure.com", path: /\/embeddings$/, times: 12 } as const;
const embeddedUrl = `${azure.openaiEndpoint}/openai/deployments/embeddings/embeddings`;

const failed: Expected = { status: 502, upstream: "allowed", check: boundedRetries };
const unavailable: Expected = { ...failed, status: 503 };

/** However it fails, nobody is asked more than a few times. */
function boundedRetries({ requests }: Found): void {
  if (requests.length > 16) throw new Error(`${requests.length} requests were made`);
}

/** Something goes wrong behind the server while it is asked. */
const behind = (
  id: string,
  name: string,
  fault: Omit<NamedFault, "service">,
  address: string,
  ask: Attack["attack"],
  expected: Expected = failed,
  apps?: readonly AppName[],
): Attack => ({
  id,
  name,
  ...(apps && { apps }),
  attack: (target) =>
    withFault(target, fault as NamedFault, address, () => Promise.resolve(ask(target))),
  expected,
});

const ask: Attack["attack"] = (target) => chat(target);
const askInStream: Attack["attack"] = (target) => chat(target, { members: { stream: true } });
const find: Attack["attack"] = (target) =>
  search(target, { search: "allowance", searchFields: "content" });
const embed: Attack["attack"] = (target) =>
  chat(target, {
    path: "/openai/deployments/embeddings/embeddings?api-version=2024-10-21",
    body: JSON.stringify({ input: "meals" }),
  });

const events = (...data: readonly string[]): string => data.map((line) => `${line}\n\n`).join("");
const chunk = (content: string): string =>
  `data: ${JSON.stringify({ id: "x", object: "chat.completion.chunk", created: 1, model: "gpt-4.1", choices: [{ index: 0, delta: { content }, finish_reason: null }] })}`;
const streamed = { status: 200, headers: { "content-type": "text/event-stream" } } as const;

/** A streamed answer that failed never looks whole. */
const neverWhole: Expected = {
  status: [200, 502, 503],
  upstream: "allowed",
  check({ answers }) {
    for (const { status, text, isWhole } of answers) {
      if (status === 200 && isWhole && /data: \[DONE\]\s*$/.test(text) && !text.includes("error")) {
        throw new Error(`it ended as if it were whole: ${text.slice(-300)}`);
      }
    }
  },
};

const keyHeaders = ["api-key", "Ocp-Apim-Subscription-Key", "API-KEY"];

const withoutHeaders =
  (names: RegExp) =>
  ({ answers }: { readonly answers: readonly Answer[] }): void => {
    for (const { headers } of answers) {
      const passed = Object.keys(headers).filter((name) => names.test(name));
      if (passed.length > 0) throw new Error(`it passed on ${passed.join()}`);
    }
  };

const evilHeaders = {
  "content-type": "application/json",
  "set-cookie": `session=${canary}`,
  "www-authenticate": `Bearer realm="${canary}"`,
  "x-ms-region": canary,
  server: canary,
  "access-control-allow-origin": "*",
  location: "https://evil.example/",
  "strict-transport-security": "max-age=0",
} as const;
const evilNames =
  /^(?:set-cookie|www-authenticate|x-ms-region|server|access-control-allow-origin|location)$/;

/** Settings that a server has to refuse when it starts. */
const start = (id: string, name: string, settings: Readonly<Record<string, string>>): Attack => ({
  id,
  name,
  async attack(target) {
    const { code, output } = await target.start(settings);
    if (code !== 1) throw new Error(`it ended with ${code}: ${output}`);
    // the gateway has names of its own for endpoints
    const told = Object.keys(settings).filter((setting) => !setting.endsWith("_ENDPOINT"));
    if (!told.every((setting) => output.includes(setting))) throw new Error(output);
    if (output.includes(canary)) throw new Error("it told its settings");
    return [];
  },
  expected: { status: [], upstream: "none" },
});

const attacks: readonly Attack[] = [
  ...keyHeaders.flatMap((name): Attack[] => [
    {
      id: "U01",
      name: `a key in ${name} opens nothing`,
      attack: (target) => chat(target, { token: "", headers: [[name, canary]] }),
      expected: { status: 401, code: "missing_credentials", challenge: "" },
    },
    {
      id: "U01",
      name: `a key in ${name} beside a token is refused`,
      attack: (target) => chat(target, { headers: [[name, canary]] }),
      expected: { status: 400 },
    },
  ]),
  {
    id: "U01",
    name: "a key in the address opens nothing",
    attack: (target) =>
      chat(target, {
        token: "",
        path: `/openai/deployments/gpt-4.1/chat/completions?api-key=${canary}&subscription-key=${canary}`,
      }),
    expected: { status: 401 },
  },
  {
    id: "U01",
    name: "a key beside a token is refused to search clients",
    apps: ["koa-api"],
    attack: (target) =>
      search(target, { search: "*", searchFields: "content" }, { headers: [["api-key", canary]] }),
    expected: { status: 400 },
  },
  {
    id: "U02",
    name: "the caller's token stays, and each service is asked with the server's own",
    attack: ask,
    expected: {
      status: 200,
      check({ requests }) {
        for (const { url, headers } of requests) {
          if (headers["authorization"] === undefined)
            throw new Error(`${url} was asked without a token`);
        }
      },
    },
  },
  ...[301, 302, 303, 307, 308].flatMap((status): Attack[] => [
    behind(
      "U03",
      `a redirect (${status}) of the model's is not followed`,
      { ...model, status, headers: { location: "https://evil.example/" } },
      modelUrl,
      ask,
    ),
    behind(
      "U03",
      `a redirect (${status}) of the search's is not followed`,
      { ...index, status, headers: { location: "https://evil.example/" } },
      indexUrl,
      ask,
    ),
  ]),
  behind(
    "U03",
    "a redirect to the same host is not followed",
    { ...index, status: 307, headers: { location: indexUrl } },
    indexUrl,
    ask,
  ),
  behind(
    "U03",
    "a redirect is not followed for a search client",
    { ...searched, status: 307, headers: { location: "https://evil.example/" } },
    searchedUrl,
    find,
    failed,
    ["koa-api"],
  ),
  behind(
    "U03",
    "a redirect is not followed for vectors",
    { ...embedded, status: 307, headers: { location: "https://evil.example/" } },
    embeddedUrl,
    embed,
    failed,
    ["koa-api"],
  ),
  behind(
    "U05",
    "headers of an answer that is forwarded stay behind",
    { ...embedded, status: 200, headers: evilHeaders, body: { object: "list", data: [] } },
    embeddedUrl,
    embed,
    { status: 200, check: withoutHeaders(evilNames) },
    ["koa-api"],
  ),
  behind(
    "U05",
    "headers of a search stay behind",
    { ...searched, status: 200, headers: evilHeaders, body: { value: [] } },
    searchedUrl,
    find,
    { status: 200, check: withoutHeaders(evilNames) },
    ["koa-api"],
  ),
  behind(
    "U05",
    "headers of a refused search stay behind, and its words",
    {
      ...index,
      status: 400,
      headers: evilHeaders,
      body: { error: { code: canary, message: canary } },
    },
    indexUrl,
    ask,
    { ...failed, check: withoutHeaders(evilNames) },
  ),
  ...[400, 401, 403, 404, 418, 500, 501, 502, 504].flatMap((status): Attack[] => [
    behind(
      "U05",
      `what the model says to ${status} is not repeated`,
      { ...model, status, body: { error: { code: "x", message: canary } } },
      modelUrl,
      ask,
      failed,
    ),
    behind(
      "U05",
      `what the search says to ${status} is not repeated`,
      { ...index, status, body: { error: { code: "x", message: canary } } },
      indexUrl,
      ask,
      failed,
    ),
  ]),
  ...(
    [
      ["plain http", { AZURE_SEARCH_ENDPOINT: "http://contoso.search.windows.net" }],
      ["an address of a machine", { AZURE_SEARCH_ENDPOINT: "https://169.254.169.254" }],
      [
        "a user in the address",
        { AZURE_SEARCH_ENDPOINT: `https://contoso.search.windows.net@evil.example` },
      ],
      [
        "a longer name",
        { AZURE_SEARCH_ENDPOINT: "https://contoso.search.windows.net.evil.example" },
      ],
      ["a name that looks alike", { AZURE_SEARCH_ENDPOINT: "https://contoso-search.windows.net" }],
      [
        "a name in other letters",
        { AZURE_SEARCH_ENDPOINT: "https://contoso.xn--sarch-4ve.windows.net" },
      ],
      [
        "a name with a dot behind it",
        { AZURE_OPENAI_ENDPOINT: "https://contoso.openai.azure.com." },
      ],
      ["another port", { AZURE_OPENAI_ENDPOINT: "https://contoso.openai.azure.com:8443" }],
      ["another service", { AZURE_OPENAI_ENDPOINT: "https://contoso.search.windows.net" }],
      ["a path", { AZURE_OPENAI_ENDPOINT: "https://contoso.openai.azure.com/evil" }],
      ["to listen beyond this machine with a local Azure", { HOST: "0.0.0.0" }],
    ] as const
  ).map(([what, settings]) => start("U06", `${what} is refused at the start`, settings)),
  start("U06", "keys are refused at the start", {
    AZURE_OPENAI_API_KEY: canary,
    AZURE_SEARCH_KEY: canary,
    AZURE_CLIENT_SECRET: canary,
  }),
  start("U07", "TLS without checks is refused at the start", { NODE_TLS_REJECT_UNAUTHORIZED: "0" }),
  ...["1000000000", "-1", "Fri, 31 Dec 2100 23:59:59 GMT", canary].flatMap((wait): Attack[] => [
    behind(
      "U10",
      `Retry-After ${wait === canary ? "that is none" : wait} of the model's keeps nobody waiting`,
      { ...model, status: 429, headers: { "retry-after": wait } },
      modelUrl,
      ask,
      { ...unavailable, check: shortWait },
    ),
    behind(
      "U10",
      `Retry-After ${wait === canary ? "that is none" : wait} of the search's keeps nobody waiting`,
      { ...index, status: 503, headers: { "retry-after": wait } },
      indexUrl,
      ask,
      { ...unavailable, check: shortWait },
    ),
  ]),
  behind("U11", "no documents, no answer", { ...index, status: 503 }, indexUrl, ask, {
    ...unavailable,
    check(found) {
      boundedRetries(found);
      if (found.answers[0]?.text.includes("choices"))
        throw new Error("it answered without documents");
    },
  }),
  behind(
    "U11",
    "no documents, no answer in a stream",
    { ...index, status: 500 },
    indexUrl,
    askInStream,
    { status: 502, upstream: "allowed" },
  ),
  ...(
    [
      ["no JSON", canary],
      ["a list", []],
      ["nothing", ""],
      ["hits without their groups", { value: [{ "@search.score": 1, id: "x", content: canary }] }],
      [
        "hits of others",
        {
          value: [
            {
              "@search.score": 1,
              id: "x",
              content: canary,
              [azure.groupField]: ["00000000-0000-4000-8000-000000000022"],
            },
          ],
        },
      ],
      [
        "hits for everybody",
        { value: [{ "@search.score": 1, id: "x", content: canary, [azure.groupField]: ["*"] }] },
      ],
      [
        "hits with groups that are no list",
        { value: [{ "@search.score": 1, id: "x", content: canary, [azure.groupField]: "*" }] },
      ],
      ["hits that are no objects", { value: [canary, null, 7] }],
    ] as const
  ).map(([what, body]) =>
    behind(
      "U12",
      `a search that answers with ${what} shows nothing`,
      { ...index, status: 200, headers: { "content-type": "application/json" }, body },
      indexUrl,
      ask,
      { status: [200, 502], upstream: "allowed" },
    ),
  ),
  ...(
    [
      ["a line of 8 MB", `data: ${"x".repeat(8 * 1024 * 1024)}`],
      ["a line feed that never comes", "x".repeat(1024 * 1024)],
      ["no events at all", "<html>evil</html>"],
      ["events of another kind", events("event: evil\ndata: {}", "data: [DONE]")],
      ["data that is no JSON", events(`data: {${canary}`, "data: [DONE]")],
      ["data of another form", events(`data: {"choices":"${canary}"}`, "data: [DONE]")],
      ["an error amid it", events(chunk("The "), `data: {"error":{"message":"${canary}"}}`)],
      ["an end without an end", events(chunk("The "))],
      ["a fields' flood", events(...Array<string>(20_000).fill(": comment"))],
    ] as const
  ).flatMap(([what, body]): Attack[] => [
    behind(
      "U13",
      `a model that answers with ${what} is no answer`,
      { ...model, after: 1, ...streamed, body },
      modelUrl,
      askInStream,
      neverWhole,
    ),
  ]),
  behind(
    "U13",
    "an answer that is cut is cut for the caller too",
    { ...model, after: 1, cutAfterBytes: 700 },
    modelUrl,
    askInStream,
    neverWhole,
  ),
  behind(
    "U13",
    "an answer of another type is none",
    {
      ...model,
      after: 1,
      status: 200,
      headers: { "content-type": "text/html" },
      body: `<script>${canary}</script>`,
    },
    modelUrl,
    ask,
  ),
  ...["IDENTITY_ENDPOINT", "X-IDENTITY-HEADER", "Metadata", "Secret"].map((name): Attack => ({
    id: "U14",
    name: `${name} in a header is not where tokens come from`,
    attack: (target) => chat(target, { headers: [[name, "http://evil.example/msi"]] }),
    expected: { status: 200 },
  })),
];

function shortWait(found: Found): void {
  boundedRetries(found);
  for (const { headers } of found.answers) {
    const wait = headers["retry-after"];
    if (wait !== undefined && !(Number(wait) >= 0 && Number(wait) <= 300)) {
      throw new Error(`Retry-After ${wait}`);
    }
  }
}

/** What is behind the servers, when it misbehaves, and the way to it. */
export const upstreamAttacks: AttackClass = { letter: "U", name: "what is behind", attacks };
