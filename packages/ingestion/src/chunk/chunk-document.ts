import type { CrackedDocument, DocumentBlock } from "../crack/cracked-document.ts";
import { countTokens, countUpTo, isSurelyWithin } from "./count-tokens.ts";
import { formatTable, splitTable } from "./split-table.ts";
import { splitSentences, splitText, type TextPiece } from "./split-text.ts";

/** How a document is parted. */
export interface ChunkOptions {
  /** The most tokens of a chunk with its headings, from 64 (1024). */
  readonly maxTokens?: number;
  /** Tokens of the sentences before that a chunk repeats, at most half of `maxTokens` (0). */
  readonly overlap?: number;
}

/** A part of a document that can be understood by itself. */
export interface Chunk {
  /** Begins with the headings that it lies under, in one line. */
  readonly content: string;
  /** Those headings, the outermost first. */
  readonly headings: readonly string[];
  /** What the content counts, in tokens of `cl100k_base`; it is counted when it is asked for. */
  readonly tokens: number;
  /** Where it begins, from 1, in a document that has pages. */
  readonly page?: number | undefined;
}

interface Section {
  readonly headings: readonly string[];
  readonly blocks: DocumentBlock[];
}

/**
 * Parts a document into chunks. A heading begins a chunk, a table keeps the rows that name its columns in each, and
 * sentences stay whole as far as they fit.
 *
 * @throws TypeError for options that are wrong.
 */
export function chunkDocument(document: CrackedDocument, options: ChunkOptions = {}): Chunk[] {
  const { maxTokens = 1024, overlap = 0 } = options;
  if (!Number.isSafeInteger(maxTokens) || maxTokens < 64) {
    throw new TypeError("ingestion: maxTokens must be a whole number from 64");
  }
  if (!Number.isSafeInteger(overlap) || overlap < 0 || overlap > maxTokens / 2) {
    throw new TypeError("ingestion: overlap must be a whole number up to half of maxTokens");
  }
  return sectionsOf(document).flatMap((section) => chunkSection(section, maxTokens, overlap));
}

function sectionsOf({ title, blocks }: CrackedDocument): Section[] {
  const sections: Section[] = [];
  const path: { level: number; text: string }[] = [];
  let section: Section | undefined;
  const headings = (): string[] => {
    const texts = path.map(({ text }) => text);
    return title === undefined || texts[0] === title ? texts : [title, ...texts];
  };
  for (const block of blocks) {
    if (block.kind === "heading") {
      while ((path.at(-1)?.level ?? 0) >= block.level) path.pop();
      path.push(block);
      section = undefined;
    } else {
      if (section === undefined) sections.push((section = { headings: headings(), blocks: [] }));
      section.blocks.push(block);
    }
  }
  // a document of headings only says something too
  return sections.length > 0 || blocks.length === 0
    ? sections
    : [{ headings: [], blocks: blocks.map(asText) }];
}

function asText(block: DocumentBlock): DocumentBlock {
  return block.kind === "heading" ? { kind: "text", text: block.text, page: block.page } : block;
}

function chunkSection({ headings, blocks }: Section, maxTokens: number, overlap: number): Chunk[] {
  const lead = leadOf(headings, Math.floor(maxTokens / 4));
  const whole = wholeOf(blocks, maxTokens);
  if (whole !== undefined) {
    const content = contentOf(lead, whole.parts);
    // most sections are short, and need no counting
    if (isSurelyWithin(content, maxTokens)) {
      return whole.parts.length > 0 ? [chunkOf(content, headings, whole.page)] : [];
    }
  }
  const leadTokens = lead === "" ? 0 : countTokens(`${lead}\n\n`);
  const budget = maxTokens - leadTokens;
  const chunks: Chunk[] = [];
  let parts: string[] = [];
  let tokens = 0;
  let page: number | undefined;
  let isRepeatOnly = false;

  const end = (): void => {
    if (parts.length === 0 || isRepeatOnly) return;
    chunks.push(chunkOf(contentOf(lead, parts), headings, page));
    [parts, tokens, page] = [[], 0, undefined];
  };
  const add = (piece: TextPiece, at: number | undefined): void => {
    parts.push(piece.text.trim());
    // and the blank line before it
    tokens += piece.tokens + 1;
    page ??= at;
    isRepeatOnly = false;
  };
  const repeat = (text: string): void => {
    const tail = overlap === 0 ? "" : tailOf(text, overlap);
    if (tail === "") return;
    parts = [tail];
    tokens = countTokens(tail) + 1;
    isRepeatOnly = true;
  };

  for (const block of blocks) {
    const isTable = block.kind === "table";
    // what is repeated has its place in the chunk that it leads
    const room = budget - (isTable ? 0 : overlap) - 2;
    const pieces = isTable ? splitTable(block, room) : splitText(block.text, room);
    for (const piece of pieces) {
      if (piece.text.trim() === "") continue;
      if (tokens + piece.tokens + 1 > budget) {
        const last = parts.at(-1);
        end();
        [parts, tokens, isRepeatOnly] = [[], 0, false];
        if (!isTable && last !== undefined && !last.startsWith("|")) repeat(last);
      }
      add(piece, block.page);
    }
  }
  end();
  return chunks;
}

/** What blocks are that surely are not too long for one chunk, and where they begin. */
function wholeOf(
  blocks: readonly DocumentBlock[],
  maxTokens: number,
): { readonly parts: readonly string[]; readonly page: number | undefined } | undefined {
  const parts: string[] = [];
  let page: number | undefined;
  let letters = 0;
  for (const block of blocks) {
    // a row is a line, and a line a token at least
    if (block.kind === "table" && block.rows.length > maxTokens) return undefined;
    const part = (block.kind === "table" ? formatTable(block) : block.text).trim();
    if (part === "") continue;
    letters += part.length;
    if (letters > maxTokens) return undefined;
    parts.push(part);
    page ??= block.page;
  }
  return { parts, page };
}

function contentOf(lead: string, parts: readonly string[]): string {
  return [...(lead === "" ? [] : [lead]), ...parts].join("\n\n");
}

function chunkOf(content: string, headings: readonly string[], page: number | undefined): Chunk {
  return {
    content,
    headings,
    get tokens() {
      return countTokens(content);
    },
    page,
  };
}

/** Headings in one line; if they are too long, the innermost ones, and of a long one its beginning. */
function leadOf(headings: readonly string[], maxTokens: number): string {
  for (let from = 0; from < headings.length; from++) {
    const lead = headings.slice(from).join(" > ");
    if (isSurelyWithin(lead, maxTokens) || countUpTo(lead, maxTokens) <= maxTokens) return lead;
  }
  const last = headings.at(-1);
  return last === undefined ? "" : (splitText(last, maxTokens)[0]?.text.trim() ?? "");
}

/** The last sentences of a text that fit. */
function tailOf(text: string, maxTokens: number): string {
  const sentences = splitSentences(text, maxTokens);
  let tail = "";
  let tokens = 0;
  for (const sentence of sentences.toReversed()) {
    if (tokens + sentence.tokens > maxTokens) break;
    tail = sentence.text + tail;
    tokens += sentence.tokens;
  }
  return tail.trim();
}
