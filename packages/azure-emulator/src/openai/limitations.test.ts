import { APIError, type OpenAI } from "openai";
import { expect } from "vitest";
import { testLimitations, type LimitationCheck } from "../limitations.test.fixture.ts";
import { account, askWithData, startAzure } from "./on-your-data/on-your-data.test.fixture.ts";
import { createLocalAccount, groundedMessages } from "./openai.test.fixture.ts";
import { createResponseStore } from "./responses/response-store.ts";

// what LIMITATIONS.md says of Azure OpenAI, line by line: whoever makes a line untrue has to change it

const local = createLocalAccount();
const client = local.azureClient();
const v1 = local.v1Client();
const model = "chat";
const question = "How many weeks of parental leave are there?";

type Members = Record<string, unknown>;

const chat = (members: Members = {}) =>
  client.chat.completions.create({
    model,
    messages: [{ role: "user", content: question }],
    ...members,
  });

const respond = (members: Members = {}) =>
  v1.responses.create({ model, input: question, ...members });

const textOf = ({ choices }: OpenAI.ChatCompletion): string => choices[0]?.message.content ?? "";

const refusalOf = async (answer: Promise<unknown>): Promise<APIError> => {
  const error: unknown = await answer.catch((reason: unknown) => reason);
  if (error instanceof APIError) return error;
  throw new Error("it was not refused");
};

const statusAt = async (path: string, body?: unknown): Promise<number> => {
  const headers = { authorization: `Bearer ${await local.tokenFor()}` };
  return (await local.ask(path, body, headers)).status;
};

const notHere = async (answers: readonly Promise<unknown>[]): Promise<void> => {
  const refusals = await Promise.all(answers.map(refusalOf));
  expect(refusals.map(({ code }) => code)).toEqual(answers.map(() => "unsupported_parameter"));
};

const tool = (name: string, properties: Members = {}) => ({
  type: "function",
  function: {
    name,
    parameters: { type: "object", properties, required: Object.keys(properties) },
  },
});

const callsOf = ({ choices }: OpenAI.ChatCompletion): readonly unknown[] =>
  choices[0]?.message.tool_calls?.map((call) => call.type === "function" && call.function) ?? [];

const tokensOf = async (content: string) =>
  (await chat({ messages: [{ role: "user", content }] })).usage?.prompt_tokens;

const complete = (members: Members) =>
  client.completions.create({ model: "instruct", prompt: question, ...members });

/** Messages with the mark `kind` of each name. */
const marked = (kind: string, names: string) =>
  names.split(" ").map((name) => [{ role: "user", content: `[${kind}:${name}]` }]);

