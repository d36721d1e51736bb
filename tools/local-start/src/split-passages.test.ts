import { describe, expect, it } from "vitest";
import { splitPassages } from "./split-passages.ts";

describe("splitPassages", () => {
  it("makes a passage of each section that has text, with the headings above it", () => {
    const text = [
      "# Travel",
      "Intro.",
      "## Hotels",
      "### In *Tokyo*",
      "210 euros.",
      "## Trains",
      "Five hours.",
    ].join("\n\n");
    expect(splitPassages(text, "travel.md")).toEqual([
      { title: "Travel", heading: "Travel", content: "Intro." },
      { title: "Travel", heading: "Travel › Hotels › In Tokyo", content: "210 euros." },
      { title: "Travel", heading: "Travel › Trains", content: "Five hours." },
    ]);
  });

  it("keeps lists, tables and code as they were written", () => {
    const content = "| a | b |\n| - | - |\n| 1 | 2 |\n\n```\n# no heading\n```\n\n1. x\n2. y";
    expect(splitPassages(`# T\n\n${content}\n`, "t.md")).toEqual([
      { title: "T", heading: "T", content },
    ]);
  });

  it("names a document without headings after its file", () => {
    expect(splitPassages("Text.", "folder/旅費.md")).toEqual([
      { title: "旅費", heading: "旅費", content: "Text." },
    ]);
  });

  it("passes over the settings above a document", () => {
    const text = "---\ntitle: x\n---\n# T\n\nText.";
    expect(splitPassages(text, "t.md")).toEqual([{ title: "T", heading: "T", content: "Text." }]);
  });

  it("splits a very long section between paragraphs and loses nothing", () => {
    const paragraphs = Array.from({ length: 30 }, (_, i) => `${i} ${"word ".repeat(100).trim()}`);
    const passages = splitPassages(`# T\n\n${paragraphs.join("\n\n")}`, "t.md");
    expect(passages.length).toBeGreaterThan(3);
    expect(passages.every(({ content }) => content.length <= 4000)).toBe(true);
    expect(passages.map(({ content }) => content).join("\n\n")).toBe(paragraphs.join("\n\n"));
  });

  it("finds nothing in headings alone", () => {
    expect(splitPassages("# A\n\n## B\n", "a.md")).toEqual([]);
  });
});
