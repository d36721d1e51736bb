import { createRequire } from "node:module";
import { expect, it } from "vitest";
import { chunkDocument } from "./chunk-document.ts";
import { countTokens, countUpTo, isSurelyWithin } from "./count-tokens.ts";

const { cache } = createRequire(import.meta.url);
const isLoaded = (): boolean => Object.keys(cache).some((path) => path.includes("gpt-tokenizer"));

// the first of this file: nothing else may have counted
it("its vocabulary is loaded for a text that may be too long, and for no other", () => {
  const [chunk] = chunkDocument({ title: "Leave", blocks: [{ kind: "text", text: "25 days." }] });
  expect(chunk?.content).toBe("Leave\n\n25 days.");
  expect(isLoaded()).toBe(false);
  chunkDocument({ blocks: [{ kind: "text", text: "25 days. ".repeat(200) }] });
  expect(isLoaded()).toBe(true);
});

it.each(["word ", "休暇", "👩‍👩‍👧‍👦", "\uD800", "<|endoftext|>", " ".repeat(300)])(
  "what is surely within a limit has no more tokens: %j",
  (text) => {
    for (const many of [text, text.repeat(50)]) {
      const tokens = countTokens(many);
      expect(isSurelyWithin(many, tokens - 1)).toBe(false);
      expect(isSurelyWithin(many, Buffer.byteLength(many))).toBe(true);
    }
  },
);

it("a count is whole up to its limit, and beyond it only says so", () => {
  const text = "The cat sat on the mat. ".repeat(5_000);
  const whole = countTokens(text);
  expect(countUpTo(text, whole)).toBe(whole);
  const partial = countUpTo(text, 100);
  expect(partial).toBeGreaterThan(100);
  expect(partial).toBeLessThan(whole / 10);
});
