import { createRequire } from "node:module";
import type * as Tokenizer from "gpt-tokenizer/encoding/cl100k_base";

/** What looks like a special token in a document is text like any other. */
const asText = { disallowedSpecial: new Set<string>() };
/** The encoder takes time that grows with the square of a piece without spaces. */
const maxPiece = 2_000;
const require = createRequire(import.meta.url);

/** Tokens of a text as the embedding models of OpenAI count them (`cl100k_base`). */
export function countTokens(text: string): number {
  return countUpTo(text, Infinity);
}

/** Tokens of a text; of one that has more than so many, only that it has more. */
export function countUpTo(text: string, maxTokens: number): number {
  // to load its vocabulary takes longer than to read most documents, and not all need it
  const { countTokens: count } = require("gpt-tokenizer/encoding/cl100k_base") as typeof Tokenizer;
  let tokens = 0;
  for (let at = 0; at < text.length && tokens <= maxTokens; at += maxPiece) {
    tokens += count(text.slice(at, at + maxPiece), asText);
  }
  return tokens;
}

/** Whether a text is so short that it need not be counted: each token is a byte at least. */
export function isSurelyWithin(text: string, maxTokens: number): boolean {
  return Buffer.byteLength(text) <= maxTokens;
}
