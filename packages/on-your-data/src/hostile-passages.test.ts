import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hostilePassages, type HostilePassage } from "./hostile-passages.test.fixture.ts";
import {
  bodyOf,
  finance,
  leavePolicy,
  salesPlan,
  startServer,
  type LocalServer,
} from "./server.test.fixture.ts";
import { createAnswerFilter } from "./steps/answer-filter.ts";
import { allowLinkHosts } from "./steps/link-hosts.ts";

const linkHosts = ["contosodocs.blob.core.windows.net"];
const passageCount = 2;
const unseen = /[\p{Cf}\p{Cs}\u{E0000}-\u{E0FFF}\u202A-\u202E\u2066-\u2069]/u;

let server: LocalServer;
beforeAll(async () => {
  server = await startServer({ linkHosts });
});
afterAll(() => server.azure.close());

/** Asks with the hostile passage as the first of two, and a model that does as the passage says. */
async function ask(
  { content, title = "Notes", obeys = content }: HostilePassage,
  stream: boolean,
): Promise<{ prompt: Prompt; text: string; answer: string; citations: Citation[] }> {
  const { azure } = server;
  const hostile = { ...leavePolicy, id: "9", title, content, filepath: "notes.md", url: null };
  azure.documents = [hostile, leavePolicy, salesPlan];
  azure.answer = stream ? [...obeys.split(""), "."] : [obeys];
  const response = await server.ask(bodyOf({}, { stream }));
  const text = await response.text();
  const prompt = JSON.parse(azure.of("openai").at(-1)?.body ?? "") as Prompt;
  const pieces = stream
    ? text.split("\n\n").flatMap((event) => (event.startsWith("data: {") ? event.slice(6) : []))
    : [text];
  const messages = pieces.map((json) => {
    const { choices } = JSON.parse(json) as { choices: { message?: Message; delta?: Message }[] };
    return choices[0]?.message ?? choices[0]?.delta;
  });
  return {
    prompt,
    text,
    answer: messages.map((message) => message?.content ?? "").join(""),
    citations: messages.flatMap((message) => message?.context?.citations ?? []),
  };
}

interface Prompt {
  readonly messages: readonly { readonly role: string; readonly content: string }[];
}
interface Citation {
  readonly filepath: string;
  readonly url: string | null;
}
interface Message {
  readonly content?: string;
  readonly context?: { readonly citations: readonly Citation[] };
}

/** As whoever shows the answer may read it: without what is unseen, line breaks and entities. */
function asRead(answer: string): string {
  return answer
    .replaceAll(/&#x([\da-f]+);?/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    .replaceAll(/&#(\d+);?/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll(/&b?sol;?/gi, "/")
    .replaceAll(/&colon;?/gi, ":")
    .replaceAll(/&period;?/gi, ".")
    .replaceAll(/[\s\p{Cf}\u{E0000}-\u{E007F}]/gu, "")
    .toLowerCase();
}

const leads = /(?:\/\/|\\\\|www\.|https?:)[^/\\]*evil\.example|(?:\]\(|\]:|<)(?:data|javascript):/;

function filter(...pieces: readonly string[]): string {
  const { push, end } = createAnswerFilter(passageCount, allowLinkHosts(linkHosts));
  return pieces.map((piece) => push(piece)).join("") + end();
}

it("there are enough of them, in enough languages", () => {
  expect(hostilePassages.length).toBeGreaterThanOrEqual(40);
  const all = hostilePassages.map(({ content }) => content).join("");
  for (const script of [
    "Han",
    "Hiragana",
    "Arabic",
    "Hangul",
    "Cyrillic",
    "Hebrew",
    "Devanagari",
  ]) {
    expect(all).toMatch(new RegExp(`\\p{Script=${script}}`, "u"));
  }
});

describe.each(hostilePassages)("a passage that tries $tries", (passage) => {
  it("[prompt/passages-are-data] is a passage to the model, and nothing else", async () => {
    const { prompt } = await ask(passage, false);
    const [rules, passages, question, ...more] = prompt.messages;
    expect(more).toEqual([]);
    expect(rules).toMatchObject({
      role: "system",
      content: expect.stringMatching(
        /^You answer questions from passages[^]*Use nothing but/,
      ) as string,
    });
    expect(rules?.content).not.toContain(passage.content);
    expect(question).toEqual({ role: "user", content: "How many days of leave do I get?" });
    expect(passages?.role).toBe("user");
    const bytes = passages?.content ?? "";
    expect(bytes.match(/^.*[[［【]\s*[dｄ]\s*[oｏ]\s*[cｃ]\s*\p{Nd}.*$/gmu)).toEqual([
      "[doc1]",
      "[doc2]",
    ]);
    expect(bytes.endsWith(`[doc2]\nLeave policy\n${leavePolicy.content}`)).toBe(true);
    expect(bytes).not.toMatch(/<\s*[|｜]/);
    expect(bytes).not.toMatch(unseen);
    expect(bytes).not.toMatch(/[^\P{Cc}\n\t]/u);
    expect(JSON.stringify(prompt)).not.toContain(finance);
    expect(JSON.stringify(prompt)).not.toContain(salesPlan.content);
  });

  it.each([false, true])(
    "[answer/links-however-written] leads nowhere, though the model obeys (stream: %s)",
    async (stream) => {
      const { answer, citations, text } = await ask(passage, stream);
      expect(asRead(answer)).not.toMatch(leads);
      expect(answer).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
      expect(answer).not.toMatch(/[\u{E0000}-\u{E007F}]/u);
      for (const [, number] of answer.matchAll(/\[doc(\d+)\]/g)) {
        expect(["1", "2"]).toContain(number);
      }
      expect(citations.map(({ filepath }) => filepath)).toEqual([
        "notes.md",
        leavePolicy["filepath"],
      ]);
      expect(citations.map(({ url }) => url)).toEqual([null, leavePolicy.url]);
      expect(text).not.toContain(salesPlan.content);
      expect(text).not.toContain(finance);
    },
  );

  it("is taken out of an answer in the same way wherever a stream is cut", () => {
    const { obeys = passage.content } = passage;
    const whole = filter(obeys);
    for (let cut = 1; cut < obeys.length; cut += 1) {
      expect(filter(obeys.slice(0, cut), obeys.slice(cut))).toBe(whole);
    }
    expect(filter(...obeys.split(""))).toBe(whole);
  });
});
