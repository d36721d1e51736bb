import { createHiddenFilter } from "./hidden-filter.ts";
import { createLinkFilter } from "./link-filter.ts";
import type { IsAllowedLink } from "./link-hosts.ts";
import { createMarkFilter } from "./mark-filter.ts";
import { joinTextFilters, type TextFilter } from "./text-filter.ts";

/**
 * Lets through of an answer what is seen, marks of passages that exist, and links to where links may go. In
 * this order: what is left where something was taken out may be a link.
 *
 * @param passageCount How many passages there are; `[doc1]` is the first.
 */
export function createAnswerFilter(passageCount: number, isAllowedLink: IsAllowedLink): TextFilter {
  const marks = joinTextFilters(createHiddenFilter(), createMarkFilter(passageCount));
  return joinTextFilters(marks, createLinkFilter(isAllowedLink));
}
