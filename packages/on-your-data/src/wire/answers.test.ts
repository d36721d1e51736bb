import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bodyOf, leavePolicy, startServer, type LocalServer } from "../server.test.fixture.ts";

let server: LocalServer;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.azure.close());

const old = (version: string): string => `/extensions/chat/completions?api-version=${version}`;
const toolMessage = {
  citations: [
    {
      content: leavePolicy.content,
      id: null,
      title: "Leave policy",
      filepath: "leave-policy.pdf",
      url: leavePolicy.url,
      metadata: null,
      chunk_id: "0",
    },
  ],
  intent: '["How many days of leave do I get?"]',
};

describe("an answer of the older versions", () => {
  it("holds its context in a tool's message, since 2023-08", async () => {
    const response = await server.ask(bodyOf(), { path: old("2023-12-01-preview") });
    const answer = (await response.json()) as {
      object: string;
      choices: { message: { context: { messages: { role: string; content: string }[] } } }[];
    };
    expect(answer.object).toBe("extensions.chat.completion");
    const [message] = answer.choices[0]?.message.context.messages ?? [];
    expect(message).toMatchObject({ role: "tool", end_turn: false });
    expect(JSON.parse(message?.content ?? "")).toEqual(toolMessage);
  });

  it("is two messages before", async () => {
    const response = await server.ask(bodyOf(), { path: old("2023-06-01-preview") });
    const answer = (await response.json()) as {
      object: string;
      choices: { messages: { role: string; content: string }[] }[];
    };
    expect(answer.object).toBe("chat.completion");
    const [tool, assistant] = answer.choices[0]?.messages ?? [];
    expect(JSON.parse(tool?.content ?? "")).toEqual(toolMessage);
    expect(assistant).toEqual({
      role: "assistant",
      content: "Employees get 25 days of leave [doc1].",
      end_turn: true,
    });
  });

  it("is streamed with the tool's message first", async () => {
    const body = bodyOf({}, { stream: true });
    const text = await (await server.ask(body, { path: old("2023-09-01-preview") })).text();
    const [first, second] = text.split("\n\n").map((event) => event.replace("data: ", ""));
    expect(JSON.parse(first ?? "")).toMatchObject({
      object: "extensions.chat.completion.chunk",
      choices: [{ delta: { role: "assistant", context: { messages: [{ role: "tool" }] } } }],
    });
    expect(JSON.parse(second ?? "")).toMatchObject({
      choices: [{ delta: { content: "Employees get 25 days" } }],
    });
    const oldest = await (await server.ask(body, { path: old("2023-06-01-preview") })).text();
    expect(oldest).toContain('"messages":[{"index":0,"delta":{"role":"tool"');
    expect(oldest).toContain(
      '"messages":[{"index":2,"delta":{"content":"[DONE]"},"end_turn":true}]',
    );
  });
});

describe("all that was retrieved", () => {
  it("says by what it was found, and why it is not used", async () => {
    server.azure.documents = [
      leavePolicy,
      { ...leavePolicy, chunk_id: "1", content: "Days may be carried over." },
      { ...leavePolicy, chunk_id: "2", content: "Parking.", "@search.score": 0.1 },
    ];
    const parameters = { include_contexts: ["all_retrieved_documents"], top_n_documents: 1 };
    const response = await server.ask(bodyOf(parameters));
    expect(await response.json()).toMatchObject({
      choices: [
        {
          message: {
            context: {
              all_retrieved_documents: [
                {
                  content: leavePolicy.content,
                  search_queries: ["How many days of leave do I get?"],
                  data_source_index: 0,
                  original_search_score: 10,
                },
                { content: "Days may be carried over.", filter_reason: "rerank" },
                { content: "Parking.", filter_reason: "score" },
              ],
            },
          },
        },
      ],
    });
  });
});

describe("a refusal", () => {
  it("has the service's own form, to the byte", async () => {
    const response = await server.ask(bodyOf({ indexName: "x" }));
    expect(response.status).toBe(400);
    expect(response.headers.get("content-type")).toBe("application/json; charset=UTF-8");
    const id = response.headers.get("apim-request-id");
    expect(await response.text()).toBe(
      `{"error": {"requestid": "${id}", "code": 400, "message": "Validation error at #/data_sources/0/azure_search/parameters/indexName: Extra inputs are not permitted"}}`,
    );
  });

  it("has the model's own form where the service did not know the member", async () => {
    const response = await server.ask({ messages: [], dataSources: [] });
    expect(await response.json()).toEqual({
      error: {
        message: "Unrecognized request argument supplied: dataSources",
        type: "invalid_request_error",
        param: null,
        code: "",
      },
    });
  });

  const messages = '"messages":[{"role":"user","content":"Leave?"}]';
  const space = " ".repeat(1_100_000);
  it.each([
    ["no JSON", `{${messages}`, "not JSON"],
    ["nothing", "", "not JSON"],
    ["a text without an end", `"${String.raw`\"`.repeat(500_000)}`, "not JSON"],
    ["a member twice", `{${messages},${messages}}`, "twice"],
    ["a member twice, once escaped", String.raw`{${messages},"\u006dessages":[]}`, "twice"],
    ["a member twice, with space", `{${messages},"messages" \n :[]}`, "twice"],
    ["a member twice, deep inside", '{"messages":[{"role":"user","role":"x"}]}', "twice"],
    ["depth", `{${messages},"stop":${"[".repeat(100)}${"]".repeat(100)}}`, "deeply"],
    ["endless depth", "[".repeat(1_000_000), "deeply"],
    ["__proto__", `{${messages},"__proto__":{"stream":true}}`, "#/__proto__: Extra inputs"],
  ])("meets a body of %s before any call", async (_, body, message) => {
    const response = await server.ask(body);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(message);
    expect(server.azure.requests).toEqual([]);
  });

  it("meets a body that is too long with 413, before any call", async () => {
    const response = await server.ask(`{${messages}${space}}`);
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({
      error: { code: 413, message: "The body is longer than 1048576 bytes." },
    });
    expect(server.azure.requests).toEqual([]);
  });

  it("does not wait for a body that is announced to be too long", async () => {
    const headers = { "content-type": "application/json", "content-length": "1048577" };
    const never = new ReadableStream({ pull: () => new Promise(() => undefined) });
    const response = await server.ask(never, { headers });
    expect(response.status).toBe(413);
    expect(await response.text()).toContain("longer than 1048576 bytes");
  });

  it("is not misled by braces and quotes inside texts", async () => {
    const question = String.raw`What is {"a":1,"a":2} or "\" and [[[[ for?`;
    expect((await server.ask(bodyOf({}, { question }))).status).toBe(200);
  });

  it.each([{ "content-type": "text/plain" }, { "content-encoding": "gzip" }])(
    "meets a body that is said to be %j",
    async (said) => {
      const headers = { "content-type": "application/json", ...said };
      expect((await server.ask(bodyOf(), { headers })).status).toBe(400);
      expect(server.azure.requests).toEqual([]);
    },
  );
});
