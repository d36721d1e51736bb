import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";
import { restrictToGroups } from "@entrim/group-filter";
import { createOpenAIEmbedder, createSearchRetriever } from "@entrim/on-your-data/azure";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openaiEndpoint, searchEndpoint } from "../azure.test.fixture.ts";
import { createCanary } from "../canary.ts";
import { createDocumentHandler } from "../document-handler.ts";
import { createExplainer } from "../explainer.ts";
import {
  bodyOf,
  finance,
  leavePolicy,
  memberOf,
  startServer,
  type LocalServer,
} from "../server.test.fixture.ts";
import { watch } from "./telemetry.test.fixture.ts";

const watched = watch();
let server: LocalServer;
beforeEach(async () => {
  server = await startServer({ embeddingDeployments: ["small"] });
  await watched.all();
  watched.reset();
});
afterEach(() => server.azure.close());

const attributesOf = (name: string): ReadableSpan["attributes"][] =>
  watched
    .spans()
    .filter((span) => span.name === name)
    .map(({ attributes }) => attributes);

describe("a question", () => {
  it.each([false, true])("is an operation with one for each step (stream: %s)", async (stream) => {
    await (await server.ask(bodyOf({}, { stream, max_tokens: 500, temperature: 0.2 }))).text();
    const spans = watched.spans();
    expect(spans.map(({ name }) => name)).toEqual([
      "chat gpt-4o",
      "retrieval documents",
      "chat gpt-4o",
      "invoke_agent on-your-data",
    ]);
    const [whole, ...steps] = spans.toReversed();
    expect(whole?.kind).toBe(SpanKind.INTERNAL);
    expect(whole?.attributes).toEqual({
      "gen_ai.operation.name": "invoke_agent",
      "gen_ai.provider.name": "azure.ai.openai",
      "gen_ai.request.model": "gpt-4o",
      "gen_ai.response.model": "gpt-4o",
      "gen_ai.response.finish_reasons": ["stop"],
      "gen_ai.usage.input_tokens": 200,
      "gen_ai.usage.output_tokens": 20,
    });
    for (const step of steps) {
      expect(step.kind).toBe(SpanKind.CLIENT);
      expect(step.parentSpanContext?.spanId).toBe(whole?.spanContext().spanId);
    }
    const [intents, answer] = attributesOf("chat gpt-4o");
    expect(intents).toMatchObject({
      "gen_ai.output.type": "json",
      "gen_ai.usage.input_tokens": 100,
    });
    expect(answer).toEqual({
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "azure.ai.openai",
      "gen_ai.request.model": "gpt-4o",
      "gen_ai.request.max_tokens": 500,
      "gen_ai.request.temperature": 0.2,
      "gen_ai.request.stream": stream,
      "gen_ai.output.type": "text",
      "gen_ai.response.model": "gpt-4o",
      "gen_ai.response.finish_reasons": ["stop"],
      "gen_ai.usage.input_tokens": 100,
      "gen_ai.usage.output_tokens": 10,
    });
    expect(attributesOf("retrieval documents")).toEqual([
      {
        "gen_ai.operation.name": "retrieval",
        "gen_ai.provider.name": "azure.ai.search",
        "gen_ai.data_source.id": "documents",
        "gen_ai.retrieval.top_k": 20,
        "entrim.retrieval.hit_count": 1,
      },
    ]);
  });

  it("is measured: how long each step took, and how many tokens", async () => {
    await (await server.ask(bodyOf({}, { stream: true }))).text();
    const durations = await watched.points("gen_ai.client.operation.duration");
    const byName = durations.map(({ attributes, value }) => [
      attributes["gen_ai.operation.name"],
      value.count,
    ]);
    expect(Object.fromEntries(byName)).toEqual({ chat: 2, retrieval: 1, invoke_agent: 1 });
    for (const { value } of durations) expect(value.sum).toBeGreaterThan(0);
    const tokens = await watched.points("gen_ai.client.token.usage");
    expect(tokens.map(({ attributes, value }) => [attributes, value.sum])).toEqual(
      [
        ["input", 200],
        ["output", 20],
      ].map(([type, sum]) => [
        {
          "gen_ai.operation.name": "chat",
          "gen_ai.provider.name": "azure.ai.openai",
          "gen_ai.request.model": "gpt-4o",
          "gen_ai.response.model": "gpt-4o",
          "gen_ai.token.type": type,
        },
        sum,
      ]),
    );
    const [first] = await watched.points("gen_ai.client.operation.time_to_first_chunk");
    expect(first?.value.count).toBe(1);
  });

  it("has an operation for its vector, within that of its search", async () => {
    const { credential, httpClient } = server.azure;
    const settings = { credential, httpClient };
    const vectors = await startServer({
      embeddingDeployments: ["small"],
      retrieve: createSearchRetriever({
        endpoint: searchEndpoint,
        ...settings,
        embed: createOpenAIEmbedder({ endpoint: openaiEndpoint, ...settings }),
      }),
    });
    server.azure.documents = [leavePolicy];
    const embedding_dependency = { type: "deployment_name", deployment_name: "small" };
    await vectors.ask(bodyOf({ query_type: "vector", embedding_dependency }));
    const span = watched.spans().find(({ name }) => name === "embeddings small");
    const search = watched.spans().find(({ name }) => name === "retrieval documents");
    expect(span?.parentSpanContext?.spanId).toBe(search?.spanContext().spanId);
    expect(span?.attributes).toMatchObject({
      "gen_ai.operation.name": "embeddings",
      "gen_ai.request.model": "small",
    });
    await vectors.azure.close();
  });
});

