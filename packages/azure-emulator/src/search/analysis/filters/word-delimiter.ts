import type { ComponentOptions } from "../component-options.ts";
import type { Term, TokenFilter } from "../token-filter.ts";

interface Part {
  readonly text: string;
  readonly start: number;
  readonly isNumber: boolean;
}

/**
 * `word_delimiter`: the parts of a term at signs, where its case changes and where digits begin.
 *
 * @see https://lucene.apache.org/core/4_10_3/analyzers-common/org/apache/lucene/analysis/miscellaneous/WordDelimiterFilter.html
 */
export function wordDelimiter(options: ComponentOptions): TokenFilter {
  const withWords = options.flag("generateWordParts", true);
  const withNumbers = options.flag("generateNumberParts", true);
  const joinsWords = options.flag("catenateWords", false);
  const joinsNumbers = options.flag("catenateNumbers", false);
  const joinsAll = options.flag("catenateAll", false);
  const atCase = options.flag("splitOnCaseChange", true);
  const keepsOriginal = options.flag("preserveOriginal", false);
  const atDigits = options.flag("splitOnNumerics", true);
  const withoutPossessive = options.flag("stemEnglishPossessive", true);
  const protectedWords = new Set(options.texts("protectedWords", []));
  const pattern = partPattern(atCase, atDigits);

  const partsOf = (text: string): readonly Part[] =>
    [...text.matchAll(pattern)].flatMap(({ 0: found, index }) => {
      const isPossessive =
        withoutPossessive && /^s$/i.test(found) && /['’]/.test(text.charAt(index - 1)) && index > 1;
      if (isPossessive) return [];
      return [{ text: found, start: index, isNumber: /^\p{N}+$/u.test(found) }];
    });

  return {
    apply(terms) {
      let shift = 0;
      return terms.flatMap((each) => {
        const { term } = each;
        const parts = partsOf(term);
        const isWhole = parts.length === 1 && parts[0]?.text === term;
        if (isWhole || protectedWords.has(term)) return [moved(each, shift)];
        const found: Term[] = keepsOriginal ? [moved(each, shift)] : [];
        const add = (run: readonly Part[], at: number): void => {
          const [first] = run;
          const last = run.at(-1);
          if (first && last)
            found.push(partTerm(each, { first, last, run, position: each.position + shift + at }));
        };
        for (const [at, part] of parts.entries()) {
          if (part.isNumber ? withNumbers : withWords) add([part], at);
          const run = runFrom(parts, at);
          const joins = part.isNumber ? joinsNumbers : joinsWords;
          if (joins && run.length > 1 && parts[at - 1]?.isNumber !== part.isNumber) add(run, at);
          if (joinsAll && at === 0 && parts.length > 1) add(parts, 0);
        }
        shift += Math.max(0, parts.length - 1);
        return withoutDoubles(found);
      });
    },
  };
}

function partPattern(atCase: boolean, atDigits: boolean): RegExp {
  const letters = atCase
    ? String.raw`\p{Lu}?[\p{Ll}\p{Lo}\p{Lm}\p{M}]+|\p{Lu}+(?!\p{Ll})|\p{Lu}+`
    : String.raw`[\p{L}\p{M}]+`;
  if (atDigits) return new RegExp(String.raw`${letters}|\p{N}+`, "gu");
  if (!atCase) return /[\p{L}\p{M}\p{N}]+/gu;
  return /(?:\p{Lu}(?=[\p{Ll}\p{N}])|\p{N})?[\p{Ll}\p{Lo}\p{Lm}\p{M}\p{N}]+|\p{Lu}+/gu;
}

/** The parts from one on that are of its kind. */
function runFrom(parts: readonly Part[], start: number): readonly Part[] {
  const { isNumber } = parts[start] ?? { isNumber: false };
  const end = parts.findIndex((part, at) => at > start && part.isNumber !== isNumber);
  return parts.slice(start, end < 0 ? undefined : end);
}

function partTerm(
  { start, end, term }: Term,
  {
    first,
    last,
    run,
    position,
  }: {
    readonly first: Part;
    readonly last: Part;
    readonly run: readonly Part[];
    readonly position: number;
  },
): Term {
  // a term that another filter has changed stands for the whole of what it was
  const isInText = end - start === term.length;
  return {
    term: run.map(({ text }) => text).join(""),
    start: isInText ? start + first.start : start,
    end: isInText ? start + last.start + last.text.length : end,
    position,
  };
}

function moved(term: Term, shift: number): Term {
  return shift === 0 ? term : { ...term, position: term.position + shift };
}

function withoutDoubles(terms: readonly Term[]): readonly Term[] {
  return terms.filter(
    ({ term, position }, at) =>
      terms.findIndex((each) => each.term === term && each.position === position) === at,
  );
}
