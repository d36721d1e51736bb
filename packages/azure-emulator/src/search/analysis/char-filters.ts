import { invalidRequest } from "../search-error.ts";
import type { ComponentOptions } from "./component-options.ts";
import { javaPattern } from "./java-pattern.ts";
import { replaceMapped, type MappedText } from "./mapped-text.ts";

/** Changes a text before it is parted into terms. */
export type CharFilter = (text: MappedText) => MappedText;

/** Character filters that can be defined, by the names of their types. */
export const charFilterTypes: Readonly<Record<string, (options: ComponentOptions) => CharFilter>> =
  { MappingCharFilter: mapping, PatternReplaceCharFilter: patternReplace };

/** Character filters that are there without being defined. */
export const predefinedCharFilters: Readonly<Record<string, () => CharFilter>> = {
  html_strip: () => stripHtml,
};

/** The longest that fits at a place holds. */
function mapping(options: ComponentOptions): CharFilter {
  const mappings = new Map(
    options.texts("mappings").map((rule): [string, string] => {
      const at = rule.indexOf("=>");
      if (at > 0) return [unescape(rule.slice(0, at)), unescape(rule.slice(at + 2))];
      throw invalidRequest("index", `The mapping '${rule}' is not of the form 'a=>b'.`);
    }),
  );
  const longestFirst = [...mappings.keys()].toSorted((left, right) => right.length - left.length);
  if (longestFirst.length === 0) throw invalidRequest("index", "'mappings' must not be empty.");
  const pattern = new RegExp(
    longestFirst.map((from) => javaPattern(from, "LITERAL").source).join("|"),
    "gu",
  );
  return (text) => replaceMapped(text, pattern, ([found]) => mappings.get(found) ?? found);
}

/** As in `\u00e4=>ae`. */
function unescape(text: string): string {
  return text.replaceAll(/\\u([\da-f]{4})|\\(.)/gi, (_, code: string | undefined, other: string) =>
    code === undefined ? other : String.fromCodePoint(Number.parseInt(code, 16)),
  );
}

function patternReplace(options: ComponentOptions): CharFilter {
  const pattern = javaPattern(options.text("pattern"));
  const replacement = options.text("replacement");
  const once = new RegExp(pattern.source, pattern.flags.replace("g", ""));
  return (text) => replaceMapped(text, pattern, ([found]) => found.replace(once, replacement));
}

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  apos: "'",
  gt: ">",
  lt: "<",
  nbsp: " ",
  quot: '"',
};

/** Tags that do not part words. */
const inline = /^<\/?(?:a|abbr|b|code|em|i|mark|s|small|span|strong|sub|sup|u)[\s/>]/i;
const markup =
  /<!--[^]*?-->|<(script|style)\b[^]*?<\/\1\s*>|<[!/?]?[a-z][^>]*>|&(?:#(\d+)|#x([\da-f]+)|([a-z]+));/gi;

function stripHtml(text: MappedText): MappedText {
  return replaceMapped(text, markup, ([found, , decimal, hexadecimal, name]) => {
    if (decimal !== undefined) return characterOf(Number(decimal), found);
    if (hexadecimal !== undefined) return characterOf(Number.parseInt(hexadecimal, 16), found);
    if (name !== undefined) return entities[name.toLowerCase()] ?? found;
    return inline.test(found) ? "" : "\n";
  });
}

function characterOf(code: number, otherwise: string): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : otherwise;
}
