import { afterEach, beforeEach, expect, it } from "vitest";
import { openaiEndpoint } from "./azure.test.fixture.ts";
import { createOpenAIGenerator } from "./azure.ts";
import { bodyOf, startServer, type LocalServer } from "./server.test.fixture.ts";

let server: LocalServer;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.azure.close());

interface Chunk {
  readonly object?: string;
  readonly error?: object;
  readonly usage?: object;
  readonly choices?: readonly Record<string, unknown>[];
}

/** What was read of a stream, and whether it was cut. */
async function read(
  response: Response,
): Promise<{ chunks: Chunk[]; isDone: boolean; isCut: boolean }> {
  let text = "";
  let isCut = false;
  const decoder = new TextDecoder();
  try {
    for await (const bytes of response.body ?? []) text += decoder.decode(bytes, { stream: true });
  } catch {
    isCut = true;
  }
  const data = text
    .split("\n\n")
    .filter((event) => event !== "")
    .map((event) => event.replace(/^data: /, ""));
  const isDone = data.at(-1) === "[DONE]";
  const chunks = (isDone ? data.slice(0, -1) : data).map((each) => JSON.parse(each) as Chunk);
  return { chunks, isDone, isCut };
}

function textOf(chunks: readonly Chunk[]): string {
  return chunks
    .map(({ choices }) => choices?.[0]?.["delta"] as { content?: string } | undefined)
    .map((delta) => delta?.content ?? "")
    .join("");
}

it("begins with what the answer rests on, then its text, its end, and [DONE]", async () => {
  const response = await server.ask(bodyOf({}, { stream: true }));
  expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/);
  const { chunks, isDone, isCut } = await read(response);
  expect({ isDone, isCut }).toEqual({ isDone: true, isCut: false });
  const [first, ...rest] = chunks.map(({ choices }) => choices?.[0]);
  expect(first).toMatchObject({
    index: 0,
    delta: {
      role: "assistant",
      context: {
        citations: [{ title: "Leave policy" }],
        intent: '["How many days of leave do I get?"]',
      },
    },
    end_turn: false,
    finish_reason: null,
  });
  expect(first?.["delta"]).not.toHaveProperty("content");
  expect(rest.pop()).toEqual({ index: 0, delta: {}, end_turn: true, finish_reason: "stop" });
  expect(textOf(chunks)).toBe("Employees get 25 days of leave [doc1].");
  expect(new Set(chunks.map(({ object }) => object))).toEqual(
    new Set(["extensions.chat.completion.chunk"]),
  );
});

it("says what it has cost if asked", async () => {
  const body = bodyOf({}, { stream: true, stream_options: { include_usage: true } });
  const { chunks } = await read(await server.ask(body));
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 220 } });
});

it("drops marks that point nowhere, be they cut in pieces", async () => {
  server.azure.answer = ["Yes [d", "oc", "7", "] and [do", "c1", "]"];
  const { chunks } = await read(await server.ask(bodyOf({}, { stream: true })));
  expect(textOf(chunks)).toBe("Yes and [doc1]");
});

const isAnswer = (body: string): boolean => body.includes('"stream":true');
const apology = { error: { code: "StreamInterrupted", message: "The answer was interrupted." } };

it("[stream/failure-cuts] is cut with an error event if the model's answer breaks off", async () => {
  server.azure.fault = { at: "contoso.openai", how: "cut", when: isAnswer };
  const { chunks, isDone, isCut } = await read(await server.ask(bodyOf({}, { stream: true })));
  expect(chunks.length).toBeGreaterThan(1);
  expect(chunks.at(-1)).toEqual(apology);
  expect({ isDone, isCut }).toEqual({ isDone: false, isCut: true });
  // nothing is asked again of which something was read
  expect(server.azure.of("openai")).toHaveLength(2);
});

it("[stream/failure-cuts] is cut if the model pauses for too long, and its call is cancelled", async () => {
  const { credential, httpClient } = server.azure;
  const settings = { endpoint: openaiEndpoint, credential, httpClient };
  const impatient = await startServer({
    generate: createOpenAIGenerator({ ...settings, idleTimeoutInMs: 50 }),
  });
  server.azure.fault = { at: "contoso.openai", how: "hang", when: isAnswer };
  const { chunks, isDone, isCut } = await read(await impatient.ask(bodyOf({}, { stream: true })));
  expect({ isDone, isCut }).toEqual({ isDone: false, isCut: true });
  expect(chunks.at(-1)).toEqual(apology);
  await expect.poll(() => server.azure.of("openai")[1]?.wasCancelled).toBe(true);
  await impatient.azure.close();
  expect(() => createOpenAIGenerator({ ...settings, idleTimeoutInMs: 0 })).toThrow(/idleTimeout/);
});

it.each([
  ["nothing more", ""],
  ["an error event", 'data: {"error":{"message":"canary"}}\n\n'],
  ["something else than JSON", "data: canary\n\n"],
  ["no reason to end", "data: [DONE]\n\n"],
  ["a reason to end, and no end", 'data: {"choices":[{"finish_reason":"stop"}]}\n\n'],
])("[stream/failure-cuts] is cut if the model sends %s", async (_, bytes) => {
  const begun = 'data: {"choices":[{"delta":{"content":"Employees "}}]}\n\n';
  server.azure.fault = { at: "contoso.openai", status: 200, body: begun + bytes, when: isAnswer };
  const { chunks, isDone, isCut } = await read(await server.ask(bodyOf({}, { stream: true })));
  expect({ isDone, isCut }).toEqual({ isDone: false, isCut: true });
  expect(chunks.at(-1)).toEqual(apology);
});

it("[stream/client-leaves-cancels] cancels the model's answer when nobody reads on", async () => {
  server.azure.fault = { at: "contoso.openai", how: "hang", when: isAnswer };
  const response = await server.ask(bodyOf({}, { stream: true }));
  const reader = response.body?.getReader();
  await reader?.read();
  await reader?.cancel();
  await expect.poll(() => server.azure.of("openai")[1]?.wasCancelled).toBe(true);
});

it.each(["contoso.search", "contoso.openai"])(
  "[stream/client-leaves-cancels] cancels the call of %s when the request is given up",
  async (at) => {
    server.azure.fault = { at, how: "hang" };
    const leaves = new AbortController();
    const answer = server.ask(bodyOf(), { signal: leaves.signal });
    await expect
      .poll(() => server.azure.requests.some(({ host }) => host.startsWith(at)))
      .toBe(true);
    leaves.abort();
    await expect(answer).rejects.toMatchObject({ name: "AbortError" });
    await expect
      .poll(() => server.azure.requests.find(({ host }) => host.startsWith(at))?.wasCancelled)
      .toBe(true);
  },
);
