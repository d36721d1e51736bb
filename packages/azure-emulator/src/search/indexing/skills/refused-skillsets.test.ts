import { beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../emulator.ts";
import { ask } from "../../search.test.fixture.ts";
import { create, dataSource, index, put, run } from "../indexing.test.fixture.ts";
import {
  chunking,
  createChunkingEmulator,
  mapped,
  selector,
  split,
} from "./chunking.test.fixture.ts";

let azure: Emulator;
beforeEach(() => {
  azure = createChunkingEmulator();
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
