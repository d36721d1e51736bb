/**
 * Cuts a text into pieces of about a token each: up to four letters of an alphabet, or one sign of
 * Chinese, Japanese or Korean. Put together again they are the text.
 */
export function tokenPieces(text: string): readonly string[] {
  return text.match(piece) ?? [];
}

const piece =
  /\s*(?:[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}])[\p{L}\p{M}\p{N}]){1,4}|\S)|\s+$/gu;
