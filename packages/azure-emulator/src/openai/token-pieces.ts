/** A chunk of a stream carries several. */
const piecesInChunk = 4;

/**
 * Cuts a text into pieces of about a token each: up to seven letters of an alphabet, one sign of Chinese,
 * Japanese or Korean, or two of punctuation, with the blanks before. Put together again they are the text.
 *
 * The vocabulary of a real tokenizer takes as much memory as all else here.
 */
export function tokenPieces(text: string): readonly string[] {
  return text.match(piece) ?? [];
}

/** Pieces as a stream has them: several at a time. */
export function chunksOf(pieces: readonly string[]): readonly string[] {
  return Array.from({ length: Math.ceil(pieces.length / piecesInChunk) }, (_, index) =>
    pieces.slice(index * piecesInChunk, (index + 1) * piecesInChunk).join(""),
  );
}

const signs = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}`;

const piece = new RegExp(
  String.raw`\s*(?:[${signs}]|[[\p{L}\p{M}\p{N}]--[${signs}]]{1,7}|[^\s\p{L}\p{M}\p{N}]{1,2})|\s+$`,
  "gv",
);
