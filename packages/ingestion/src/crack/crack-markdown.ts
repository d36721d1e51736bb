import { oneLine, type CrackedDocument, type DocumentBlock } from "./cracked-document.ts";
import { decodeText } from "./decode-text.ts";

const heading = /^ {0,3}(#{1,6})(?:[ \t]+(.*))?$/;
const fence = /^ {0,3}(`{3,}|~{3,})/;
const delimiterRow = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
const underline = /^ {0,3}(=+|-+)[ \t]*$/;

/**
 * Reads Markdown: headings, tables and listings are told apart, anything else stays as it is written.
 *
 * @see https://github.github.com/gfm/
 */
export function crackMarkdown(bytes: Uint8Array): CrackedDocument {
  const { title, lines } = withoutFrontMatter(withoutComments(decodeText(bytes)).split("\n"));
  const blocks: DocumentBlock[] = [];
  let paragraph: string[] = [];

  const endParagraph = (): void => {
    const text = paragraph.join("\n").trim();
    if (text !== "") blocks.push({ kind: "text", text });
    paragraph = [];
  };
  const addHeading = (level: number, text: string): void => {
    blocks.push({ kind: "heading", level, text: oneLine(plain(text)) });
  };

  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const next = lines[at + 1] ?? "";
    const [, hashes, text] = heading.exec(line) ?? [];
    const opening = fence.exec(line)?.[1];
    if (hashes !== undefined) {
      endParagraph();
      addHeading(hashes.length, (text ?? "").replace(/(?:^|[ \t])#+[ \t]*$/, ""));
    } else if (opening !== undefined) {
      endParagraph();
      const end = endOfListing(lines, at + 1, opening);
      blocks.push({ kind: "text", text: lines.slice(at, end + 1).join("\n") });
      at = end;
    } else if (line.includes("|") && delimiterRow.test(next) && sameWidth(line, next)) {
      endParagraph();
      const rows: string[][] = [];
      let end = at + 2;
      for (; end < lines.length && (lines[end] ?? "").includes("|"); end++) {
        rows.push(cellsOf(lines[end] ?? ""));
      }
      blocks.push({ kind: "table", header: [cellsOf(line)], rows });
      at = end - 1;
    } else if (line.trim() === "") {
      endParagraph();
    } else if (paragraph.length === 1 && underline.test(line)) {
      const [above = ""] = paragraph;
      paragraph = [];
      addHeading(line.includes("=") ? 1 : 2, above);
    } else {
      paragraph.push(line);
    }
  }
  endParagraph();
  return { title, blocks };
}

/** Comments are for who writes the file, and no place to instruct a model from. */
function withoutComments(text: string): string {
  let result = "";
  let at = 0;
  for (;;) {
    const start = text.indexOf("<!--", at);
    const end = start < 0 ? -1 : text.indexOf("-->", start);
    if (end < 0) return result + text.slice(at);
    result += text.slice(at, start);
    at = end + 3;
  }
}

function withoutFrontMatter(lines: readonly string[]): {
  readonly title: string | undefined;
  readonly lines: readonly string[];
} {
  const end = lines[0] === "---" ? lines.indexOf("---", 1) : -1;
  if (end < 0) return { title: undefined, lines };
  const line = lines.slice(1, end).find((entry) => /^title:/i.test(entry));
  const title = line
    ?.slice("title:".length)
    .trim()
    .replace(/^(["'])(.*)\1$/, "$2");
  return { title: title === "" ? undefined : title, lines: lines.slice(end + 1) };
}

function endOfListing(lines: readonly string[], from: number, opening: string): number {
  for (let at = from; at < lines.length; at++) {
    const closing = fence.exec(lines[at] ?? "")?.[1];
    const closes = closing?.[0] === opening[0] && closing !== undefined;
    if (closes && closing.length >= opening.length && lines[at]?.trim() === closing) return at;
  }
  return lines.length - 1;
}

function sameWidth(header: string, delimiters: string): boolean {
  return cellsOf(header).length === cellsOf(delimiters).length;
}

function cellsOf(line: string): string[] {
  const inner = line
    .trim()
    .replace(/^\|/, "")
    .replace(/(?<!\\)\|$/, "");
  return inner.split(/(?<!\\)\|/).map((cell) => oneLine(cell.replaceAll("\\|", "|")));
}

/** A heading's text without emphasis and link targets. */
function plain(text: string): string {
  return text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*_`]{1,3}(\S[^*_`]*)[*_`]{1,3}/g, "$1");
}
