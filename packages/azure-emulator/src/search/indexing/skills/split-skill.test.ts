import { describe, expect, it } from "vitest";
import type { SeedBlob } from "../../../seed.ts";
import { ask } from "../../search.test.fixture.ts";
import { documentsOf, index } from "../indexing.test.fixture.ts";
import { createChunkingEmulator, sentence, split } from "./chunking.test.fixture.ts";

/** The outputs of skills, mapped to fields of one document. */
async function enriched(
  skills: readonly object[],
  outputs: Readonly<Record<string, string>>,
  blob: SeedBlob = { name: "a.txt", text: "One. Two. Three." },
): Promise<Readonly<Record<string, unknown>>> {
  const azure = createChunkingEmulator(blob);
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
    const azure = createChunkingEmulator();
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
