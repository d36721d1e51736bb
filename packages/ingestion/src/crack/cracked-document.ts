/** A part of a document as a reader sees it, in reading order. */
export type DocumentBlock = HeadingBlock | TextBlock | TableBlock;

export interface HeadingBlock {
  readonly kind: "heading";
  /** From 1. */
  readonly level: number;
  readonly text: string;
  /** From 1, where the format has pages or slides. */
  readonly page?: number | undefined;
}

/** A paragraph, a list entry or a listing; its line breaks mean something. */
export interface TextBlock {
  readonly kind: "text";
  readonly text: string;
  readonly page?: number | undefined;
}

export interface TableBlock {
  readonly kind: "table";
  /** Rows that name the columns; none if the document does not say. */
  readonly header: readonly TableRow[];
  readonly rows: readonly TableRow[];
  readonly caption?: string | undefined;
  readonly page?: number | undefined;
}

/** The text of each cell. */
export type TableRow = readonly string[];

/** The content of a document without its format. */
export interface CrackedDocument {
  /** What the document calls itself, where it says so. */
  readonly title?: string | undefined;
  readonly blocks: readonly DocumentBlock[];
  /** What was left out, in words. */
  readonly warnings?: readonly string[] | undefined;
}

/** Text as one line. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
