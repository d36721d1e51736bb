import type { DocumentBlock, TableRow } from "./cracked-document.ts";
import { oneLine } from "./cracked-document.ts";

/** A piece of text on a page; the origin is at the bottom left. */
export interface TextItem {
  readonly str: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly fontSize: number;
}

interface Cell {
  text: string;
  readonly x: number;
  end: number;
}

interface Line {
  readonly page: number;
  readonly y: number;
  readonly fontSize: number;
  readonly cells: Cell[];
}

/** Headings are at least that much larger than the text. */
const headingRatio = 1.15;
/** Gaps between columns, in heights of the letters. */
const columnGap = 1.5;

/** Finds headings, paragraphs and tables on pages. */
export function layOutPages(pages: readonly (readonly TextItem[])[]): DocumentBlock[] {
  const lines = pages.flatMap((items, index) => linesOf(items, index + 1));
  const bodySize = mostUsedSize(lines);
  const sizes = headingSizes(lines, bodySize);
  const blocks: DocumentBlock[] = [];
  for (let at = 0; at < lines.length;) {
    const line = lines[at] as Line;
    const level = sizes.indexOf(roundSize(line.fontSize)) + 1;
    const tableEnd = endOfTable(lines, at);
    if (level > 0 && isTitle(line)) {
      const end = endOfHeading(lines, at);
      const text = oneLine(lines.slice(at, end).map(textOfLine).join(" "));
      blocks.push({ kind: "heading", level, text, page: line.page });
      at = end;
    } else if (tableEnd > at) {
      blocks.push(tableOf(lines.slice(at, tableEnd)));
      at = tableEnd;
    } else {
      const end = endOfParagraph(lines, at, sizes);
      const text = joinLines(lines.slice(at, end).map(textOfLine));
      if (text !== "") blocks.push({ kind: "text", text, page: line.page });
      at = end;
    }
  }
  return blocks;
}

function linesOf(items: readonly TextItem[], page: number): Line[] {
  const lines: Line[] = [];
  for (const { str, x, y, width, fontSize } of items) {
    if (str.trim() === "") continue;
    const line = lines.at(-1);
    const last = line?.cells.at(-1);
    const size = Math.max(fontSize, 1);
    if (line === undefined || last === undefined || Math.abs(line.y - y) > size * 0.5) {
      lines.push({ page, y, fontSize: size, cells: [{ text: str, x, end: x + width }] });
      continue;
    }
    const gap = x - last.end;
    if (gap > size * columnGap) line.cells.push({ text: str, x, end: x + width });
    else {
      const isApart = gap > size * 0.15 && !/\s$/.test(last.text) && !/^\s/.test(str);
      last.text += isApart ? ` ${str}` : str;
      last.end = Math.max(last.end, x + width);
    }
  }
  return lines;
}

function roundSize(size: number): number {
  return Math.round(size * 2) / 2;
}

function mostUsedSize(lines: readonly Line[]): number {
  const letters = new Map<number, number>();
  for (const line of lines) {
    const size = roundSize(line.fontSize);
    letters.set(size, (letters.get(size) ?? 0) + textOfLine(line).length);
  }
  return [...letters].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? 0;
}

/** Sizes of headings, the largest first; no more than six. */
function headingSizes(lines: readonly Line[], bodySize: number): readonly number[] {
  const titles = lines.filter((line) => isTitle(line) && line.fontSize >= bodySize * headingRatio);
  const sizes = new Set(titles.map(({ fontSize }) => roundSize(fontSize)));
  return [...sizes].toSorted((a, b) => b - a).slice(0, 6);
}

function isTitle(line: Line): boolean {
  return line.cells.length === 1 && textOfLine(line).length <= 200;
}

function endOfHeading(lines: readonly Line[], start: number): number {
  const first = lines[start] as Line;
  let end = start + 1;
  for (; end < lines.length && end < start + 3; end++) {
    const line = lines[end] as Line;
    const follows =
      line.page === first.page && roundSize(line.fontSize) === roundSize(first.fontSize);
    const above = lines[end - 1] as Line;
    if (!follows || !isTitle(line) || above.y - line.y > first.fontSize * 1.6) break;
  }
  return end;
}

/** Lines of two cells or more whose columns begin where those of the first do; the start if there are too few. */
function endOfTable(lines: readonly Line[], start: number): number {
  const first = lines[start] as Line;
  if (first.cells.length < 2) return start;
  let end = start + 1;
  for (; end < lines.length; end++) {
    const line = lines[end] as Line;
    if (line.cells.length < 2 || line.page !== first.page) break;
    const aligned = line.cells.filter((cell) => columnAt(first, cell) !== undefined);
    if (aligned.length < Math.min(2, line.cells.length)) break;
  }
  return end - start >= 3 ? end : start;
}

function columnAt(header: Line, { x, end }: Cell): number | undefined {
  const column = header.cells.findIndex(
    (cell) =>
      Math.abs(cell.x - x) <= header.fontSize || Math.abs(cell.end - end) <= header.fontSize,
  );
  return column < 0 ? undefined : column;
}

function tableOf(lines: readonly Line[]): DocumentBlock {
  const [header, ...rest] = lines as [Line, ...Line[]];
  const rows = rest.map((line): TableRow => {
    const cells = Array<string>(header.cells.length).fill("");
    for (const [index, cell] of line.cells.entries()) {
      const column = columnAt(header, cell) ?? Math.min(index, cells.length - 1);
      cells[column] = oneLine(`${cells[column] ?? ""} ${cell.text}`);
    }
    return cells;
  });
  const names = header.cells.map(({ text }) => oneLine(text));
  return { kind: "table", header: [names], rows, page: header.page };
}

function endOfParagraph(lines: readonly Line[], start: number, sizes: readonly number[]): number {
  let end = start + 1;
  for (; end < lines.length; end++) {
    const above = lines[end - 1] as Line;
    const line = lines[end] as Line;
    const distance = above.y - line.y;
    const isNear = distance > 0 && distance <= Math.max(above.fontSize, line.fontSize) * 1.7;
    const isHeading = isTitle(line) && sizes.includes(roundSize(line.fontSize));
    const isEntry = /^\s*(?:[•▪‣–·*-]|\d{1,3}[.)])\s/.test(textOfLine(line));
    if (line.page !== above.page || !isNear || isHeading || isEntry || endOfTable(lines, end) > end)
      break;
  }
  return end;
}

function textOfLine({ cells }: Line): string {
  return cells.map(({ text }) => text).join(" ");
}

/** Joins lines; a word that was parted by a hyphen becomes one again. */
function joinLines(lines: readonly string[]): string {
  let text = "";
  for (const line of lines) {
    const next = line.trim();
    if (/\p{Ll}-$/u.test(text) && /^\p{Ll}/u.test(next)) text = text.slice(0, -1) + next;
    else if (/\p{Script=Han}$|[\p{Script=Hiragana}\p{Script=Katakana}、。]$/u.test(text))
      text += next;
    else text += text === "" ? next : ` ${next}`;
  }
  return oneLine(text);
}
