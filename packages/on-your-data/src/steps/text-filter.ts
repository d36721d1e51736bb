/** Passes a text on, piece by piece, without what it may not hold. */
export interface TextFilter {
  /** What may be shown by now; the rest is kept until it is clear what it is. */
  readonly push: (text: string) => string;
  /** What was kept. */
  readonly end: () => string;
}

/** What a filter looks for. */
export interface TextFilterOptions {
  /** What needs a look; global. */
  readonly token: RegExp;
  /** The end of a text that may become one with what comes. */
  readonly unfinished: RegExp;
  /** What stands in place of one. */
  readonly replace: (whole: string, groups: Readonly<Record<string, string | undefined>>) => string;
}

/** So many characters are kept at most: what is longer is looked at as far as it has come. */
const longestWait = 1_000;

/** Makes a filter whose result is the same wherever the text is cut. */
export function createTextFilter({ token, unfinished, replace }: TextFilterOptions): TextFilter {
  let kept = "";

  const clean = (text: string): string =>
    text.replaceAll(token, (whole: string, ...rest: unknown[]) => {
      const last = rest.at(-1);
      return replace(whole, typeof last === "object" ? (last as Record<string, string>) : {});
    });

  /** Where a text begins that may become something else; it is never inside of what it is not. */
  function endOfFinished(text: string): number {
    token.lastIndex = 0;
    let match: RegExpExecArray | null | undefined;
    for (let from = Math.max(0, text.length - longestWait); ;) {
      const found = text.slice(from).search(unfinished);
      if (found === -1) return text.length;
      const begin = from + found;
      if (match === undefined) match = token.exec(text);
      while (match !== null && endOf(match) <= begin) match = token.exec(text);
      if (match === null || match.index >= begin) return begin;
      from = endOf(match);
    }
  }

  return {
    push(text) {
      kept += text;
      const finished = kept.slice(0, endOfFinished(kept));
      kept = kept.slice(finished.length);
      return clean(finished);
    },
    end() {
      const rest = clean(kept);
      kept = "";
      return rest;
    },
  };
}

function endOf({ 0: whole, index }: RegExpExecArray): number {
  return index + whole.length;
}

/** One filter behind the other: the second sees what the first has left. */
export function joinTextFilters(first: TextFilter, second: TextFilter): TextFilter {
  return {
    push: (text) => second.push(first.push(text)),
    end: () => second.push(first.end()) + second.end(),
  };
}
