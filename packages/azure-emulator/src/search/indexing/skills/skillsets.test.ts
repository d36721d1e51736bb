import { beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../emulator.ts";
import type { SeedBlob } from "../../../seed.ts";
import { ask } from "../../search.test.fixture.ts";
import {
  create,
  createIndexingEmulator,
  deleteBlob,
  documentsOf,
  index,
  openaiId,
  put,
  run,
  searchIdentity,
  upload,
  dataSource,
} from "../indexing.test.fixture.ts";

const split = {
  "@odata.type": "#Microsoft.Skills.Text.SplitSkill",
  context: "/document",
  textSplitMode: "pages",
  maximumPageLength: 300,
  inputs: [{ name: "text", source: "/document/content" }],
  outputs: [{ name: "textItems", targetName: "pages" }],
};

const embed = {
  "@odata.type": "#Microsoft.Skills.Text.AzureOpenAIEmbeddingSkill",
  name: "embed",
  context: "/document/pages/*",
  resourceUri: "https://contoso.openai.azure.com",
  deploymentId: "embed",
  modelName: "text-embedding-3-small",
  dimensions: 64,
  inputs: [{ name: "text", source: "/document/pages/*" }],
  outputs: [{ name: "embedding", targetName: "vector" }],
};

const selector = {
  targetIndexName: "pages",
  parentKeyFieldName: "parent_id",
  sourceContext: "/document/pages/*",
  mappings: [
    { name: "chunk", source: "/document/pages/*" },
    { name: "vector", source: "/document/pages/*/vector" },
    { name: "title", source: "/document/metadata_storage_name" },
    { name: "group_ids", source: "/document/group_ids" },
  ],
};

const skip = { projectionMode: "skipIndexingParentDocuments" };

const chunking = {
  name: "chunking",
  // skills come in the order of what they need, wherever they stand
  skills: [embed, split],
  indexProjections: { selectors: [selector], parameters: skip },
};

const mapped = {
  skillsetName: "chunking",
  fieldMappings: [
    {
      sourceFieldName: "groups",
      targetFieldName: "group_ids",
      mappingFunction: { name: "jsonArrayToStringCollection" },
    },
  ],
};

const sentence = "Employees are reimbursed for travelling by train. ";

let azure: Emulator;
const start = (...blobs: readonly SeedBlob[]): void => {
  azure = createIndexingEmulator({ blobs });
};
beforeEach(() =>
  start({ name: "a.txt", text: sentence.repeat(10), metadata: { groups: '["hr"]' } }),
);

/** The outputs of skills, mapped to fields of one document. */
async function enriched(
  skills: readonly object[],
  outputs: Readonly<Record<string, string>>,
  blob: SeedBlob = { name: "a.txt", text: "One. Two. Three." },
): Promise<Readonly<Record<string, unknown>>> {
  start(blob);
  const result = await index(azure, {
    skillset: { name: "chunking", skills },
    indexer: {
      skillsetName: "chunking",
      outputFieldMappings: Object.entries(outputs).map(([targetFieldName, sourceFieldName]) => ({
        sourceFieldName,
        targetFieldName,
      })),
    },
  });
  if (result.errors.length > 0) throw new Error(result.errors[0]?.details);
  return { ...(await documentsOf(azure))[0], warnings: result.warnings };
}

describe("a document becomes pages with vectors", () => {
  it("each a document with the groups of the whole, found by its vector", async () => {
    expect(await index(azure, { skillset: chunking, indexer: mapped })).toMatchObject({
      status: "success",
      itemsProcessed: 1,
      errors: [],
      warnings: [],
    });
    expect(await documentsOf(azure)).toEqual([]);
    const pages = await documentsOf(azure, "pages");
    expect(pages).toHaveLength(2);
    const parent = pages[0]?.["parent_id"];
    expect(pages.map(({ chunk_id }) => chunk_id)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(new RegExp(`^[0-9a-f]{12}_${String(parent)}_pages_0$`)),
        expect.stringMatching(/_pages_1$/),
      ]),
    );
    expect(pages.every((page) => Array.isArray(page["vector"]))).toBe(true);
    expect(pages[0]).toMatchObject({ title: "a.txt", group_ids: ["hr"] });
    const hidden = await ask(azure, "/indexes/pages/docs/search", {
      method: "POST",
      body: { search: "train", filter: "group_ids/any(g: search.in(g, 'board'))" },
    });
    expect(hidden.body.value).toEqual([]);
  });

  it("[emulator/projection-stale] in place of those that it had, and they go with it", async () => {
    const dataDeletionDetectionPolicy = {
      "@odata.type": "#Microsoft.Azure.Search.NativeBlobSoftDeleteDeletionDetectionPolicy",
    };
    await upload(azure, "b.txt", sentence.repeat(7));
    await index(azure, {
      skillset: chunking,
      indexer: { skillsetName: "chunking" },
      dataSource: { dataDeletionDetectionPolicy },
    });
    const keys = async () => (await documentsOf(azure, "pages")).map((page) => page["chunk_id"]);
    const before = await keys();
    expect(before).toHaveLength(4);
    await upload(azure, "a.txt", "Short now.");
    await run(azure);
    const after = await documentsOf(azure, "pages");
    expect(after).toHaveLength(3);
    const changed = after.filter(({ title }) => title === "a.txt");
    expect(changed).toMatchObject([{ chunk: "Short now." }]);
    expect(before).not.toContain(changed[0]?.["chunk_id"]);
    await deleteBlob(azure, "a.txt");
    await run(azure);
    expect(await documentsOf(azure, "pages")).toMatchObject([
      { title: "b.txt" },
      { title: "b.txt" },
    ]);
  });

  it("besides itself, unless it is left out", async () => {
    const indexProjections = { selectors: [selector] };
    await index(azure, {
      skillset: { ...chunking, indexProjections },
      indexer: { skillsetName: "chunking" },
    });
    expect(await documentsOf(azure)).toHaveLength(1);
    expect(await documentsOf(azure, "pages")).toHaveLength(2);
  });
});

