import { englishStopWords } from "../../text/english.ts";
import type { ComponentOptions } from "../component-options.ts";
import { invalidRequest } from "../../search-error.ts";
import { keepTerms, type Term, type TokenFilter } from "../token-filter.ts";

/** `keep`: leaves out what is not listed. */
export function keep(options: ComponentOptions): TokenFilter {
  const words = wordSet(options.texts("keepWords"), options.flag("lowerCaseKeepWords", false));
  return keepTerms(({ term }) => words.has(term));
}

/** `length`: leaves out what is too short or too long. */
export function length(options: ComponentOptions): TokenFilter {
  const min = options.integer("min", 0);
  const max = options.integer("max", 300);
  if (min > max) throw invalidRequest("index", "'min' must not be greater than 'max'.");
  return keepTerms(({ term }) => term.length >= min && term.length <= max);
}

/** `limit`: leaves out what comes after so many terms. */
export function limit(options: ComponentOptions): TokenFilter {
  const count = options.integer("maxTokenCount", 1, { min: 1, max: Number.MAX_SAFE_INTEGER });
  // whether the rest is read makes no difference to what is kept
  options.flag("consumeAllTokens", false);
  return { apply: (terms) => terms.slice(0, count) };
}

const otherStopWords =
  "arabic armenian basque brazilian bulgarian catalan czech danish dutch finnish french galician german greek hindi hungarian indonesian irish italian latvian norwegian persian portuguese romanian russian sorani spanish swedish thai turkish";

/** `stopwords`: leaves out the words of a list, English ones unless it is said. */
export function stopWords(options: ComponentOptions): TokenFilter {
  const own = options.has("stopwords") ? options.texts("stopwords") : undefined;
  if (own && options.has("stopwordsList")) {
    throw invalidRequest("index", "'stopwords' and 'stopwordsList' must not both be set.");
  }
  if (!own) {
    options.choice("stopwordsList", "english", { emulated: ["english"], others: otherStopWords });
  }
  const ignoresCase = options.flag("ignoreCase", false);
  const leavesOutLast = options.flag("removeTrailing", true);
  const words = own ? wordSet(own, ignoresCase) : englishStopWords;
  const isStopWord = ({ term }: Term): boolean =>
    words.has(ignoresCase ? term.toLowerCase() : term);
  return {
    apply: (terms) =>
      terms.filter((each, at) => !isStopWord(each) || (!leavesOutLast && at === terms.length - 1)),
  };
}

/** `unique`: leaves out what was there before. */
export function unique(options: ComponentOptions): TokenFilter {
  const isByPosition = options.flag("onlyOnSamePosition", false);
  return {
    apply(terms) {
      const seen = new Set<string>();
      return terms.filter(({ term, position }) => {
        const key = isByPosition ? `${position} ${term}` : term;
        const isNew = !seen.has(key);
        seen.add(key);
        return isNew;
      });
    },
  };
}

/** Words as they are compared. */
export function wordSet(words: readonly string[], ignoresCase: boolean): ReadonlySet<string> {
  return new Set(ignoresCase ? words.map((word) => word.toLowerCase()) : words);
}
