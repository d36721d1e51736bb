import { beforeEach, describe, expect, it } from "vitest";
import { openaiEndpoint } from "../azure.test.fixture.ts";
import { ada, bob } from "../emulated-azure.test.fixture.ts";
import { createOnYourData } from "../on-your-data.ts";
import { createOnYourDataHandler } from "../on-your-data-handler.ts";
import type { SearchHit, SearchQuery } from "../retrieve.ts";
import { bodyOf } from "../server.test.fixture.ts";
import {
  emulateKnowledge,
  queryFor,
  restrict,
  source,
  sourceOf,
  type KnowledgeAzure,
} from "./knowledge-base.test.fixture.ts";
import type { KnowledgeBaseRetrieverOptions } from "./knowledge-base-retriever.ts";
import { createOpenAIGenerator } from "./openai-generator.ts";

const abortSignal = new AbortController().signal;

let knowledge: KnowledgeAzure;
beforeEach(() => {
  knowledge = emulateKnowledge();
});

const titlesOf = (hits: readonly SearchHit[]) => hits.map(({ title }) => String(title)).toSorted();

describe("a knowledge base", () => {
  it("[trim/knowledge-base-filtered] is asked with the filter, for each of its sources, and for nothing of a model's", async () => {
    await knowledge.put("/knowledgesources/more", sourceOf({}));
    await knowledge.put("/knowledgebases/guarded", {
      name: "guarded",
      knowledgeSources: [{ name: "guarded" }, { name: "more" }],
    });
    await knowledge.search();
    const filterAddOn = restrict(undefined, ada);
    expect(knowledge.bodies()).toEqual([
      {
        intents: [{ type: "semantic", search: "days of leave" }],
        outputMode: "extractiveData",
        retrievalReasoningEffort: { kind: "minimal" },
        knowledgeSourceParams: ["guarded", "more"].map((knowledgeSourceName) => ({
          knowledgeSourceName,
          kind: "searchIndex",
          filterAddOn,
          includeReferences: true,
          includeReferenceSourceData: true,
          rerankerThreshold: 0,
        })),
      },
    ]);
    for (const { headers } of knowledge.of("search")) {
      expect(headers["x-ms-query-source-authorization"]).toBeUndefined();
    }
  });

  it("[trim/knowledge-base-filtered] shows each what they may read, by our filter", async () => {
    expect(titlesOf(await knowledge.search())).toEqual([
      "both-finance",
      "ours-all-native-finance",
      "ours-all-native-none",
      "ours-finance-native-all",
    ]);
    expect(titlesOf(await knowledge.retrieverOf()(queryFor(bob), { abortSignal }))).toEqual([
      "both-sales",
      "ours-all-native-finance",
      "ours-all-native-none",
    ]);
  });

  it("[trim/knowledge-base-filtered] has no filter of its own that would do in place of ours", async () => {
    const baseFilter = "title ne 'ours-all-native-none'";
    await knowledge.put("/knowledgesources/guarded", {
      ...sourceOf({ baseFilter }),
      name: "guarded",
    });
    expect(titlesOf(await knowledge.retrieverOf()(queryFor(bob), { abortSignal }))).toEqual([
      "both-sales",
      "ours-all-native-finance",
    ]);
    expect(JSON.stringify(knowledge.bodies())).toContain(restrict(undefined, bob));
  });

  it("gives passages with their key, who may read them, and what the ranker thinks of them", async () => {
    const [first] = await knowledge.search({ top: 1 });
    expect(first).toMatchObject({
      content: expect.stringContaining("days of leave") as string,
      key: expect.stringMatching(/^\d$/) as string,
      groups: expect.arrayContaining([...ada.groups]) as string[],
      rerankScore: expect.any(Number) as number,
    });
    expect(await knowledge.search({ top: 2 })).toHaveLength(2);
    const mapped = await knowledge.search({ fields: { contentFields: ["title"] } });
    expect(mapped.map(({ content }) => content)).toContain("both-finance");
  });

  it("[trim/knowledge-base-filtered] gives nothing of a reference that does not say who may read it, or is no document", async () => {
    const sourceData = { id: "1", title: "t", content: "c", group_ids: ada.groups };
    const { group_ids: _, ...groupless } = sourceData;
    const references = [
      { type: "searchIndex", id: "0", sourceData, rerankerScore: 3 },
      { type: "searchIndex", id: "1", sourceData: { ...groupless, title: "canary" } },
      { type: "searchIndex", id: "2", sourceData: null },
      { type: "web", id: "3", sourceData: { ...sourceData, title: "canary" } },
      null,
    ];
    const text = JSON.stringify([{ ref_id: 0, content: "canary" }]);
    const response = [{ role: "assistant", content: [{ type: "text", text }] }];
    knowledge.pretend("/knowledgebases/guarded/retrieve", { response, references });
    for (const showsReaders of [true, false]) {
      // oxlint-disable-next-line no-await-in-loop -- two
      const hits = await knowledge.search({ showsReaders });
      expect(hits.map(({ title }) => title)).toEqual(["t"]);
    }
  });

  it("[trim/knowledge-base-filtered] gives nothing of a source that was added since it was checked", async () => {
    const retrieve = knowledge.retrieverOf();
    await retrieve(queryFor(bob), { abortSignal });
    await knowledge.put("/knowledgesources/more", sourceOf({}));
    await knowledge.put("/knowledgebases/guarded", {
      name: "guarded",
      knowledgeSources: [{ name: "guarded" }, { name: "more" }],
    });
    const titles = titlesOf(await retrieve(queryFor(bob), { abortSignal }));
    expect(titles).not.toContain("both-finance");
    expect(titles).toContain("both-sales");
  });

  it("answers questions by the engine, with the strictness of the request", async () => {
    const { credential, httpClient } = knowledge;
    const engine = createOnYourData({
      retrieve: knowledge.retrieverOf(),
      generate: createOpenAIGenerator({ endpoint: openaiEndpoint, credential, httpClient }),
      restrict,
      secondCheck: "field",
      dataSources: [source],
      deployments: ["gpt-4o"],
      documentsUrl: "/documents",
    });
    const handler = createOnYourDataHandler(engine);
    const ask = async (parameters: object): Promise<string> => {
      const request = new Request(
        "https://app.example/openai/deployments/gpt-4o/chat/completions",
        {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(bodyOf({ index_name: "guarded", ...parameters })),
        },
      );
      return (await handler(request, { principal: bob })).text();
    };
    const text = await ask({ strictness: 1, top_n_documents: 20, filter: "title ne 'both-sales'" });
    expect(text).toContain("The days of leave are told in ours-all-native-finance");
    expect(text).toContain('"/documents/guarded/2"');
    expect(text).not.toContain("both-");
    for (const id of bob.groups) expect(text).not.toContain(id);
    expect(await ask({ strictness: 5 })).toContain('"citations":[]');
  });
});

