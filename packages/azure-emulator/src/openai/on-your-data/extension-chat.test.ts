import { describe, expect, it } from "vitest";
import { contents, messages, postChat, question, startAzure } from "./on-your-data.test.fixture.ts";

const azure = startAzure();

interface ToolMessage {
  readonly content: string;
}

/** What differs between the versions. */
interface Body {
  readonly choices: readonly {
    readonly messages?: readonly (ToolMessage & { readonly delta: ToolMessage })[];
    readonly message?: { readonly context: { readonly messages: readonly ToolMessage[] } };
    readonly delta?: { readonly context: { readonly messages: readonly ToolMessage[] } };
  }[];
}

const older = (apiVersion: string, parameters: Record<string, unknown> = {}, stream = false) =>
  postChat(azure, `extensions/chat/completions?api-version=${apiVersion}`, {
    messages,
    stream,
    dataSources: [
      {
        type: "AzureCognitiveSearch",
        parameters: {
          endpoint: "https://contoso.search.windows.net",
          indexName: "documents",
          ...parameters,
        },
      },
    ],
  });

const bodyOf = async (version: string) => (await (await older(version)).json()) as Body;

const toolContent = (message: ToolMessage | undefined): unknown =>
  JSON.parse(message?.content ?? "");

const cited = {
  citations: [{ content: contents[0], id: null, chunk_id: "0", metadata: {} }],
  intent: `["${question}"]`,
};

const eventsOf = async (version: string) => {
  const text = await (await older(version, {}, true)).text();
  expect(text.endsWith("data: [DONE]\n\n")).toBe(true);
  return text
    .split("\n\n")
    .filter((event) => event.startsWith("data: {"))
    .map((event) => JSON.parse(event.slice(6)) as Body);
};

describe("the older form", () => {
  it.each(["2023-06-01-preview", "2023-07-01-preview"])(
    "has two messages in %s",
    async (version) => {
      const body = await bodyOf(version);
      expect(body).toMatchObject({
        object: "chat.completion",
        choices: [
          {
            messages: [
              { role: "tool", end_turn: false },
              { role: "assistant", end_turn: true, content: expect.stringContaining("[doc1]") },
            ],
          },
        ],
      });
      expect(toolContent(body.choices[0]?.messages?.[0])).toMatchObject(cited);
    },
  );

  it.each(["2023-08-01-preview", "2023-09-01-preview", "2023-12-01-preview"])(
    "has a tool message in the context in %s",
    async (version) => {
      const body = await bodyOf(version);
      expect(body).toMatchObject({
        object: "extensions.chat.completion",
        choices: [{ message: { role: "assistant", content: expect.stringContaining("[doc1]") } }],
      });
      expect(toolContent(body.choices[0]?.message?.context.messages[0])).toMatchObject(cited);
    },
  );

  it("comes as a stream, in both shapes", async () => {
    const first = await eventsOf("2023-06-01-preview");
    expect(toolContent(first[0]?.choices[0]?.messages?.[0]?.delta)).toMatchObject(cited);
    expect(first.at(-1)?.choices[0]?.messages).toEqual([
      { index: 2, delta: { content: "[DONE]" }, end_turn: true },
    ]);
    const second = await eventsOf("2023-12-01-preview");
    expect(toolContent(second[0]?.choices[0]?.delta?.context.messages[0])).toMatchObject(cited);
    expect(second.at(-1)?.choices[0]).toMatchObject({ end_turn: true, finish_reason: "stop" });
  });

  it("has the members of its version", async () => {
    const authentication = { type: "SystemAssignedManagedIdentity" };
    expect((await older("2023-12-01-preview", { authentication })).status).toBe(200);
    expect(await (await older("2023-06-01-preview", { authentication })).text()).toContain(
      "Validation error at #/dataSources/0/AzureCognitiveSearch/parameters/authentication: Extra inputs are not permitted",
    );
    const { status } = await older("2023-06-01-preview", { key: "secret" });
    expect(status).toBe(400);
    const missing = await older("2023-12-01-preview", { authentication: { type: "APIKey" } });
    expect(await missing.text()).toContain(
      "#/dataSources/0/AzureCognitiveSearch/parameters/authentication/APIKey/key: Field required",
    );
    expect((await older("2024-02-01")).status).toBe(404);
  });
});
