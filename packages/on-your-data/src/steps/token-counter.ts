/** How a model cuts text into tokens. */
export type TokenEncoding = "o200k_base" | "cl100k_base";

/** Counts as a model does. */
export interface TokenCounter {
  /** How many tokens a text has. */
  readonly count: (text: string) => Promise<number>;
  /** The longest beginning of a text that has at most so many tokens, whatever comes after it unread. */
  readonly truncate: (text: string, maxTokens: number) => Promise<string>;
}

/** Where each encoding is known from; a table takes some 60 MB, and is read only if a text needs it. */
const tables = {
  o200k_base: async () => import("gpt-tokenizer/bpeRanks/o200k_base"),
  cl100k_base: async () => import("gpt-tokenizer/bpeRanks/cl100k_base"),
};

const counters = new Map<TokenEncoding, TokenCounter>();

/** The counter of an encoding; its table is read for the first text that needs it, and once. */
export function tokenCounterOf(encoding: TokenEncoding): TokenCounter {
  const known = counters.get(encoding) ?? createTokenCounter(encoding);
  counters.set(encoding, known);
  return known;
}

/** What looks like a special token is text like any other: it is no beginning of a turn. */
const asText = { disallowedSpecial: new Set<string>() };

type CountShort = (text: string) => number;

function createTokenCounter(encoding: TokenEncoding): TokenCounter {
  let table: Promise<CountShort> | undefined;
  const readTable = async (): Promise<CountShort> => (table ??= loadTable(encoding));

  return {
    async count(text) {
      const count = await readTable();
      let tokens = 0;
      for (const slice of slicesOf(text)) tokens += count(slice);
      return tokens;
    },
    async truncate(text, maxTokens) {
      if (Buffer.byteLength(text) <= maxTokens) return text;
      const count = await readTable();
      let left = maxTokens;
      let length = 0;
      for (const slice of slicesOf(text)) {
        const tokens = count(slice);
        if (tokens > left) return text.slice(0, length) + beginningOf(slice, left, count);
        left -= tokens;
        length += slice.length;
      }
      return text;
    },
  };
}

async function loadTable(encoding: TokenEncoding): Promise<CountShort> {
  const [{ GptEncoding }, { default: ranks }] = await Promise.all([
    import("gpt-tokenizer/GptEncoding"),
    tables[encoding](),
  ]);
  const tokenizer = GptEncoding.getEncodingApi(encoding, () => ranks);
  // nothing of what people asked and read is kept
  tokenizer.setMergeCacheSize(0);
  return (text) => tokenizer.countTokens(text, asText);
}

/** A counter that takes bytes for tokens: quick, and never too few, for a token has a byte at least. */
export function countBytes({ truncate }: TokenCounter): TokenCounter {
  return { count: async (text) => Buffer.byteLength(text), truncate };
}

const maxSliceLength = 128;
const endsWord = /[\p{L}\p{N}]/u;
/** Halves of a pair may be those of a letter. */
const continuesWord = /[\p{L}\p{M}\p{N}\p{Cs}'\u2019]/u;

/**
 * A text in slices that are counted each for itself. A tokenizer takes the square of the time for a piece
 * without any end, as a long row of spaces or of Chinese characters, so none is longer than a line.
 */
function* slicesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length;) {
    const slice = text.slice(start, endOfSlice(text, start));
    yield slice;
    start += slice.length;
  }
}

/** Behind a word that ends: there a token ends in every encoding, and slices count as the whole does. */
function endOfSlice(text: string, start: number): number {
  const furthest = start + maxSliceLength;
  if (furthest >= text.length) return text.length;
  for (let end = furthest; end > start; end -= 1) {
    if (endsWord.test(text.charAt(end - 1)) && !continuesWord.test(text.charAt(end))) return end;
  }
  return start + withoutHalf(text.slice(start, furthest)).length;
}

function beginningOf(slice: string, maxTokens: number, count: CountShort): string {
  let low = 0;
  let high = slice.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (count(withoutHalf(slice.slice(0, middle))) <= maxTokens) low = middle;
    else high = middle - 1;
  }
  return withoutHalf(slice.slice(0, low));
}

/** A text without the half of a character at its end. */
function withoutHalf(text: string): string {
  return text.replace(/[\uD800-\uDBFF]$/, "");
}
