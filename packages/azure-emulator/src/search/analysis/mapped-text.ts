/** A text that was changed, and where it comes from. */
export interface MappedText {
  readonly text: string;
  /** The place in the original of each place in the text, its end included. */
  readonly originOf: (at: number) => number;
}

/** A text as it is. */
export function unmapped(text: string): MappedText {
  return { text, originOf: (at) => at };
}

/** The text with its matches replaced. */
export function replaceMapped(
  { text, originOf }: MappedText,
  pattern: RegExp,
  replacement: (match: RegExpExecArray) => string,
): MappedText {
  const origins: number[] = [];
  let changed = "";
  let last = 0;
  const keep = (end: number): void => {
    for (let at = last; at < end; at += 1) origins.push(originOf(at));
    changed += text.slice(last, end);
    last = end;
  };
  for (const match of text.matchAll(pattern)) {
    keep(match.index);
    const replaced = replacement(match);
    for (let at = 0; at < replaced.length; at += 1) origins.push(originOf(match.index));
    changed += replaced;
    last = match.index + match[0].length;
  }
  if (last === 0 && origins.length === 0) return { text, originOf };
  keep(text.length);
  origins.push(originOf(text.length));
  return { text: changed, originOf: (at) => origins[at] ?? originOf(text.length) };
}
