/** Scripts that are written without spaces cost about a token a character; others a token for four. */
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Extended_Pictographic}]/gu;

/** About how many tokens a text has, rather too many than too few. */
export function estimateTokens(text: string): number {
  const wideCount = text.match(wide)?.length ?? 0;
  return Math.ceil(wideCount * 1.2 + (text.length - wideCount) / 3.5);
}

/** The beginning of a text that has about so many tokens. */
export function truncateToTokens(text: string, maxTokens: number): string {
  if (estimateTokens(text) <= maxTokens) return text;
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (estimateTokens(text.slice(0, middle)) <= maxTokens) low = middle;
    else high = middle - 1;
  }
  return text.slice(0, low).replace(/[\uD800-\uDBFF]$/, "");
}
