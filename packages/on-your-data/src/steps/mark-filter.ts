import { createTextFilter, type TextFilter } from "./text-filter.ts";

/** A mark; before a parenthesis it is the text of a link. A row of spaces is looked at once. */
const token = /(?<space>(?<![ \t])[ \t]*)\[doc(?<number>\d{1,9})\](?!\()/gi;
const unfinished = /(?<![ \t])(?:[ \t]+|[ \t]*\[(?:d(?:o(?:c(?:\d{1,9}\]?)?)?)?)?)$/i;

/**
 * Lets through marks of passages that exist.
 *
 * @param passageCount How many passages there are; `[doc1]` is the first.
 */
export function createMarkFilter(passageCount: number): TextFilter {
  return createTextFilter({
    token,
    unfinished,
    replace: (_, { space = "", number }) => {
      const position = Number(number);
      return position >= 1 && position <= passageCount ? `${space}[doc${position}]` : "";
    },
  });
}
