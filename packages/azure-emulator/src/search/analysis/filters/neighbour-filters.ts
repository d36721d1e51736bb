import { invalidRequest } from "../../search-error.ts";
import type { ComponentOptions } from "../component-options.ts";
import type { Term, TokenFilter } from "../token-filter.ts";
import { wordSet } from "./selection-filters.ts";

/** `shingle`: neighbouring terms as one, beside each by itself. */
export function shingle(options: ComponentOptions): TokenFilter {
  const max = options.integer("maxShingleSize", 2, { min: 2 });
  const min = options.integer("minShingleSize", 2, { min: 2 });
  if (min > max)
    throw invalidRequest("index", "'minShingleSize' must not exceed 'maxShingleSize'.");
  const withSingles = options.flag("outputUnigrams", true);
  const singlesOtherwise = options.flag("outputUnigramsIfNoShingles", false);
  const separator = options.text("tokenSeparator", " ");
  const filler = options.text("filterToken", "_");
  return {
    apply(terms) {
      const places = withFillers(terms, filler);
      const shingles = places.map((first, at) =>
        Array.from({ length: max - min + 1 }, (_, more) => places.slice(at, at + min + more))
          .filter((run, more) => run.length === min + more)
          .map((run) => joined(first, run, separator)),
      );
      const isWithout = shingles.every((run) => run.length === 0);
      const hasSingles = withSingles || (singlesOtherwise && isWithout);
      return places.flatMap((each, at) => {
        const found = shingles[at] ?? [];
        return hasSingles && !isFiller(each) ? [each].concat(found) : found;
      });
    },
  };
}

function isFiller({ start, end }: Term): boolean {
  return start === end;
}

/** The terms with something in each place that has none. */
function withFillers(terms: readonly Term[], filler: string): readonly Term[] {
  return terms.flatMap((each, at) => {
    const before = terms[at - 1];
    const gap = before ? each.position - before.position - 1 : 0;
    const fillers = Array.from({ length: Math.max(0, gap) }, (_, more) => ({
      term: filler,
      start: each.start,
      end: each.start,
      position: each.position - gap + more,
    }));
    return [...fillers, each];
  });
}

function joined(first: Term, run: readonly Term[], separator: string): Term {
  const term = run.map((each) => each.term).join(separator);
  return { term, start: first.start, end: run.at(-1)?.end ?? first.end, position: first.position };
}

/** `common_grams`: frequent words together with their neighbours. */
export function commonGrams(options: ComponentOptions): TokenFilter {
  const ignoresCase = options.flag("ignoreCase", false);
  const words = wordSet(options.texts("commonWords"), ignoresCase);
  const isQuery = options.flag("queryMode", false);
  const isCommon = ({ term }: Term): boolean => words.has(ignoresCase ? term.toLowerCase() : term);
  return {
    apply(terms) {
      const grams = terms.map((each, at) => {
        const next = terms[at + 1];
        const isPair = next?.position === each.position + 1 && (isCommon(each) || isCommon(next));
        return isPair && next ? joined(each, [each, next], "_") : undefined;
      });
      return terms.flatMap((each, at) => {
        const gram = grams[at];
        if (!isQuery) return gram ? [each, gram] : [each];
        if (gram) return [gram];
        return grams[at - 1] ? [] : [each];
      });
    },
  };
}

const scripts = {
  han: /^\p{Script=Han}/u,
  hiragana: /^[\p{Script=Hiragana}ー]/u,
  katakana: /^[\p{Script=Katakana}ー]/u,
  hangul: /^\p{Script=Hangul}/u,
} as const;

/** `cjk_bigram`: pairs of Chinese, Japanese and Korean characters. */
export function cjkBigram(options: ComponentOptions): TokenFilter {
  const ignored = new Set(options.texts("ignoreScripts", []));
  const withSingles = options.flag("outputUnigrams", false);
  const patterns = Object.entries(scripts)
    .filter(([script]) => !ignored.has(script))
    .map(([, pattern]) => pattern);
  const isPaired = ({ term }: Term): boolean =>
    Array.from(term).length === 1 && patterns.some((pattern) => pattern.test(term));
  return {
    apply: (terms) =>
      terms.flatMap((each, at) => {
        if (!isPaired(each)) return [each];
        const [before, next] = [terms[at - 1], terms[at + 1]];
        const isFirst = next !== undefined && isPaired(next) && next.start === each.end;
        const isLast = before !== undefined && isPaired(before) && before.end === each.start;
        const pair = isFirst ? [joined(each, [each, next], "")] : [];
        return withSingles || (!isFirst && !isLast) ? [each, ...pair] : pair;
      }),
  };
}
