import type { TableBlock, TableRow } from "../crack/cracked-document.ts";
import { countTokens } from "./count-tokens.ts";
import { splitText, type TextPiece } from "./split-text.ts";

/**
 * Parts a table into Markdown tables of at most so many tokens, each with the caption and the rows that name the
 * columns. A row that is too long for one becomes text, each cell after the name of its column.
 */
export function splitTable(table: TableBlock, maxTokens: number): TextPiece[] {
  const { rows, header } = table;
  const width = widthOf(table);
  const heads = header.length > 0 ? header : [[]];
  const top = formatTop(table, width);
  const topTokens = countTokens(`${top}\n`);
  if (rows.length === 0) return splitText(top, maxTokens);

  const pieces: TextPiece[] = [];
  let pending: string[] = [];
  let tokens = topTokens;
  const end = (): void => {
    if (pending.length > 0) pieces.push({ text: [top, ...pending].join("\n"), tokens });
    [pending, tokens] = [[], topTokens];
  };
  for (const row of rows) {
    const line = formatRow(row, width);
    const size = countTokens(`${line}\n`);
    if (tokens + size > maxTokens) end();
    if (topTokens + size > maxTokens) {
      pieces.push(...splitText(describeRow(row, heads), maxTokens));
      continue;
    }
    pending.push(line);
    tokens += size;
  }
  end();
  return pieces;
}

/** The whole of a table in Markdown. */
export function formatTable(table: TableBlock): string {
  const width = widthOf(table);
  return [formatTop(table, width), ...table.rows.map((row) => formatRow(row, width))].join("\n");
}

function widthOf({ header, rows }: TableBlock): number {
  return [...header, ...rows].reduce((most, { length }) => Math.max(most, length), 1);
}

/** What stands above the rows: the caption, and the rows that name the columns. */
function formatTop({ caption, header }: TableBlock, width: number): string {
  const heads = header.length > 0 ? header : [[]];
  return [
    ...(caption ? [caption] : []),
    ...heads.slice(0, 1).map((row) => formatRow(row, width)),
    `|${" --- |".repeat(width)}`,
    // Markdown has one such row
    ...heads.slice(1).map((row) => formatRow(row, width)),
  ].join("\n");
}

function formatRow(row: TableRow, width: number): string {
  const cells = Array.from({ length: width }, (_, at) => (row[at] ?? "").replaceAll("|", "\\|"));
  return `| ${cells.join(" | ")} |`;
}

function describeRow(row: TableRow, heads: readonly TableRow[]): string {
  return row
    .map((cell, column) => {
      const name = heads
        .map((head) => head[column] ?? "")
        .filter((text) => text !== "")
        .join(" ");
      return name === "" ? cell : `${name}: ${cell}`;
    })
    .filter((line) => line !== "")
    .join("\n");
}
