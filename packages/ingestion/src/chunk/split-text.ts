import { countUpTo } from "./count-tokens.ts";

/** Segmenters take time that grows faster than the text. */
const maxWindow = 20_000;

const segmenters = {
  sentence: new Intl.Segmenter(undefined, { granularity: "sentence" }),
  word: new Intl.Segmenter(undefined, { granularity: "word" }),
  grapheme: new Intl.Segmenter(undefined, { granularity: "grapheme" }),
};
const finer = {
  line: "sentence",
  sentence: "word",
  word: "grapheme",
  grapheme: undefined,
} as const;
type Granularity = keyof typeof finer;

/** A piece of a text and what it counts. */
export interface TextPiece {
  readonly text: string;
  readonly tokens: number;
}

/**
 * Parts a text into pieces of at most so many tokens, at the ends of lines, else of sentences, else of words, else
 * between letters, in any script. The pieces in a row are the text.
 */
export function splitText(text: string, maxTokens: number): TextPiece[] {
  const tokens = countUpTo(text, maxTokens);
  return tokens <= maxTokens ? [{ text, tokens }] : splitAt(text, maxTokens, "line");
}

/** Parts a text into sentences of at most so many tokens. */
export function splitSentences(text: string, maxTokens: number): TextPiece[] {
  return partsOf(text, "sentence").flatMap((part) => {
    const tokens = countUpTo(part, maxTokens);
    return tokens <= maxTokens ? [{ text: part, tokens }] : splitAt(part, maxTokens, "word");
  });
}

/** Parts a text that has more tokens than that. */
function splitAt(text: string, maxTokens: number, granularity: Granularity): TextPiece[] {
  const pieces: TextPiece[] = [];
  let pending = "";
  let tokens = 0;
  const end = (): void => {
    if (pending !== "") pieces.push({ text: pending, tokens });
    [pending, tokens] = ["", 0];
  };
  for (const part of partsOf(text, granularity)) {
    const size = countUpTo(part, maxTokens);
    if (tokens + size > maxTokens) end();
    if (size > maxTokens) {
      const next = finer[granularity];
      // one letter may be more tokens than a chunk may have; it is one all the same
      if (next === undefined) pieces.push({ text: part, tokens: size });
      else pieces.push(...splitAt(part, maxTokens, next));
      continue;
    }
    pending += part;
    tokens += size;
  }
  end();
  return pieces;
}

function partsOf(text: string, granularity: Granularity): string[] {
  if (granularity === "line") return text.split(/(?<=\n)/);
  const segmenter = segmenters[granularity];
  return windowsOf(text).flatMap((window) =>
    Array.from(segmenter.segment(window), ({ segment }) => segment),
  );
}

function windowsOf(text: string): string[] {
  const windows: string[] = [];
  for (let at = 0; at < text.length;) {
    let end = Math.min(at + maxWindow, text.length);
    // the two halves of a letter stay together
    if (end < text.length && /[\uD800-\uDBFF]/.test(text[end - 1] ?? "")) end--;
    windows.push(text.slice(at, end));
    at = end;
  }
  return windows;
}
