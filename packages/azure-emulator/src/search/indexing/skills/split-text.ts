/** How long the pages of a text are. */
export interface PageSize {
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
  { maxLength, overlap, language }: PageSize,
): readonly TextPart[] {
  const sentences = endsOf(text, language, "sentence");
  let words: readonly number[] | undefined;
  const pages: TextPart[] = [];
  let start = 0;
  for (;;) {
    const limit = start + maxLength;
    if (limit >= text.length) return [...pages, { text: text.slice(start), offset: start }];
    // a page that is nothing but overlap would be the last one's end once more, for ever
    const least = start + overlap;
    const end =
      lastWithin(sentences, least, limit) ??
      lastWithin((words ??= endsOf(text, language, "word")), least, limit) ??
      limit;
    pages.push({ text: text.slice(start, end), offset: start });
    start = end - overlap;
  }
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
  let [low, high] = [0, positions.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((positions[middle] ?? 0) <= upTo) low = middle + 1;
    else high = middle;
  }
  const found = positions[low - 1];
  return found !== undefined && found > after ? found : undefined;
}
