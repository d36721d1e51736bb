import type { Token } from "../text/analyze.ts";

/** A term on its way through the filters of an analyzer. */
export interface Term extends Token {
  /** Whether stemmers leave it alone (false). */
  readonly isKeyword?: boolean;
}

/** Changes the terms of a text. */
export interface TokenFilter {
  apply(terms: readonly Term[]): readonly Term[];
  /** What it makes of one term by itself, whatever is around it; only such filters can normalize values. */
  readonly fold?: (term: string) => string;
}

/** A filter that puts one term in the place of each; an empty one is left out. */
export function changeTerms(change: (term: string) => string): TokenFilter {
  return {
    apply: (terms) =>
      terms.flatMap((each) => {
        const term = change(each.term);
        return term === "" ? [] : [{ ...each, term }];
      }),
  };
}

/** A filter that changes the spelling of terms only, wherever they stand. */
export function foldTerms(fold: (term: string) => string): TokenFilter {
  return { ...changeTerms(fold), fold };
}

/** A filter that leaves out terms. */
export function keepTerms(isKept: (term: Term) => boolean): TokenFilter {
  return { apply: (terms) => terms.filter(isKept) };
}

/** A filter that puts any number of terms in the place of each. */
export function spreadTerms(spread: (term: Term) => readonly string[]): TokenFilter {
  return {
    apply: (terms) =>
      terms.flatMap((each) => spread(each).map((term) => Object.assign({}, each, { term }))),
  };
}