describe("a part of a knowledge base", () => {
  const retrievePath = "/knowledgebases/guarded/retrieve";
  const sourceData = { title: "t", content: "c", group_ids: ada.groups };
  const some = { references: [{ type: "searchIndex", sourceData, rerankerScore: 3 }] };

  it("is enough if the request says so, and if it is not nothing", async () => {
    knowledge.pretend(retrievePath, some, 206);
    expect(await knowledge.search({ allowPartialResult: true })).toHaveLength(1);
    await expect(knowledge.search()).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
  });

  it("is not enough if it is nothing", async () => {
    knowledge.pretend(retrievePath, { references: [] }, 206);
    await expect(knowledge.search({ allowPartialResult: true })).rejects.toMatchObject({
      code: "UPSTREAM_FAILED",
    });
  });

  it.each(["", "null", "{}", '{"references":{}}'])("is no answer: %j", async (body) => {
    knowledge.azure.enqueue({ service: "search", path: retrievePath, status: 200, body });
    await expect(knowledge.search()).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
  });
});

describe("a knowledge base is not asked", () => {
  it.each<[string, Partial<SearchQuery>]>([
    ["[trim/never-unfiltered] without a filter", { filter: " " }],
    ["without words", { text: "" }],
    ["of another service", { source: { ...source, endpoint: "https://x.search.windows.net" } }],
  ])("%s", async (_, changes) => {
    await expect(knowledge.search(changes)).rejects.toThrow(/^on-your-data: /);
    expect(knowledge.of("search")).toEqual([]);
  });

  it.each([
    { knowledgeBase: "../indexes" },
    { knowledgeBase: "" },
    { apiVersion: "2026-04-01" },
    { apiVersion: "2025-11-01-preview" },
    { apiVersion: "latest" },
    { definitionMaxAgeInMs: 0 },
    { timeoutInMs: 0 },
    { key: "canary" },
    { filter: "none" },
  ])("by a retriever with %j", (options) => {
    expect(() => knowledge.retrieverOf(options as Partial<KnowledgeBaseRetrieverOptions>)).toThrow(
      /^on-your-data: /,
    );
  });
});
