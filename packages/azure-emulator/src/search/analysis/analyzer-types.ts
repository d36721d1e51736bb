import { englishStopWords } from "../text/english.ts";
import type { Analyzer } from "../text/analyzer.ts";
import type { ComponentOptions } from "./component-options.ts";
import { createCustomAnalyzer } from "./custom-analyzer.ts";
import { lowercase } from "./filters/spelling-filters.ts";
import { keepTerms, type TokenFilter } from "./token-filter.ts";
import { letters, standard, patternOf, type Tokenizer } from "./tokenizers.ts";

/**
 * Analyzers that have options and no parts, by the names of their types.
 *
 * @see https://learn.microsoft.com/azure/search/index-add-custom-analyzers#built-in-analyzers
 */
export const analyzerTypes: Readonly<Record<string, (options: ComponentOptions) => Analyzer>> = {
  PatternAnalyzer(options) {
    const isLowerCase = options.flag("lowercase", true);
    return withFilters(patternOf(options), options, { isLowerCase, stopWords: [] });
  },
  StandardAnalyzer: (options) => withFilters(standard(options), options, { stopWords: [] }),
  StopAnalyzer: (options) => withFilters(letters(), options, { stopWords: [...englishStopWords] }),
};

function withFilters(
  tokenizer: Tokenizer,
  options: ComponentOptions,
  {
    isLowerCase = true,
    stopWords,
  }: { readonly isLowerCase?: boolean; readonly stopWords: readonly string[] },
): Analyzer {
  const words = new Set(options.texts("stopwords", stopWords));
  const lowerCase: readonly TokenFilter[] = isLowerCase ? [lowercase()] : [];
  return createCustomAnalyzer({
    charFilters: [],
    tokenizer,
    tokenFilters: [...lowerCase, keepTerms(({ term }) => !words.has(term))],
  });
}
