import { parseSynonymRules, type SynonymRule } from "../../synonyms/synonym-rules.ts";
import type { ComponentOptions } from "../component-options.ts";
import type { Term, TokenFilter } from "../token-filter.ts";

interface Replacement {
  readonly from: readonly string[];
  readonly to: readonly (readonly string[])[];
}

/** `synonym`: words that stand for one another; of those that fit at a place the longest holds. */
export function synonym(options: ComponentOptions): TokenFilter {
  const rules = parseSynonymRules(options.texts("synonyms").join("\n"));
  const ignoresCase = options.flag("ignoreCase", false);
  const isMutual = options.flag("expand", true);
  const compared = (term: string): string => (ignoresCase ? term.toLowerCase() : term);
  const replacements = rules.flatMap((rule) => replacementsOf(rule, isMutual, compared));
  return {
    apply(terms) {
      const found: Term[] = [];
      let at = 0;
      for (let first = terms[at]; first; first = terms[at]) {
        const fitting = replacements.filter(({ from }) =>
          from.every((word, more) => compared(terms[at + more]?.term ?? "") === word),
        );
        const length = Math.max(0, ...fitting.map(({ from }) => from.length));
        const last = terms[at + length - 1];
        if (!last || length === 0) found.push(first);
        else {
          const longest = fitting.filter(({ from }) => from.length === length);
          found.push(
            ...stacked(
              longest.flatMap(({ to }) => to),
              first,
              last,
            ),
          );
        }
        at += Math.max(1, length);
      }
      return found;
    },
  };
}

function replacementsOf(
  { from, to }: SynonymRule,
  isMutual: boolean,
  compared: (term: string) => string,
): readonly Replacement[] {
  const isOneWay = from !== to;
  const targets = isOneWay || isMutual ? to : to.slice(0, 1);
  return from.map((text) => ({
    from: wordsOf(compared(text)),
    to: targets.map((target) => wordsOf(target)),
  }));
}

function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/).filter(Boolean);
}

/** All of them in the place of some terms, in the order of their positions. */
function stacked(
  texts: readonly (readonly string[])[],
  { start, position }: Term,
  { end }: Term,
): readonly Term[] {
  const seen = new Set<string>();
  return texts
    .flatMap((words) => words.map((term, at) => ({ term, start, end, position: position + at })))
    .filter((each) => {
      const key = `${each.position} ${each.term}`;
      const isNew = !seen.has(key);
      seen.add(key);
      return isNew;
    })
    .toSorted((left, right) => left.position - right.position);
}