describe("the embedding skill asks as the search service", () => {
  it("and fails without its role, in the words of the service", async () => {
    azure.roles.revoke({ principalId: searchIdentity.principalId, scope: openaiId });
    const failed = await index(azure, { skillset: chunking, indexer: mapped });
    expect(failed).toMatchObject({
      status: "transientFailure",
      errorMessage: "Could not execute skill because the Web Api request failed.",
      itemsFailed: 1,
    });
    expect(failed.errors[0]).toMatchObject({
      name: "Enrichment.AzureOpenAIEmbeddingSkill.embed",
      statusCode: 401,
      details: expect.stringMatching(
        /^Web Api response status: 'Unauthorized', Web Api response details: '.*PermissionDenied/,
      ),
    });
    expect(await documentsOf(azure, "pages")).toEqual([]);
  });

  it("tries again where that may help, and gives up the third time", async () => {
    azure.enqueue({ service: "openai", status: 429, times: 2 });
    expect((await index(azure, { skillset: chunking, indexer: mapped })).status).toBe("success");
    azure.enqueue({ service: "openai", status: 503, times: 3 });
    await upload(azure, "a.txt", "Changed.");
    expect((await run(azure)).errors[0]?.details).toContain("'ServiceUnavailable'");
    azure.enqueue({ service: "openai", status: 400 });
    expect((await run(azure)).errors[0]?.details).toContain("'BadRequest'");
    expect((await run(azure)).status).toBe("success");
  });

  it("and fails where there is no such deployment", async () => {
    const skillset = { ...chunking, skills: [{ ...embed, deploymentId: "none" }, split] };
    const failed = await index(azure, { skillset, indexer: mapped });
    expect(failed.errors[0]?.details).toContain("DeploymentNotFound");
  });

  it("never with a key, and nobody but Azure OpenAI", async () => {
    const answers = await Promise.all(
      [{ apiKey: "secret" }, { resourceUri: "https://evil.example" }, { modelName: "gpt-4o" }].map(
        (change) =>
          create(azure, "skillsets", { ...chunking, skills: [{ ...embed, ...change }, split] }),
      ),
    );
    expect(answers).toEqual([400, 400, 400]);
  });
});

