import { brotliCompressSync, constants, deflateSync, gzipSync } from "node:zlib";
import { canary, type Attack, type Expected } from "./attack.test.fixture.ts";
import { chat, chatBody, chatRequest, question } from "./chat-request.test.fixture.ts";
import { formatRequest, type Answer } from "./raw-http.test.fixture.ts";
import type { Target } from "./target.test.fixture.ts";

const refused: Expected = { status: 400 };

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

/** Bodies that are read in two ways, or are too much. */
export const bodyAttacks: readonly Attack[] = [
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
    expected: { status: 413 },
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
    // as below
    expected: { status: [413, 0] },
  },
  {
    id: "B05",
    name: "64 MB of nobody's are refused before they are read",
    attack: (target) =>
      inLittleMemory(target, () =>
        chat(target, { token: "", body: Buffer.alloc(64 * 1024 * 1024, "x") }),
      ),
    // who goes on sending after the answer may lose it with the connection
    expected: { status: [401, 0] },
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
];
