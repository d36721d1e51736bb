import { createTextFilter, type TextFilter } from "./text-filter.ts";

/** Tags, and what turns the direction of a text: no answer needs them, and words can be hidden with them. */
const token = /[\u{E0000}-\u{E007F}\u202A-\u202E\u2066-\u2069]/gu;
/** The half of a character. */
const unfinished = /[\uD800-\uDBFF]$/;

/** Takes out what nobody sees and what shows words in another order than they are read. */
export function createHiddenFilter(): TextFilter {
  return createTextFilter({ token, unfinished, replace: () => "" });
}
