import { describe, expect, it } from "vitest";
import { bodyOf, startServer } from "../server.test.fixture.ts";
import { buildPrompt } from "./build-prompt.ts";
import { readConversation } from "./conversation.ts";
import { tokenCounterOf } from "./token-counter.ts";

const tokens = tokenCounterOf("o200k_base");
const limits = { maxConversationTokens: 2_000, maxInstructionTokens: 4_000, tokens };

const user = (content: string) => ({ role: "user", content }) as const;
const assistant = (content: string) => ({ role: "assistant", content }) as const;
const system = (content: string) => ({ role: "system", content }) as const;

it("the question comes last, and earlier answers without their marks before it", async () => {
  const messages = [user("Cats?"), assistant("Feed them [doc1]."), user("Dogs?"), assistant("…")];
  const { turns } = await readConversation(messages, undefined, limits);
  expect(turns).toEqual([user("Cats?"), assistant("Feed them."), user("Dogs?")]);
});

it("the oldest turns are left out, never the question", async () => {
  const long = "word ".repeat(1_000);
  const { turns } = await readConversation(
    [user(long), assistant(long), user("Now?")],
    undefined,
    limits,
  );
  expect(turns).toHaveLength(2);
  const alone = await readConversation([user(long.repeat(20))], undefined, limits);
  expect(await tokens.count(alone.turns[0]?.content ?? "")).toBeLessThanOrEqual(2_000);
});

it("what the application wants comes from system messages and role information, up to a measure", async () => {
  const { instructions } = await readConversation(
    [system("Be brief."), user("?")],
    "Be kind.",
    limits,
  );
  expect(instructions).toBe("Be brief.\nBe kind.");
  const { instructions: long } = await readConversation(
    [system("x ".repeat(100_000)), user("?")],
    "y",
    limits,
  );
  expect(await tokens.count(long)).toBeLessThanOrEqual(4_000);
});

describe("a budget", () => {
  const nothing = { title: null, url: null, filepath: null, chunkId: null, groups: [], score: 1 };
  const sentences = {
    English: "Each employee receives 25 days of paid leave per calendar year.\n",
    Chinese: "每位员工每个日历年享有二十五天带薪年假。\n",
    Japanese: "従業員は1年につき25日の年次有給休暇を取得できます。\n",
  };

  it.each(Object.entries(sentences))("is kept to the token in %s", async (_, sentence) => {
    const long = sentence.repeat(400);
    const conversation = await readConversation([system(long), user(sentence.repeat(100))], "", {
      maxConversationTokens: 300,
      maxInstructionTokens: 200,
      tokens,
    });
    expect(await tokens.count(conversation.instructions)).toBe(200);
    const question = await tokens.count(conversation.turns[0]?.content ?? "");
    // a character of several tokens may not fit
    expect(question).toBeGreaterThan(296);
    expect(question).toBeLessThanOrEqual(300);
    const { messages, passageCount } = await buildPrompt(
      conversation,
      Array.from({ length: 50 }, () => ({ ...nothing, content: sentence.repeat(20) })),
      { inScope: true, notFoundMessage: "Nothing.", contextWindowInTokens: 4_000, tokens },
    );
    expect(passageCount).toBeGreaterThan(2);
    expect(passageCount).toBeLessThan(20);
    // a message costs four tokens more than its text, and a fifth of the window is the answer's
    const costs = await Promise.all(messages.map(({ content }) => tokens.count(content)));
    const cost = costs.reduce((sum, each) => sum + each + 4, 0);
    expect(cost).toBeLessThanOrEqual(3_200);
    // what is left is less than a beginning of a passage that makes sense, or than the marks have cost less
    expect(cost).toBeGreaterThan(3_200 - 60 - passageCount * 4);
  });

  it("that is used up has no passage at all", async () => {
    const conversation = await readConversation([user("?")], undefined, limits);
    const { passageCount } = await buildPrompt(conversation, [{ ...nothing, content: "a" }], {
      inScope: true,
      notFoundMessage: "Nothing.",
      contextWindowInTokens: 100,
      tokens,
    });
    expect(passageCount).toBe(0);
  });

  it("reads of a document no more than could fit", async () => {
    const content = `${"\u200B".repeat(1_000_000)}The end.`;
    const conversation = await readConversation([user("?")], undefined, limits);
    const { messages } = await buildPrompt(conversation, [{ ...nothing, content }], {
      inScope: true,
      notFoundMessage: "Nothing.",
      contextWindowInTokens: 1_000,
      tokens,
    });
    expect(messages.map((message) => message.content).join("")).not.toContain("The end.");
  });
});

it("a question whose passages do not fit at all is not answered by the model alone", async () => {
  const server = await startServer({
    deployments: [{ name: "gpt-4o", contextWindowInTokens: 100 }],
  });
  const text = await (await server.ask(bodyOf())).text();
  expect(text).toContain("not available in the retrieved data");
  expect(text).toContain('"citations":[]');
  // the intents
  expect(server.azure.of("openai")).toHaveLength(1);
  await server.azure.close();
});