it("a canary's look, an explanation and a document that is opened are operations", async () => {
  const { credential, httpClient } = server.azure;
  const source = { endpoint: searchEndpoint, indexName: "documents", groupField: "group_ids" };
  const parts = {
    retrieve: createSearchRetriever({ endpoint: searchEndpoint, credential, httpClient }),
    restrict: restrictToGroups({ field: "group_ids" }),
    secondCheck: "field",
    dataSources: [{ ...source, keyField: "id" }],
  } as const;
  const { abortSignal, ...reader } = {
    ...memberOf(finance),
    abortSignal: new AbortController().signal,
  };
  const looks = [
    async () =>
      createCanary({ ...parts, knownGroups: { documents: finance }, onFailure: () => {} }).check(),
    async () =>
      createExplainer({
        ...parts,
        explainAccess: () => ({ allowed: true, through: [], reason: "" }),
      })({ reader, question: "canary" }, { abortSignal }),
    async () =>
      createDocumentHandler(parts)(new Request("https://app.example/documents/1"), {
        principal: reader,
      }),
  ];
  for (const look of looks) {
    watched.reset();
    // oxlint-disable-next-line no-await-in-loop -- one after the other, to tell them apart
    await look();
    expect(watched.spans().map(({ name }) => name)).toContain("retrieval documents");
    // oxlint-disable-next-line no-await-in-loop -- as above
    const all = await watched.all();
    for (const secret of ["canary", finance, "search.in"]) expect(all).not.toContain(secret);
  }
});

describe("what is written down", () => {
  const secrets = [
    leavePolicy.content,
    "How many days",
    "Employees get 25 days",
    "search.in",
    finance,
    "token-of-the-server",
    memberOf(finance).objectId,
    "group_ids",
  ];

  it("[telemetry/no-content] holds nothing of what was asked, found, answered, or of who may read it", async () => {
    await server.ask(bodyOf({ filter: "title ne 'canary'" }));
    await (await server.ask(bodyOf({}, { stream: true }))).text();
    const all = await watched.all();
    for (const secret of [...secrets, "canary"]) expect(all).not.toContain(secret);
  });

  it("[telemetry/no-content] holds what was asked and answered by choice, and still not who may read it", async () => {
    const open = await startServer({ captureContent: true });
    await open.ask(bodyOf({ filter: "title ne 'canary'" }));
    const all = await watched.all();
    for (const content of secrets.slice(0, 3)) expect(all).toContain(content);
    for (const secret of [...secrets.slice(3), "canary"]) expect(all).not.toContain(secret);
    expect(attributesOf("retrieval documents")[0]).toMatchObject({
      "gen_ai.retrieval.query.text": "How many days of leave do I get?",
    });
    const answer = attributesOf("chat gpt-4o")[1]?.["gen_ai.output.messages"];
    expect(JSON.parse(String(answer))).toEqual([
      {
        role: "assistant",
        parts: [{ type: "text", content: "Employees get 25 days of leave [doc1]." }],
      },
    ]);
    await open.azure.close();
    await expect(startServer({ captureContent: "no" as unknown as boolean })).rejects.toThrow(
      /captureContent/,
    );
  });

  it.each([
    ["contoso.search", "retrieval documents"],
    ["contoso.openai", "chat gpt-4o"],
  ])("says of a failure of %s what kind it is, and no more", async (at, name) => {
    server.azure.fault = { at, status: 500, body: "canary of the upstream" };
    await expect(server.ask(bodyOf())).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
    for (const failed of [name, "invoke_agent on-your-data"]) {
      const span = watched.spans().findLast((each) => each.name === failed);
      expect(span?.status).toEqual({ code: SpanStatusCode.ERROR });
      expect(span?.attributes["error.type"]).toBe("UPSTREAM_FAILED");
      expect(span?.events).toEqual([]);
    }
    expect(await watched.all()).not.toContain("canary");
  });

  it("says of an answer that breaks off that it failed", async () => {
    server.azure.fault = {
      at: "contoso.openai",
      how: "cut",
      when: (body) => body.includes('"stream":true'),
    };
    const response = await server.ask(bodyOf({}, { stream: true }));
    await expect(response.text()).rejects.toBeInstanceOf(Error);
    const ends = watched.spans().map(({ name, attributes }) => [name, attributes["error.type"]]);
    expect(ends.slice(-2)).toEqual([
      ["chat gpt-4o", "UPSTREAM_UNAVAILABLE"],
      ["invoke_agent on-your-data", "UPSTREAM_UNAVAILABLE"],
    ]);
  });

  it("ends when whoever asked leaves", async () => {
    server.azure.fault = {
      at: "contoso.openai",
      how: "hang",
      when: (body) => body.includes('"stream":true'),
    };
    const response = await server.ask(bodyOf({}, { stream: true }));
    await response.body?.cancel();
    await expect
      .poll(() => watched.spans().map(({ name, attributes }) => [name, attributes["error.type"]]))
      .toEqual(
        expect.arrayContaining([
          ["chat gpt-4o", "cancelled"],
          ["invoke_agent on-your-data", "cancelled"],
        ]),
      );
  });

  it("counts nobody's names: what it is counted by is configured", async () => {
    await expect(server.ask(bodyOf(), { deployment: "canary" })).rejects.toMatchObject({
      code: "DEPLOYMENT_NOT_FOUND",
    });
    await server.ask(bodyOf({ index_name: "canary" }));
    await server.ask(bodyOf({}, { user: "canary" }));
    expect(await watched.all()).not.toContain("canary");
  });
});
