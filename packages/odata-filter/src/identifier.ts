const reserved = new Set("and or not eq ne gt lt ge le true false null NaN INF".split(" "));

/** Whether a text can name a field or a range variable. */
export function isIdentifier(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text) && !reserved.has(text);
}
