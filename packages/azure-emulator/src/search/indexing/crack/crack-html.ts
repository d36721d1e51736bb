import type { CrackedDocument } from "./crack-document.ts";

/** What is written between a beginning and its end, and nobody reads. */
const unread =
  /<!--.*?-->|<(script|style|template|noscript|head|title)\b[^>]*>.*?(?:<\/\1\s*>|$)|<!doctype[^>]*>/gis;

/** Elements that stand in the middle of a line. */
const inline =
  /<\/?(?:a|abbr|b|bdi|bdo|cite|code|data|dfn|em|font|i|kbd|mark|q|s|samp|small|span|strong|sub|sup|time|u|var|wbr)\b[^>]*>/gi;

/** Reads the text of an HTML page, a line for each block. */
export function crackHtml(html: string): CrackedDocument {
  const title = /<title\b[^>]*>(.*?)<\/title\s*>/is.exec(html)?.[1];
  const text = html
    .replaceAll(unread, " ")
    .replaceAll(/\s+/g, " ")
    .replaceAll(inline, "")
    .replaceAll(/<\/t[dh]\s*>/gi, "\t")
    .replaceAll(/<[/a-z][^>]*>/gi, "\n");
  return {
    text: linesOf(withoutEntities(text)),
    metadata: title === undefined ? {} : { metadata_title: withoutEntities(title).trim() },
  };
}

function linesOf(text: string): string {
  return text
    .split("\n")
    .map((line) => line.replaceAll(/ *\t */g, "\t").trim())
    .join("\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim();
}

const names: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00A0",
  copy: "©",
  euro: "€",
  hellip: "…",
  ndash: "–",
  mdash: "—",
};

/** Names that are not known stay as they are. */
function withoutEntities(text: string): string {
  return text.replaceAll(
    /&(#?)(x?)(\w+);/gi,
    (all: string, sign: string, x: string, code: string) => {
      if (sign === "") return names[`${x}${code}`] ?? all;
      const point = Number.parseInt(code, x === "" ? 10 : 16);
      return point <= 0x10_ff_ff ? String.fromCodePoint(point) : "\uFFFD";
    },
  );
}
