import type { Local } from "@entrim-private/local-start";
import { startLocal } from "@entrim-private/local-start";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, personIn, tokenFor } from "./local.test.fixture.ts";
import { sampleQuestions } from "./questions.test.fixture.ts";

let local: Local;
beforeAll(async () => {
  // the sample documents
  local = await startLocal({ port: 0, azurePort: 0 });
});
afterAll(() => local.close());

interface Answer {
  readonly content: string;
  readonly context: { readonly citations: readonly { readonly filepath: string }[] };
}

async function answerFor(groups: string, question: string): Promise<Answer> {
  const user = groups === "" ? personIn(local) : personIn(local, groups);
  const response = await ask(local, { token: await tokenFor(local, user), question });
  expect(response.status).toBe(200);
  const { choices } = (await response.json()) as { choices: readonly { message: Answer }[] };
  const message = choices[0]?.message;
  if (message === undefined) throw new Error("no answer");
  return message;
}

/** The files that the marks of an answer point to. */
function filesMarkedIn({ content, context }: Answer): readonly (string | undefined)[] {
  return [...content.matchAll(/\[doc(\d+)\]/g)].map(
    ([, number]) => context.citations[Number(number) - 1]?.filepath,
  );
}

describe.each(sampleQuestions)("$question", ({ question, answers, withheldFrom }) => {
  const all = Object.entries(answers);

  it.each(all)("%s is answered from what they may read", async (groups, [file, says]) => {
    const answer = await answerFor(groups, question);
    expect(answer.content).toContain(says);
    expect(filesMarkedIn(answer)).toContain(file);
    // nor is anything cited that only others may read
    const theirs = new Set(all.map(([, [each]]) => each).filter((each) => each !== file));
    const cited = answer.context.citations.map(({ filepath }) => filepath);
    expect(cited.filter((each) => theirs.has(each))).toEqual([]);
  });

  it.each(withheldFrom)("somebody of '%s' learns nothing of it", async (groups) => {
    const answer = await answerFor(groups, question);
    const text = JSON.stringify(answer);
    for (const [, [file, says]] of all) {
      expect(text).not.toContain(file);
      expect(text).not.toContain(says);
    }
    expect(text).not.toContain("drafts/");
    expect(text).not.toContain("eleven positions");
    const cited = groups === "" ? answer.context.citations : [];
    expect(cited).toEqual([]);
  });
});