describe("the split skill", () => {
  it("parts sentences, and counts", async () => {
    const sentences = {
      ...split,
      textSplitMode: "sentences",
      outputs: [
        { name: "textItems", targetName: "items" },
        { name: "ordinalPositions" },
        { name: "lengths" },
      ],
    };
    const outputs = { group_ids: "/document/items" };
    expect(await enriched([sentences], outputs)).toMatchObject({
      group_ids: ["One. ", "Two. ", "Three."],
    });
  });

  it("leaves out what is empty, and says so", async () => {
    const { warnings, group_ids } = await enriched(
      [split],
      { group_ids: "/document/pages" },
      { name: "a.txt", text: "" },
    );
    expect(group_ids).toEqual([]);
    expect(warnings).toMatchObject([
      {
        name: "Enrichment.SplitSkill.#1",
        message: "Could not execute skill because one or more skill input was invalid.",
        details: "Required skill input is missing. Name: 'text', Source: '/document/content'.",
      },
      { name: "Projection.SearchIndex.OutputFieldMapping.group_ids" },
    ]);
  });

  it("parts by tokens where the version can, and knows no such unit where it cannot", async () => {
    start();
    const skills = [
      {
        ...split,
        unit: "azureOpenAITokens",
        maximumPageLength: 64,
        azureOpenAITokenizerParameters: { encoderModelName: "cl100k_base" },
      },
    ];
    const define = (version: string, changes: object = {}) =>
      ask(azure, "/skillsets('tokens')", {
        method: "PUT",
        version,
        body: { name: "tokens", skills: [{ ...skills[0], ...changes }] },
      });
    expect(await define("2025-11-01-preview")).toMatchObject({ status: 201 });
    const stable = ["2024-07-01", "2025-09-01", "2026-04-01"].map((version) => define(version));
    for (const { status } of await Promise.all(stable)) expect(status).toBe(400);
    const encoder = { azureOpenAITokenizerParameters: { encoderModelName: "o200k_base" } };
    expect(await define("2025-11-01-preview", encoder)).toMatchObject({ status: 400 });
    expect(await define("2025-11-01-preview", { unit: "words" })).toMatchObject({ status: 400 });
  });

  it("takes the first pages only, and no language that it does not know", async () => {
    const blob = { name: "a.txt", text: sentence.repeat(20), metadata: { lang: "tlh" } };
    const first = { ...split, maximumPagesToTake: 1 };
    const { group_ids } = await enriched([first], { group_ids: "/document/pages" }, blob);
    expect(group_ids).toHaveLength(1);
    const inputs = [...split.inputs, { name: "languageCode", source: "/document/lang" }];
    const { warnings } = await enriched([{ ...split, inputs }], {}, blob);
    expect(warnings).toMatchObject([{ details: expect.stringContaining("'tlh'") }]);
  });
});

const conditional = (condition: string, whenTrue: string, whenFalse: string) => ({
  "@odata.type": "#Microsoft.Skills.Util.ConditionalSkill",
  inputs: [
    { name: "condition", source: condition },
    { name: "whenTrue", source: whenTrue },
    { name: "whenFalse", source: whenFalse },
  ],
  outputs: [{ name: "output", targetName: "chosen" }],
});
const shape = async (skills: readonly object[], source: string, data: object): Promise<unknown> => {
  start({ name: "a.json", text: JSON.stringify(data) });
  const result = await index(azure, {
    skillset: { name: "chunking", skills },
    indexer: {
      skillsetName: "chunking",
      parameters: { configuration: { parsingMode: "json" } },
      outputFieldMappings: [{ sourceFieldName: source, targetFieldName: "content" }],
    },
  });
  if (result.errors.length > 0) throw new Error(result.errors[0]?.details);
  return (await documentsOf(azure))[0]?.["content"];
};

describe("values are put together", () => {
  const merge = {
    "@odata.type": "#Microsoft.Skills.Text.MergeSkill",
    insertPostTag: "",
    inputs: [
      { name: "text", source: "/document/text" },
      { name: "itemsToInsert", source: "/document/items" },
      { name: "offsets", source: "/document/offsets" },
    ],
    outputs: [{ name: "mergedText", targetName: "merged" }],
  };
  it("by the merge skill, at their places or at the end", async () => {
    const data = { text: "The brown fox jumps over the dog", items: ["quick", "lazy"] };
    const source = "/document/merged";
    expect(await shape([merge], source, { ...data, offsets: [3, 28] })).toBe(
      "The quick brown fox jumps over the lazy dog",
    );
    expect(await shape([merge], source, { ...data, offsets: [3] })).toBe(
      "The brown fox jumps over the dog quick lazy",
    );
  });

  it.each([
    ["= $(/document/a) == 1", "= 'yes'", "= 'no'", "yes"],
    ["= $(/document/none) == null && !false", "/document/b", "= 'no'", "bee"],
    ["= ($(/document/a) + 2) * 3 > 9", "= 'yes'", "= 'no'", "no"],
    ["= $(/document/a) - 2 < 0 ^ true", "= 'yes'", "= 'no'", "no"],
    ["= false || $(/document/b) != 'x'", "= $(/document/b) + '!'", "= null", "bee!"],
  ])("by the conditional skill: %s", async (condition, whenTrue, whenFalse, result) => {
    const skill = conditional(condition, whenTrue, whenFalse);
    expect(await shape([skill], "/document/chosen", { a: 1, b: "bee" })).toBe(result);
  });

  it("but not of what does not fit", async () => {
    const skill = conditional("= $(/document/b) > 1", "= 1", "= 2");
    await expect(shape([skill], "/document/chosen", { b: "x" })).rejects.toThrow("numbers only");
    const number = conditional("= $(/document/b)", "= 1", "= 2");
    await expect(shape([number], "/document/chosen", { b: 1 })).rejects.toThrow("true or false");
  });

  it("by the shaper skill, however deep", async () => {
    const shaper = {
      "@odata.type": "#Microsoft.Skills.Util.ShaperSkill",
      inputs: [
        { name: "name", source: "/document/b" },
        {
          name: "list",
          sourceContext: "/document/items/*",
          inputs: [
            { name: "text", source: "/document/items/*/t" },
            { name: "of", source: "/document/b" },
          ],
        },
      ],
      outputs: [{ name: "output", targetName: "shape" }],
    };
    const data = { b: "bee", items: [{ t: "one" }, { t: "two" }] };
    expect(await shape([shaper], "/document/shape/list/*/text", data).catch(String)).toContain(
      "content",
    );
    const second = conditional("= true", "= $(/document/shape/name)", "= null");
    expect(await shape([second, shaper], "/document/chosen", data)).toBe("bee");
  });
});

