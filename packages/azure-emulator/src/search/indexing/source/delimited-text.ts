import type { JsonObject } from "../../json-object.ts";
import type { IndexerConfiguration } from "../definitions/indexer-configuration.ts";

/**
 * The lines of a CSV file, each by the names of its columns. Quotes may hold delimiters and line ends.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export function parseDelimitedText(
  text: string,
  { delimiter, headers }: Pick<IndexerConfiguration, "delimiter" | "headers">,
): readonly JsonObject[] {
  const rows = rowsOf(text, delimiter);
  const names = headers ?? rows.shift()?.map((name) => name.trim()) ?? [];
  return rows.map((row) =>
    Object.fromEntries(names.map((name, column) => [name, row[column] ?? null])),
  );
}

function rowsOf(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let isQuoted = false;
  const endRow = (): void => {
    row.push(cell);
    // an empty line is no document
    if (row.length > 1 || cell.trim() !== "") rows.push(row);
    [row, cell] = [[], ""];
  };
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] ?? "";
    if (isQuoted && sign === '"' && text[at + 1] === '"') {
      cell += sign;
      at += 1;
    } else if (sign === '"' && (isQuoted || cell.trim() === "")) {
      if (!isQuoted) cell = "";
      isQuoted = !isQuoted;
    } else if (isQuoted) {
      cell += sign;
    } else if (sign === delimiter) {
      row.push(cell);
      cell = "";
    } else if (sign === "\n") {
      endRow();
    } else if (sign !== "\r") {
      cell += sign;
    }
  }
  endRow();
  return rows;
}
