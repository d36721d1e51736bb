import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openaiEndpoint, searchEndpoint, type LocalAzure } from "./azure.test.fixture.ts";
import { createOpenAIEmbedder, createOpenAIGenerator, createSearchRetriever } from "./azure.ts";
import { bodyOf, startServer, type LocalServer } from "./server.test.fixture.ts";

let local: LocalServer;
let server: LocalServer;
let azure: LocalAzure;
beforeEach(async () => {
  local = await startServer();
  azure = local.azure;
  const ofAzure = {
    credential: azure.credential,
    httpClient: azure.httpClient,
    maxRetryWaitInMs: 0,
  };
  const embed = createOpenAIEmbedder({ endpoint: openaiEndpoint, ...ofAzure });
  server = await startServer({
    retrieve: createSearchRetriever({ endpoint: searchEndpoint, embed, ...ofAzure }),
    generate: createOpenAIGenerator({ endpoint: openaiEndpoint, ...ofAzure }),
    embeddingDeployments: ["small"],
  });
});
afterEach(() => Promise.all([local.azure.close(), server.azure.close()]));

/** Each step of an answer: the service that takes it, and by what its call is known. */
const steps: readonly (readonly [string, string, (body: string) => boolean])[] = [
  ["the intents", "contoso.openai", (body) => body.includes("json_schema")],
  ["the vector", "contoso.openai", (body) => body.includes('"input"')],
  ["the search", "contoso.search", () => true],
  ["the answer", "contoso.openai", (body) => body.includes("[doc1]")],
];

/** Asks so that every step is taken. */
function ask(signal?: AbortSignal): Promise<Response> {
  const embedding_dependency = { type: "deployment_name", deployment_name: "small" };
  const parameters = { query_type: "vector_simple_hybrid", embedding_dependency };
  return server.ask(bodyOf(parameters), signal ? { signal } : {});
}

it("every step is taken", async () => {
  expect((await ask()).status).toBe(200);
  const taken = azure.requests.map(
    ({ host, body }) => steps.find(([, at, isStep]) => host.startsWith(at) && isStep(body))?.[0],
  );
  expect(taken).toEqual(["the intents", "the vector", "the search", "the answer"]);
});

describe.each(steps)("where %s fails", (name, at, isStep) => {
  it.each<[string, object, string]>([
    ["is refused", { status: 403 }, "UPSTREAM_FAILED"],
    ["is no JSON", { status: 200, body: "canary" }, "UPSTREAM_FAILED"],
    ["is not there", { status: 503 }, "UPSTREAM_UNAVAILABLE"],
    [
      "is told to go elsewhere",
      { status: 307, headers: { location: "https://evil.example" } },
      "UPSTREAM_FAILED",
    ],
    ["breaks off", { how: "cut" }, "UPSTREAM_UNAVAILABLE"],
  ])("and %s, there is no answer, and no later step", async (_, fault, code) => {
    azure.fault = { at, when: isStep, ...fault };
    const answer = ask();
    await expect(answer).rejects.toMatchObject({ name: "OnYourDataError", code });
    await expect(answer).rejects.not.toThrow(/canary/);
    const before = steps.slice(0, steps.findIndex(([each]) => each === name) + 1);
    expect(azure.requests).toHaveLength(before.length);
    const last = azure.requests.at(-1);
    expect(last?.host.startsWith(at) && isStep(last.body)).toBe(true);
  });

  it("[stream/client-leaves-cancels] a client that leaves meanwhile cancels it", async () => {
    azure.fault = { at, when: isStep, how: "hang" };
    const leaves = new AbortController();
    const answer = ask(leaves.signal);
    const pending = (): LocalAzure["requests"][number] | undefined =>
      azure.requests.find(({ host, body }) => host.startsWith(at) && isStep(body));
    await expect.poll(pending).toBeDefined();
    leaves.abort();
    await expect(answer).rejects.toMatchObject({ name: "AbortError" });
    await expect.poll(() => pending()?.wasCancelled).toBe(true);
  });
});

describe.each(steps.slice(1))("where %s is something else", (_, at, isStep) => {
  it("there is no answer", async () => {
    azure.fault = { at, when: isStep, status: 200, body: '{"canary":1}' };
    await expect(ask()).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
  });
});

it("where the intents are something else, the question itself is searched for", async () => {
  azure.fault = {
    at: "contoso.openai",
    when: steps[0]?.[2] ?? (() => false),
    status: 200,
    body: "{}",
  };
  expect((await ask()).status).toBe(200);
  expect(azure.of("search")[0]?.body).toContain("How many days of leave do I get?");
});
