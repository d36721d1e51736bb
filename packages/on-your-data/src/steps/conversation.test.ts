import { expect, it } from "vitest";
import { buildPrompt } from "./build-prompt.ts";
import { readConversation } from "./conversation.ts";
import { estimateTokens } from "./token-estimate.ts";

const user = (content: string) => ({ role: "user", content }) as const;
const assistant = (content: string) => ({ role: "assistant", content }) as const;
const system = (content: string) => ({ role: "system", content }) as const;

it("the question comes last, and earlier answers without their marks before it", () => {
  const messages = [user("Cats?"), assistant("Feed them [doc1]."), user("Dogs?"), assistant("…")];
  expect(readConversation(messages, undefined).turns).toEqual([
    user("Cats?"),
    assistant("Feed them."),
    user("Dogs?"),
  ]);
});

it("the oldest turns are left out, never the question", () => {
  const long = "word ".repeat(1_000);
  const { turns } = readConversation([user(long), assistant(long), user("Now?")], undefined);
  expect(turns).toHaveLength(2);
  const [question] = readConversation([user(long.repeat(20))], undefined).turns;
  expect(estimateTokens(question?.content ?? "")).toBeLessThanOrEqual(2_000);
});

it("what the application wants comes from system messages and role information, up to a measure", () => {
  const { instructions } = readConversation([system("Be brief."), user("?")], "Be kind.");
  expect(instructions).toBe("Be brief.\nBe kind.");
  const { instructions: long } = readConversation([system("x ".repeat(100_000)), user("?")], "y");
  expect(estimateTokens(long)).toBeLessThanOrEqual(4_000);
});

it("passages that do not fit are left out, and the answer keeps its share", () => {
  const nothing = { title: null, url: null, filepath: null, chunkId: null, groups: [], score: 1 };
  const hits = Array.from({ length: 50 }, (_, n) => ({ ...nothing, content: `${n} `.repeat(500) }));
  const { messages, passageCount } = buildPrompt(readConversation([user("?")], undefined), hits, {
    inScope: true,
    notFoundMessage: "Nothing.",
    contextWindowInTokens: 4_000,
  });
  expect(passageCount).toBeGreaterThan(1);
  expect(passageCount).toBeLessThan(20);
  const tokens = messages.reduce((sum, { content }) => sum + estimateTokens(content), 0);
  expect(tokens).toBeLessThanOrEqual(3_200);
});

it.each([
  ["Each employee receives 25 days of paid leave.", 11, 16],
  ["従業員は年間25日の有給休暇を取得できます。", 15, 30],
])("about how many tokens %s has", (text, least, most) => {
  expect(estimateTokens(text)).toBeGreaterThanOrEqual(least);
  expect(estimateTokens(text)).toBeLessThanOrEqual(most);
});
