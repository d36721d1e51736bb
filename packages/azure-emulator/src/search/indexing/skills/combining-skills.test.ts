import { describe, expect, it } from "vitest";
import { documentsOf, index } from "../indexing.test.fixture.ts";
import { createChunkingEmulator } from "./chunking.test.fixture.ts";

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
  const azure = createChunkingEmulator({ name: "a.json", text: JSON.stringify(data) });
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
