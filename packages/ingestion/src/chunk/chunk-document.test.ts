import { describe, expect, it } from "vitest";
import type { CrackedDocument, DocumentBlock } from "../crack/cracked-document.ts";
import { chunkDocument } from "./chunk-document.ts";
import { countTokens } from "./count-tokens.ts";

const documentOf = (...blocks: DocumentBlock[]): CrackedDocument => ({ title: "Handbook", blocks });
const heading = (level: number, text: string): DocumentBlock => ({ kind: "heading", level, text });
const letters = (all: string): string => all.replaceAll(/\s/g, "");
const text = (content: string): DocumentBlock => ({ kind: "text", text: content });

describe("chunkDocument", () => {
  it("begins each chunk with the headings that it lies under", () => {
    const chunks = chunkDocument(
      documentOf(
        heading(1, "Travel"),
        heading(2, "Trains"),
        text("First class."),
        heading(2, "Flights"),
        text("Ask."),
      ),
    );
    expect(chunks.map(({ content }) => content)).toEqual([
      "Handbook > Travel > Trains\n\nFirst class.",
      "Handbook > Travel > Flights\n\nAsk.",
    ]);
  });

  it("repeats the rows that name the columns, and parts no row", () => {
    const rows = Array.from({ length: 60 }, (_, at) => [`City | ${at}`, `${at} euros a night`]);
    const caption = "Hotels";
    const chunks = chunkDocument(
      documentOf(heading(1, "Fees"), { kind: "table", header: [["City", "Fee"]], rows, caption }),
      { maxTokens: 120, overlap: 20 },
    );
    expect(chunks.length).toBeGreaterThan(5);
    const lead = "Handbook > Fees\n\nHotels\n| City | Fee |\n| --- | --- |\n";
    const found = chunks.flatMap(({ content }) => {
      expect(content.startsWith(lead)).toBe(true);
      return content.slice(lead.length).split("\n");
    });
    expect(found).toEqual(rows.map(([city, fee]) => `| ${city?.replace("|", "\\|")} | ${fee} |`));
  });

  it("names the column of each cell where a row is too long for a table", () => {
    const rows = [["Paris", "a rather long remark. ".repeat(60)]];
    const chunks = chunkDocument(
      documentOf({ kind: "table", header: [["City", "Remark"]], rows }),
      {
        maxTokens: 100,
      },
    );
    expect(chunks[0]?.content).toContain("City: Paris");
    expect(chunks.map(({ content }) => content).join("")).toContain("Remark: a rather");
  });

  it.each([
    ["English", "The cat sat on the mat. It was not amused. "],
    ["Japanese", "出張の交通費は経費精算システムで申請してください。領収書が必要です。"],
    ["Thai", "พนักงานสามารถลาพักร้อนได้ปีละยี่สิบห้าวัน "],
    ["Arabic", "يمكن للموظفين أخذ إجازة مدتها خمسة وعشرون يوما. "],
    ["emoji", "👩‍👩‍👧‍👦🏳️‍🌈"],
    ["no spaces", "abcdefghij"],
    ["special tokens", "<|endoftext|> "],
  ])("keeps to the limit and loses nothing: %s", (_, sample) => {
    const content = sample.repeat(200);
    const chunks = chunkDocument({ blocks: [text(content)] }, { maxTokens: 64 });
    for (const chunk of chunks) {
      expect(chunk.tokens).toBe(countTokens(chunk.content));
      expect(chunk.tokens).toBeLessThanOrEqual(64);
    }
    expect(letters(chunks.map((chunk) => chunk.content).join(""))).toBe(letters(content));
  });

  it("ends chunks at the ends of sentences", () => {
    const content = "The cat sat on the mat and was not amused at all. ".repeat(40).trim();
    for (const chunk of chunkDocument({ blocks: [text(content)] }, { maxTokens: 64 })) {
      expect(chunk.content).toMatch(/^The cat.*all\.$/);
    }
  });

  it("repeats the last sentences before, if asked to", () => {
    const content = Array.from({ length: 60 }, (_, at) => `Sentence number ${at} is here.`).join(
      " ",
    );
    const chunks = chunkDocument({ blocks: [text(content)] }, { maxTokens: 80, overlap: 20 });
    const numbers = chunks.map((chunk) => [...chunk.content.matchAll(/\d+/g)].map(Number));
    for (const { tokens } of chunks) expect(tokens).toBeLessThanOrEqual(80);
    for (const [at, [first]] of numbers.slice(1).entries()) expect(numbers[at]).toContain(first);
    expect(new Set(numbers.flat()).size).toBe(60);
  });

  it("keeps the innermost headings when there is no room for all", () => {
    const [chunk] = chunkDocument(
      documentOf(heading(1, "Long ".repeat(200)), heading(2, "Short"), text("Text")),
      { maxTokens: 64 },
    );
    expect(chunk?.content).toBe("Short\n\nText");
  });

  it("says on which page a chunk begins", () => {
    const chunks = chunkDocument(documentOf({ kind: "text", text: "x", page: 3 }));
    expect(chunks[0]?.page).toBe(3);
  });

  it.each([
    { maxTokens: 10 },
    { maxTokens: 1.5 },
    { overlap: -1 },
    { maxTokens: 100, overlap: 60 },
  ])("refuses %o", (options) => {
    expect(() => chunkDocument(documentOf(), options)).toThrow(/^ingestion: /);
  });

  it("takes no time that grows faster than the text", () => {
    const start = performance.now();
    chunkDocument({ blocks: [text("a".repeat(500_000)), text("word ".repeat(100_000))] });
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});
