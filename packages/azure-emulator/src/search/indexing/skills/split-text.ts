import { tokenPieces } from "../../../openai/token-pieces.ts";

/** How long the pages of a text are. */
export interface PageSize {
  /** What lengths are counted in (`characters`); tokens are estimated. */
  readonly unit?: "characters" | "tokens";
  /** The most that a page holds. */
  readonly maxLength: number;
  /** How much of a page's end the next one begins with. */
  readonly overlap: number;
  /** A language tag, for where sentences end. */
  readonly language: string;
}

/** A part of a text. */
export interface TextPart {
  readonly text: string;
  /** Where it begins, in UTF-16. */
  readonly offset: number;
}

/**
 * Parts a text into pages that end with a sentence where they can, otherwise with a word. Without overlap they
 * are the text, put together again.
 */
export function splitPages(
  text: string,
  { maxLength, overlap, language, unit = "characters" }: PageSize,
): readonly TextPart[] {
  const ruler = unit === "tokens" ? tokenRuler(text) : characters;
  const sentences = endsOf(text, language, "sentence");
  let words: readonly number[] | undefined;
  const pages: TextPart[] = [];
  let start = 0;
  for (;;) {
    const limit = ruler.forward(start, maxLength);
    if (limit >= text.length) return [...pages, { text: text.slice(start), offset: start }];
    // a page that is nothing but overlap would be the last one's end once more, for ever
    const least = ruler.forward(start, overlap);
    const end =
      lastWithin(sentences, least, limit) ??
      lastWithin((words ??= endsOf(text, language, "word")), least, limit) ??
      limit;
    pages.push({ text: text.slice(start, end), offset: start });
    start = ruler.back(end, overlap);
  }
}

/** Says where one is after so many units. */
interface Ruler {
  forward(from: number, count: number): number;
  back(from: number, count: number): number;
}

const characters: Ruler = {
  forward: (from, count) => from + count,
  back: (from, count) => from - count,
};

function tokenRuler(text: string): Ruler {
  let end = 0;
  const ends = [0, ...tokenPieces(text).map((piece) => (end += piece.length))];
  return {
    forward: (from, count) =>
      count === 0 ? from : (ends[indexUpTo(ends, from) + count] ?? text.length),
    back: (from, count) => (count === 0 ? from : (ends[indexUpTo(ends, from) - count] ?? 0)),
  };
}

/** The sentences of a text; put together again they are the text. */
export function splitSentences(text: string, language: string): readonly TextPart[] {
  let offset = 0;
  return endsOf(text, language, "sentence").map((end) => {
    const part = { text: text.slice(offset, end), offset };
    offset = end;
    return part;
  });
}

function endsOf(
  text: string,
  language: string,
  granularity: "sentence" | "word",
): readonly number[] {
  const segmenter = new Intl.Segmenter(language, { granularity });
  return Array.from(segmenter.segment(text), ({ index, segment }) => index + segment.length);
}

/** The last position after one and up to another. */
function lastWithin(positions: readonly number[], after: number, upTo: number): number | undefined {
  const found = positions[indexUpTo(positions, upTo)];
  return found !== undefined && found > after ? found : undefined;
}

/** Which is the last of some positions up to another; -1 if there is none. */
function indexUpTo(positions: readonly number[], upTo: number): number {
  let [low, high] = [0, positions.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((positions[middle] ?? 0) <= upTo) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
