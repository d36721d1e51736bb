import { countTokens as count } from "gpt-tokenizer/encoding/cl100k_base";

/** What looks like a special token in a document is text like any other. */
const asText = { disallowedSpecial: new Set<string>() };
/** The encoder takes time that grows with the square of a piece without spaces. */
const maxPiece = 2_000;

/** Tokens of a text as the embedding models of OpenAI count them (`cl100k_base`). */
export function countTokens(text: string): number {
  let tokens = 0;
  for (let at = 0; at < text.length; at += maxPiece) {
    tokens += count(text.slice(at, at + maxPiece), asText);
  }
  return tokens;
}
