import type { Token } from "./analyze.ts";
import { unspacedScripts } from "./unspaced-scripts.ts";

/** Terms and where they stand, from wherever the first one does. */
export type Sequence = readonly Pick<Token, "term" | "position">[];

/** A word of a query, and what may stand in a text for it: any one of these. */
export type QueryWord = readonly Sequence[];

const unspacedRun = new RegExp(`[${unspacedScripts}]+`, "gu");
const unspacedCharacter = new RegExp(`^[${unspacedScripts}]\\p{M}*$`, "u");

/**
 * The words of a query. Of a script without blanks a word is the sequence of its characters; of what stands
 * in one place each is enough.
 *
 * @param language What parts words of such scripts, as in `ja`.
 */
export function queryWords(
  tokens: readonly Token[],
  text: string,
  language: string,
): readonly QueryWord[] {
  const ends = wordEnds(text, language);
  const words: Token[][][] = [];
  let open: Token[] | undefined;
  for (const [at, token] of tokens.entries()) {
    const before = tokens[at - 1];
    const isSamePlace = before?.position === token.position;
    const isAlone = !isSamePlace && tokens[at + 1]?.position !== token.position;
    const isCharacter = isAlone && unspacedCharacter.test(token.term);
    const last = open?.at(-1);
    if (isSamePlace) words.at(-1)?.push([token]);
    else if (isCharacter && open && last?.end === token.start && !ends.has(last.end)) {
      open.push(token);
    } else {
      open = [token];
      words.push([open]);
      if (!isCharacter) open = undefined;
    }
  }
  return words;
}

/** Where words end within runs of a script without blanks. */
function wordEnds(text: string, language: string): ReadonlySet<number> {
  const ends = new Set<number>();
  for (const run of text.matchAll(unspacedRun)) {
    for (const { index, segment } of segmenterOf(language).segment(run[0])) {
      ends.add(run.index + index + segment.length);
    }
  }
  return ends;
}

const segmenters = new Map<string, Intl.Segmenter>();

function segmenterOf(language: string): Intl.Segmenter {
  const known = segmenters.get(language);
  if (known) return known;
  const segmenter = new Intl.Segmenter(language, { granularity: "word" });
  segmenters.set(language, segmenter);
  return segmenter;
}
