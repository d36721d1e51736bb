import type { IsAllowedLink } from "./link-hosts.ts";
import { createTextFilter, type TextFilter } from "./text-filter.ts";

/** Where an address in a text ends. */
const linkEnd = "\\s<>\"'`()\\[\\]{}。，、！？；：（）「」『』【】《》";
const scheme = "[a-z][a-z\\d+.-]";
const blank = "[ \\t]*(?:\\r?\\n[ \\t]*)?";
const blankBegun = "[ \\t]*\\r?(?:\\n[ \\t]*)?";
/** A browser reads a backslash as a slash, and passes over tabs and line breaks. */
const slashes = "[\\\\/][\\t\\r\\n]*[\\\\/]";
/** What a definition as `[1]: /page` leads to; words are none. */
const destination = `(?:[/\\\\?.#][^\\s>]*|${scheme}{1,31}:[^\\s>]*)`;
const destinationBegun = `(?:[/\\\\?.#][^\\s>]*|${scheme}{0,31}(?::[^\\s>]*)?)`;

/** Which group is there says what it is. */
const token = new RegExp(
  [
    "\\]\\(\\s*<?(?<target>[^)\\s>]*)",
    `\\]:${blank}<?(?<defined>${destination})`,
    `<(?<autolink>${scheme}{1,31}:[^\\s<>]*)>?`,
    `=[ \\t]*["']?(?<attribute>(?:javascript|vbscript|data):[^${linkEnd}]*)`,
    `(?<link>(?:https?:)?${slashes}[^\\s<>][^${linkEnd}]*|(?:https?:|www\\.)[^${linkEnd}]+)`,
    // who shows the answer reads `&#47;` as a slash, behind our back
    "&(?<entity>#x?[\\da-f]{1,8}|colon|b?sol|period|tab|newline)",
  ].join("|"),
  "gi",
);

const unfinished = new RegExp(
  `(?:${[
    `\\](?:\\(\\s*<?[^)\\s>]*|:${blankBegun}<?${destinationBegun}?)?`,
    `<(?:${scheme}{0,31}(?::[^\\s<>]*)?)?`,
    `=[ \\t]*["']?${scheme}{0,31}(?::[^${linkEnd}]*)?`,
    "=[ \\t]*[\"']?",
    "h(?:t(?:t(?:ps?:?)?)?)?",
    `(?:https?:)?[\\\\/](?:[\\t\\r\\n]*(?:[\\\\/](?:[^\\s<>][^${linkEnd}]*)?)?)?`,
    `(?:https?:|www\\.)[^${linkEnd}]*`,
    "w{1,3}",
    "&[#\\w]{0,12}",
  ].join("|")})$`,
  "i",
);

/** In no brackets that could be those of a link. */
const linkRemoved = "(link removed)";
/** Signs that are often written so, and lead nowhere: quotes, `&`, `<` and `>`. */
const harmless = new Set([34, 38, 39, 60, 62]);

/**
 * Lets through links to where links may go, however they are written. A link that may not is a way to carry
 * what the answer knows to somebody else, so its address goes, be it in the middle of a word.
 */
export function createLinkFilter(isAllowedLink: IsAllowedLink): TextFilter {
  return createTextFilter({
    token,
    unfinished,
    replace(whole, { target, defined, autolink, attribute, link = "", entity }) {
      if (target !== undefined) return isAllowedLink(target) ? whole : "](#";
      if (defined !== undefined) return isAllowedLink(defined) ? whole : "]: #";
      if (autolink !== undefined) return isAllowedLink(autolink) ? whole : linkRemoved;
      if (attribute !== undefined) return whole.slice(0, -attribute.length) + linkRemoved;
      if (entity !== undefined) return isHarmless(entity) ? whole : `& ${entity}`;
      const address = link.replace(/[.,;:!?*_]+$/, "");
      const isShown = isAllowedLink(/^www\./i.test(address) ? `https://${address}` : address);
      return isShown ? whole : linkRemoved + link.slice(address.length);
    },
  });
}

/** Whether a sign that is written as `&#39;` can be no part of an address. */
function isHarmless(entity: string): boolean {
  const number = /^#(?<x>x?)(?<digits>[\da-f]+)$/i.exec(entity)?.groups;
  if (number === undefined) return false;
  const code = Number.parseInt(number["digits"] ?? "", number["x"] === "" ? 10 : 16);
  return code >= 0xa0 || harmless.has(code);
}