/** By the first words of the line. */
const checks: Readonly<Record<string, LimitationCheck>> = {
  "Chat completions, completions, embeddings, responses": async () => {
    const paths = ["images/generations", "audio/speech", "files", "batches", "assistants"];
    const others = ["fine_tuning/jobs", "chat/completions/chatcmpl-1", "threads", "vector_stores"];
    const statuses = [...paths, ...others].flatMap((path) => [
      statusAt(`/openai/v1/${path}`),
      statusAt(`/openai/v1/${path}`, {}),
      statusAt(`/openai/deployments/chat/${path}?api-version=2025-04-01-preview`, {}),
    ]);
    expect(new Set(await Promise.all(statuses))).toEqual(new Set([404]));
  },
  "No model:": async () => {
    const messages = groundedMessages(question);
    const usual = textOf(await chat({ messages }));
    const steered = await chat({ messages, temperature: 2, top_p: 0.1, seed: 1, n: 2 });
    expect(steered.choices.map(({ message }) => message.content)).toEqual([usual, usual]);
    const thought = await chat({ model: "reasoning", messages, reasoning_effort: "high" });
    expect(textOf(thought)).toBe(usual);
    const { data } = await client.embeddings.create({
      model: "embed",
      input: ["car", "automobile"],
      encoding_format: "float",
    });
    const [one, other] = data.map(({ embedding }) => embedding);
    const likeness = one!.reduce((sum, value, at) => sum + value * (other?.[at] ?? 0), 0);
    expect(Math.abs(likeness)).toBeLessThan(0.2);
  },
  "Text only.": async () => {
    const image = { role: "user", content: [{ type: "image_url", image_url: {} }] };
    const members: Members[] = [{ messages: [image] }, { modalities: ["text", "audio"] }];
    const others: Members[] = [{ logprobs: true }, { logit_bias: { "1": 1 } }, { audio: {} }];
    const last: Members[] = [{ prediction: {} }, { store: true }, { metadata: { a: "b" } }];
    await notHere([...members, ...others, ...last].map(chat));
    await notHere([respond({ input: [{ role: "user", content: [{ type: "input_image" }] }] })]);
  },
  "Functions are called by their names:": async () => {
    const tools = [tool("get_parents"), tool("count_weeks", { what: { type: "string" } })];
    expect(callsOf(await chat({ tools }))).toEqual([
      { name: "count_weeks", arguments: JSON.stringify({ what: question }) },
    ]);
    const strange = { messages: [{ role: "user", content: "Hello." }], tools };
    expect(callsOf(await chat(strange))).toEqual([]);
    expect(callsOf(await chat({ ...strange, tool_choice: "required" }))).toMatchObject([
      { name: "get_parents" },
    ]);
    const call = { id: "a", type: "function", function: { name: "count_weeks", arguments: "{}" } };
    const messages = [
      { role: "user", content: question },
      { role: "assistant", tool_calls: [call] },
      { role: "tool", tool_call_id: "a", content: "16" },
    ];
    expect(callsOf(await chat({ messages, tools }))).toEqual([]);
    await notHere([
      chat({ functions: [] }),
      chat({ tools: [{ type: "custom", custom: { name: "a" } }] }),
      respond({ tools: [{ type: "custom", name: "a" }] }),
    ]);
  },
  "A schema is filled": async () => {
    const schema = {
      type: "object",
      properties: { day: { type: "string", format: "date", maxLength: 10, pattern: "^\\d" } },
      required: ["day"],
      additionalProperties: false,
    };
    const answer = await chat({
      response_format: { type: "json_schema", json_schema: { name: "a", strict: true, schema } },
    });
    expect(JSON.parse(textOf(answer))).toEqual({ day: question });
  },
  "Tokens are estimated": async () => {
    expect(await tokensOf("休暇")).toBe(2);
    expect(await tokensOf("internationalization")).toBe(3);
    expect(await tokensOf("word ".repeat(300_000))).toBeGreaterThanOrEqual(300_000);
  },
  "Completions have texts for prompts": async () => {
    await notHere([complete({ prompt: [1, 2] }), complete({ suffix: "." })]);
    const [one, other] = await Promise.all([complete({}), complete({ best_of: 5 })]);
    expect(other.choices.map(({ text }) => text)).toEqual(one.choices.map(({ text }) => text));
  },
  "Responses are made at once": async () => {
    const { id } = await respond();
    local.clock.advance(29 * 24 * 3_600_000);
    expect((await v1.responses.retrieve(id)).id).toBe(id);
    local.clock.advance(24 * 3_600_000);
    expect((await refusalOf(v1.responses.retrieve(id))).status).toBe(404);
    const store = createResponseStore(local.clock);
    for (let n = 0; n <= 10_000; n += 1) {
      store.add({ body: { id: String(n) }, items: [], conversation: [] });
    }
    expect([store.find("0"), store.find("1")?.body.id]).toEqual([undefined, "1"]);
    await notHere([
      respond({ background: true }),
      respond({ conversation: "conv_1" }),
      respond({ include: ["reasoning.encrypted_content"] }),
      respond({ prompt: { id: "pmpt_1" } }),
      respond({ model: "reasoning", reasoning: { summary: "auto" } }),
      respond({ input: [{ type: "item_reference", id: "msg_1" }] }),
    ]);
    const { message } = await refusalOf(respond({ tools: [{ type: "web_search" }] }));
    expect(message).toContain("Hosted tool 'web_search' is not supported with gpt-4o.");
  },
  "The content filter finds marks": async () => {
    const prompts = marked("filter", "hate self_harm sexual violence jailbreak indirect_attack");
    const refusals = await Promise.all(prompts.map((messages) => refusalOf(chat({ messages }))));
    expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(["content_filter"]));
    const materials = "protected_material_text protected_material_code";
    const answers = await Promise.all(
      marked("filter-answer", `hate self_harm sexual violence ${materials}`).map((messages) =>
        chat({ messages }),
      ),
    );
    const reasons = answers.map(({ choices }) => choices[0]?.finish_reason);
    expect(new Set(reasons)).toEqual(new Set(["content_filter"]));
    await client.embeddings.create({ model: "embed", input: "[filter:violence]" });
  },
  "Rate limits are those of": async () => {
    const small = createLocalAccount([{ name: "small", model: "gpt-4o", capacity: 1 }]);
    const ask = (name: string) =>
      small.azureClient().chat.completions.create({
        model: name,
        messages: [{ role: "user", content: question }],
      });
    await ask("small");
    small.clock.advance(59_000);
    await Promise.all(Array.from({ length: 5 }, () => ask("small")));
    expect((await refusalOf(ask("small"))).status).toBe(429);
    small.clock.advance(1_000);
    await ask("small");
    const headers = await ask("chat").asResponse();
    expect([...headers.headers.keys()].join()).not.toContain("ratelimit");
  },
  "A deployment's `endpoint` gets the body": async () => {
    const endpoint = { url: "http://127.0.0.1:1/v1", model: "llama" };
    const deployments = [
      { name: "chat", model: "gpt-4o", endpoint },
      { name: "embed", model: "text-embedding-3-small", endpoint },
    ];
    const azure = startAzure({ openaiAccounts: [{ ...account, deployments }] });
    // nobody is there to answer
    expect((await askWithData(azure)).message.content).toContain("[doc1]");
    const vector = { query_type: "vector", embedding_dependency: { type: "integrated" } };
    expect((await askWithData(azure, vector)).message.content).toContain("[doc1]");
    const pointed = createLocalAccount([{ name: "real", model: "gpt-4o", endpoint }]);
    const messages = [{ role: "user" as const, content: "[filter:hate]", unchecked: true }];
    const asked = pointed.azureClient().chat.completions.create({ model: "real", messages });
    expect((await refusalOf(asked)).code).toBe("EndpointUnreachable");
  },
  "`data_sources` is an unknown member": async () => {
    const unknown = await refusalOf(chat({ data_sources: [] }));
    expect(unknown.message).toContain("Unrecognized request argument supplied: data_sources");
    const azure = startAzure();
    const { context } = await askWithData(azure, {}, { user_security_context: {} });
    expect(context.citations).toHaveLength(1);
    const fields_mapping = { image_vector_fields: ["contentVector"] };
    await notHere([askWithData(azure, { fields_mapping })]);
    const other = { data_sources: [{ type: "azure_cosmos_db", parameters: {} }] };
    expect((await refusalOf(askWithData(azure, {}, other))).message).toContain("azure_cosmos_db");
    expect(await statusAt("/openai/ingestion/jobs?api-version=2024-05-01-preview")).toBe(404);
  },
  "An API version has all members": async () => {
    const oldest = local.azureClient({ apiVersion: "2023-05-15" });
    const messages = [{ role: "user" as const, content: question }];
    const body = { model, messages, parallel_tool_calls: false, tools: [tool("count_weeks")] };
    await oldest.chat.completions.create(body as OpenAI.ChatCompletionCreateParamsNonStreaming);
    const response_format = { type: "json_schema", json_schema: {} } as never;
    const old = oldest.chat.completions.create({ model, messages, response_format });
    expect((await refusalOf(old)).message).toContain("2024-08-01-preview and later");
    const response = oldest.responses.create({ model, input: question });
    expect((await refusalOf(response)).message).toContain("2025-03-01-preview and later");
  },
  "Which models reason goes by their names": async () => {
    const deployments = ["o9", "gpt-5.9-mini", "gpt-5-chat", "any-instruct", "text-embedding-4"];
    const others = createLocalAccount(deployments.map((name) => ({ name, model: name })));
    const asked = (name: string) =>
      others.azureClient().chat.completions.create({
        model: name,
        messages: [{ role: "user", content: question }],
        reasoning_effort: "low",
      });
    await Promise.all([
      asked("o9"),
      asked("gpt-5.9-mini"),
      asked("text-embedding-4").catch(() => {}),
    ]);
    expect((await refusalOf(asked("gpt-5-chat"))).message).toContain("reasoning_effort");
    const prompt = question;
    await others.azureClient().completions.create({ model: "any-instruct", prompt });
    const embed = others.azureClient().embeddings.create({ model: "text-embedding-4", input: "a" });
    expect((await refusalOf(embed)).code).toBe("OperationNotSupported");
  },
};

testLimitations("Azure OpenAI", checks);