describe("a skillset is refused", () => {
  const skills = [split];
  it.each<readonly [string, object]>([
    ["without skills", { skills: [] }],
    [
      "with a skill of another kind",
      { skills: [{ ...split, "@odata.type": "#Microsoft.Skills.Vision.OcrSkill" }] },
    ],
    ["with a skill that does not exist", { skills: [{ ...split, "@odata.type": "#Other" }] }],
    ["with an unknown member of a skill", { skills: [{ ...split, unit: "words" }] }],
    ["without a required input", { skills: [{ ...split, inputs: [] }] }],
    [
      "with an unknown input",
      { skills: [{ ...split, inputs: [...split.inputs, { name: "x", source: "/document/x" }] }] },
    ],
    ["with an unknown output", { skills: [{ ...split, outputs: [{ name: "x" }] }] }],
    ["without outputs", { skills: [{ ...split, outputs: [] }] }],
    [
      "with a wrong path",
      { skills: [{ ...split, inputs: [{ name: "text", source: "content" }] }] },
    ],
    ...["= 1 +", "= !", "= $(content)", "= 1 # 2", "= (1", "= 1 2", "="].map(
      (source) =>
        [
          `with the wrong expression "${source}"`,
          { skills: [{ ...split, inputs: [{ name: "text", source }] }] },
        ] as const,
    ),
    ["with a wrong context", { skills: [{ ...split, context: "/pages" }] }],
    ["with short pages", { skills: [{ ...split, maximumPageLength: 100 }] }],
    ["with pages that are nothing but overlap", { skills: [{ ...split, pageOverlapLength: 200 }] }],
    [
      "with skills in a circle",
      {
        skills: [
          {
            ...split,
            inputs: [{ name: "text", source: "/document/b" }],
            outputs: [{ name: "textItems", targetName: "a" }],
          },
          {
            ...split,
            inputs: [{ name: "text", source: "/document/a" }],
            outputs: [{ name: "textItems", targetName: "b" }],
          },
        ],
      },
    ],
    ["with a knowledge store", { skills, knowledgeStore: {} }],
    [
      "with a paid account",
      {
        skills,
        cognitiveServices: { "@odata.type": "#Microsoft.Azure.Search.CognitiveServicesByKey" },
      },
    ],
    [
      "that projects into no index",
      { skills, indexProjections: { selectors: [{ ...selector, targetIndexName: "none" }] } },
    ],
    [
      "that projects from outside of the document",
      { skills, indexProjections: { selectors: [{ ...selector, sourceContext: "/pages" }] } },
    ],
    [
      "that projects into an index with another key",
      { skills, indexProjections: { selectors: [{ ...selector, targetIndexName: "files" }] } },
    ],
    [
      "that has no field for the parent",
      {
        skills,
        indexProjections: { selectors: [{ ...selector, parentKeyFieldName: "chunk_id" }] },
      },
    ],
    [
      "that maps to no field",
      {
        skills,
        indexProjections: {
          selectors: [{ ...selector, mappings: [{ name: "none", source: "/document" }] }],
        },
      },
    ],
  ])("%s", async (_, change) => {
    expect(await create(azure, "skillsets", { name: "wrong", ...change })).toBe(400);
  });

  it("when an indexer's index is gone, its run fails for good", async () => {
    await index(azure, { skillset: chunking, indexer: mapped });
    await ask(azure, "/indexes/pages", { method: "DELETE" });
    expect(await run(azure)).toMatchObject({
      status: "persistentFailure",
      errorMessage: "This indexer refers to a index 'pages' that doesn't exist",
    });
    expect(await put(azure, "datasources", dataSource)).toBe(204);
  });
});
