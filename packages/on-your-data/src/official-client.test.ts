import { restrictToGroups } from "@entrim/group-filter";
import { APIError, AzureOpenAI } from "openai";
import type { ChatCompletionStreamParams } from "openai/lib/ChatCompletionStream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openaiEndpoint, searchEndpoint } from "./azure.test.fixture.ts";
import { createOpenAIGenerator, createSearchRetriever } from "./azure.ts";
import { emulateAzure, type EmulatedAzure } from "./emulated-azure.test.fixture.ts";
import { createOnYourData } from "./on-your-data.ts";
import { createOnYourDataHandler } from "./on-your-data-handler.ts";
import { bodyOf, finance, memberOf, sales } from "./server.test.fixture.ts";
import { serve, type WebServer } from "./web-server.test.fixture.ts";

let emulated: EmulatedAzure;
let server: WebServer;

beforeAll(async () => {
  emulated = emulateAzure();
  const { credential, httpClient } = emulated;
  const engine = createOnYourData({
    retrieve: createSearchRetriever({ endpoint: searchEndpoint, credential, httpClient }),
    generate: createOpenAIGenerator({
      endpoint: openaiEndpoint,
      credential,
      httpClient,
      reasoningDeployments: ["o4", "gpt-5"],
    }),
    restrict: restrictToGroups({ field: "group_ids" }),
    secondCheck: "field",
    dataSources: [{ endpoint: searchEndpoint, indexName: "documents", groupField: "group_ids" }],
    deployments: ["gpt-4o", "o4", "gpt-5"],
  });
  server = await serve(createOnYourDataHandler(engine), {
    ada: memberOf(finance),
    bob: memberOf(sales),
    eve: memberOf(),
  });
});
afterAll(() => server.close());

function clientOf(person: string, deployment = "gpt-4o"): AzureOpenAI {
  return new AzureOpenAI({
    endpoint: server.origin,
    deployment,
    apiVersion: "2024-10-21",
    azureADTokenProvider: async () => person,
    maxRetries: 0,
  });
}

/** What the client's types do not know, as everybody sent it to the service. */
function paramsOf(rest: object = {}): Omit<ChatCompletionStreamParams, "stream"> {
  return { model: "", ...bodyOf(), ...rest } as unknown as ChatCompletionStreamParams;
}

describe("the official client", () => {
  it("gets an answer from what whoever asks may read, and where it is from", async () => {
    const { choices, object } = await clientOf("ada").chat.completions.create(paramsOf());
    expect(object).toBe("extensions.chat.completion");
    expect(choices[0]?.message.content).toMatch(/25 days of paid leave.*\[doc1\]/s);
    expect(choices[0]?.message).toMatchObject({
      context: { citations: [{ title: "Leave policy", url: null }] },
    });
  });

  it("streams it, and puts the pieces together as it does for any model", async () => {
    const stream = clientOf("ada").chat.completions.stream(paramsOf());
    const texts: string[] = [];
    stream.on("content", (delta) => texts.push(delta));
    const message = await stream.finalMessage();
    expect(texts.length).toBeGreaterThan(1);
    expect(texts.join("")).toBe(message.content);
    expect(message.content).toMatch(/25 days of paid leave.*\[doc1\]/s);
    expect(message).toMatchObject({ context: { citations: [{ title: "Leave policy" }] } });
  });

  it("[trim/filter-on-the-wire] has the index asked for the groups of whoever asks", async () => {
    const { choices } = await clientOf("bob").chat.completions.create(paramsOf());
    expect(JSON.stringify(choices)).not.toContain("25 days");
    const { body = "" } = emulated.of("search").at(-1) ?? {};
    expect(JSON.parse(body)).toHaveProperty(
      "filter",
      expect.stringMatching(new RegExp(`group_ids/any\\(.*search\\.in\\(.*'${sales}'`)),
    );
  });

  it("[trim/no-groups-no-documents] is told that nothing was found", async () => {
    const before = emulated.azure.requests.length;
    const { choices } = await clientOf("eve").chat.completions.create(paramsOf());
    expect(choices[0]?.message.content).toContain("not available in the retrieved data");
    expect(emulated.azure.requests).toHaveLength(before);
  });

  it("reads a refusal as one of the service's", async () => {
    const asked = clientOf("ada").chat.completions.create(
      paramsOf(bodyOf({ filter: "title eq 'a') or (true" })),
    );
    const error = await asked.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(APIError);
    expect(error).toMatchObject({
      status: 400,
      code: 400,
      error: { message: expect.stringContaining("Invalid filter") as string },
    });
  });
});

describe("a model that the service never had", () => {
  it.each(["o4", "gpt-5"])("answers as any other: %s", async (deployment) => {
    const settings = {
      temperature: 0,
      top_p: 0.5,
      presence_penalty: 1,
      max_tokens: 900,
      stop: "x",
    };
    const { choices } = await clientOf("ada", deployment).chat.completions.create(
      paramsOf({ ...settings, reasoning_effort: "low" }),
    );
    expect(choices[0]?.message.content).toMatch(/25 days of paid leave.*\[doc1\]/s);
    const body = JSON.parse(emulated.of("openai").at(-1)?.body ?? "") as object;
    expect(body).toMatchObject({ max_completion_tokens: 900, reasoning_effort: "low" });
    for (const name of Object.keys(settings)) expect(body).not.toHaveProperty(name);
  });

  it("may be streamed, and asked with max_completion_tokens", async () => {
    const stream = clientOf("ada", "o4").chat.completions.stream(
      paramsOf({ max_completion_tokens: 800 }),
    );
    expect(await stream.finalContent()).toContain("[doc1]");
    const body = JSON.parse(emulated.of("openai").at(-1)?.body ?? "") as object;
    expect(body).toHaveProperty("max_completion_tokens", 800);
  });
});
