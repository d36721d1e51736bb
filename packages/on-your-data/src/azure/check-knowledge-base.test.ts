import { beforeEach, describe, expect, it } from "vitest";
import { ada } from "../emulated-azure.test.fixture.ts";
import {
  emulateKnowledge,
  queryFor,
  sourceOf,
  type KnowledgeAzure,
} from "./knowledge-base.test.fixture.ts";

const abortSignal = new AbortController().signal;

let knowledge: KnowledgeAzure;
beforeEach(() => {
  knowledge = emulateKnowledge();
});

describe("a knowledge base is checked before it is asked, and", () => {
  const base = "/knowledgebases/guarded";
  it.each<[string, string, object, RegExp]>([
    [
      "answers that a model writes",
      base,
      { outputMode: "answerSynthesis", knowledgeSources: [{ name: "guarded" }] },
      /answerSynthesis/,
    ],
    [
      "a source of another kind",
      "/knowledgesources/guarded",
      { name: "pages", kind: "web" },
      /pages of the kind web/,
    ],
    [
      "a source of another index",
      "/knowledgesources/guarded",
      sourceOf({ searchIndexName: "salaries" }),
      /more reads the index salaries/,
    ],
    [
      "a source that hides who may read",
      "/knowledgesources/guarded",
      sourceOf({}, ["content"]),
      /add group_ids to its sourceDataFields/,
    ],
    [
      "a source that shows no field of its own choice",
      "/knowledgesources/guarded",
      sourceOf({ sourceDataFields: null }),
      /add group_ids/,
    ],
    [
      "a source that shows no text",
      "/knowledgesources/guarded",
      sourceOf({}, ["id", "group_ids"]),
      /shows no text/,
    ],
  ])("refused by name for %s", async (_, path, definition, message) => {
    knowledge.pretend(path, definition);
    await expect(knowledge.search()).rejects.toMatchObject({
      name: "OnYourDataError",
      code: "KNOWLEDGE_BASE_REFUSED",
      message: expect.stringMatching(message) as string,
    });
    expect(knowledge.bodies()).toEqual([]);
  });

  it("again when that was long ago", async () => {
    let time = 0;
    const retrieve = knowledge.retrieverOf({ definitionMaxAgeInMs: 1_000, now: () => time });
    await retrieve(queryFor(ada), { abortSignal });
    await retrieve(queryFor(ada), { abortSignal });
    expect(knowledge.reads()).toBe(3);
    time = 1_000;
    knowledge.pretend("/knowledgesources/guarded", { name: "guarded", kind: "web" });
    await expect(retrieve(queryFor(ada), { abortSignal })).rejects.toMatchObject({
      code: "KNOWLEDGE_BASE_REFUSED",
    });
    expect(knowledge.reads()).toBe(6);
  });

  it.each(["/knowledgebases/guarded", "/knowledgesources/guarded", "/indexes/guarded"])(
    "not asked if %s cannot be read, or is something else",
    async (path) => {
      knowledge.azure.enqueue({ service: "search", path, status: 403 });
      await expect(knowledge.search()).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
      knowledge.azure.enqueue({ service: "search", path, status: 200, body: "null" });
      await expect(knowledge.search()).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
      expect(knowledge.bodies()).toEqual([]);
    },
  );
});
