import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Local } from "@entrim-private/local-start";
import {
  ask,
  dataSource,
  openAIClient,
  personIn,
  startTestLocal,
  tokenFor,
} from "./local.test.fixture.ts";

let local: Local;
beforeAll(async () => {
  local = await startTestLocal();
});
afterAll(() => local.close());

/** The members of On Your Data that the client's own types do not have. */
interface Grounded {
  readonly content?: string | null;
  readonly context?: { readonly citations: readonly { readonly content: string }[] };
}

const question = "What is the travel allowance?";

const request = () => ({
  model: local.deployment,
  messages: [{ role: "user" as const, content: question }],
  data_sources: [dataSource(local)],
});

describe("the unmodified openai client", () => {
  it("gets a whole answer with its citations in message.context", async () => {
    const client = openAIClient(local, personIn(local, "Finance"));
    const completion = await client.chat.completions.create(request());
    const message = completion.choices[0]?.message as Grounded;
    expect(message.content).toContain("91 euros");
    expect(message.content).toMatch(/\[doc\d\]/);
    expect(message.context?.citations.map(({ content }) => content).join()).toContain("91 euros");
    expect(JSON.stringify(completion)).not.toMatch(/64 euros|777 euros/);
  });

  it("gets a streamed answer, the citations before the first word", async () => {
    const client = openAIClient(local, personIn(local, "Engineering"));
    const stream = await client.chat.completions.create({ ...request(), stream: true });
    const deltas: Grounded[] = [];
    for await (const chunk of stream) {
      const [choice] = chunk.choices;
      if (choice) deltas.push(choice.delta);
    }
    const first = deltas.findIndex(({ content }) => content);
    const cited = deltas.findIndex(({ context }) => context !== undefined);
    expect(cited).toBeGreaterThanOrEqual(0);
    expect(cited).toBeLessThan(first);
    expect(deltas.filter(({ content }) => content).length).toBeGreaterThan(1);
    expect(deltas.map(({ content }) => content ?? "").join("")).toContain("64 euros");
  });

  it("gets the same text plain and streamed", async () => {
    const client = openAIClient(local, personIn(local, "Finance"));
    const plain = await client.chat.completions.create(request());
    const stream = await client.chat.completions.create({ ...request(), stream: true });
    let streamed = "";
    for await (const chunk of stream) streamed += chunk.choices[0]?.delta.content ?? "";
    expect(streamed).toBe(plain.choices[0]?.message.content);
  });
});

describe("any HTTP client", () => {
  it("gets what the two groups may read for a person in two groups", async () => {
    const { context } = await answerFor("Engineering", "Finance", "Sales");
    const cited = JSON.stringify(context?.citations);
    expect(cited).toContain("91 euros");
    expect(cited).toContain("64 euros");
    expect(cited).not.toContain("777 euros");
  });

  it("is told that nothing was found for a person in no group", async () => {
    const { content, context } = await answerFor();
    expect(context?.citations).toEqual([]);
    expect(content).toMatch(/not found|not available|no document|nothing/i);
  });

  it("gets Japanese text as it was written", async () => {
    const token = await tokenFor(local, personIn(local, "Sales"));
    const response = await ask(local, { token, question: "出張の日当はいくらですか" });
    expect(await response.text()).toContain("営業部の出張の日当は八千円です");
  });
});

it("the command of the README prints a token that is answered", { timeout: 60_000 }, async () => {
  const folder = fileURLToPath(new URL("../../..", import.meta.url));
  const { scripts } = JSON.parse(await readFile(`${folder}package.json`, "utf8")) as {
    scripts: { token: string };
  };
  const [, ...command] = scripts.token.split(" ");
  const { port } = new URL(local.azureOrigin);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...command, "--user", personIn(local, "Finance"), "--port", port],
    { cwd: folder },
  );
  const response = await ask(local, { token: stdout.trim() });
  expect(await response.text()).toContain("91 euros");
});

async function answerFor(...groups: readonly string[]): Promise<Grounded> {
  const token = await tokenFor(local, personIn(local, ...groups));
  const response = await ask(local, { token, question });
  expect(response.status).toBe(200);
  const { choices } = (await response.json()) as { choices: { message: Grounded }[] };
  return choices[0]?.message ?? {};
}
