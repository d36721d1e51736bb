import { describe, expect, it } from "vitest";
import { tokenPieces } from "./token-pieces.ts";

const texts = [
  "Employees are reimbursed for travelling by train.  Flights need an approval!\n",
  "新しい親は16週間の育児休暇を取得できます。",
  '{"intents":["How much?"]}',
  "👩‍👩‍👧 ok",
  "   ",
];

describe("the pieces of a text", () => {
  it.each(texts)("are the text again: %j", (text) => {
    expect(tokenPieces(text).join("")).toBe(text);
  });

  it("are none for no text", () => {
    expect(tokenPieces("")).toEqual([]);
  });

  // counted by the tokenizer of gpt-4o
  it.each<[number, string]>([
    [
      31,
      "Employees are reimbursed for travelling by train. Flights need an approval. Hotels cost up to 150 euros. New parents get sixteen weeks of parental leave.",
    ],
    [
      28,
      "Neue Eltern erhalten sechzehn Wochen Elternzeit. Hotels kosten höchstens 120 Euro, und Reisen werden zwei Wochen im Voraus gebucht.",
    ],
  ])("are about as many as the tokens of Western text: %i", (tokens, text) => {
    expect(tokenPieces(text).length / tokens).toBeGreaterThan(0.85);
    expect(tokenPieces(text).length / tokens).toBeLessThan(1.15);
  });
});
