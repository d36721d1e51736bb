import type { Analyzer } from "../text/analyzer.ts";
import { queryWords } from "../text/query-words.ts";
import type { CharFilter } from "./char-filters.ts";
import { unmapped } from "./mapped-text.ts";
import type { Term, TokenFilter } from "./token-filter.ts";
import type { Tokenizer } from "./tokenizers.ts";

/** What an analyzer is made of, in the order in which texts go through it. */
export interface AnalyzerParts {
  readonly charFilters: readonly CharFilter[];
  readonly tokenizer: Tokenizer;
  readonly tokenFilters: readonly TokenFilter[];
}

/** An analyzer of one's own. */
export function createCustomAnalyzer({
  charFilters,
  tokenizer,
  tokenFilters,
}: AnalyzerParts): Analyzer {
  const folds = tokenFilters.flatMap(({ fold }) => fold ?? []);
  const analyze = (text: string): readonly Term[] => {
    const mapped = charFilters.reduce((changed, filter) => filter(changed), unmapped(text));
    const terms = tokenFilters.reduce<readonly Term[]>(
      (found, filter) => filter.apply(found),
      tokenizer(mapped.text),
    );
    return terms.map(({ term, start, end, position }) => ({
      term,
      start: mapped.originOf(start),
      end: mapped.originOf(end),
      position,
    }));
  };
  return {
    analyze,
    analyzeQuery: (text) => queryWords(analyze(text), text, "zh"),
    fold: (text) => folds.reduce((folded, fold) => fold(folded), text),
  };
}
