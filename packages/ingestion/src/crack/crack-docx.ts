import {
  oneLine,
  type CrackedDocument,
  type DocumentBlock,
  type TableRow,
} from "./cracked-document.ts";
import { malformed, type DocumentLimits } from "./document-limits.ts";
import { allOf, childrenOf, descend, parseXml, textOf, type XmlElement } from "./parse-xml.ts";
import { unzipParts, type Parts } from "./unzip-parts.ts";

const needed: ReadonlySet<string> = new Set([
  "word/document.xml",
  "word/styles.xml",
  "word/footnotes.xml",
  "docProps/core.xml",
]);

/**
 * Reads a Word document: headings by their style's outline level, lists, tables, footnotes. Deleted and hidden text
 * is left out.
 *
 * @see https://learn.microsoft.com/office/open-xml/word/structure-of-a-wordprocessingml-document
 */
export function crackDocx(bytes: Uint8Array, limits: DocumentLimits): CrackedDocument {
  const parts = unzipParts(bytes, "docx", (name) => needed.has(name), limits);
  const part = (name: string): XmlElement | undefined => readPart(parts, name, limits);
  const body = descend(part("word/document.xml"), "body");
  if (body === undefined) throw malformed("docx");
  const levels = headingLevels(part("word/styles.xml"));
  const footnotes = part("word/footnotes.xml");
  return {
    title: titleOf(part("docProps/core.xml")),
    blocks: [...blocksOf(body, levels), ...(footnotes ? footnoteBlocks(footnotes) : [])],
  };
}

/** A part of an office document, if it is there. */
export function readPart(
  parts: Parts,
  name: string,
  limits: DocumentLimits,
): XmlElement | undefined {
  const bytes = Object.hasOwn(parts, name) ? parts[name] : undefined;
  return bytes === undefined ? undefined : parseXml(bytes, limits);
}

/** The title among a document's properties. */
export function titleOf(properties: XmlElement | undefined): string | undefined {
  const title = oneLine(textOf(descend(properties, "title")));
  return title === "" ? undefined : title;
}

/** Heading levels by style id. */
function headingLevels(styles: XmlElement | undefined): ReadonlyMap<string, number> {
  const levels = new Map<string, number>();
  for (const style of childrenOf(styles, "style")) {
    const id = style.attributes["styleId"];
    if (id === undefined) continue;
    const name = descend(style, "name")?.attributes["val"] ?? "";
    const outline = descend(style, "pPr", "outlineLvl")?.attributes["val"];
    const byName = /^heading ([1-9])$/i.exec(name)?.[1];
    if (byName !== undefined) levels.set(id, Number(byName));
    else if (/^title$/i.test(name)) levels.set(id, 1);
    else if (outline !== undefined && /^[0-8]$/.test(outline)) levels.set(id, Number(outline) + 1);
  }
  return levels;
}

function blocksOf(container: XmlElement, levels: ReadonlyMap<string, number>): DocumentBlock[] {
  const blocks: DocumentBlock[] = [];
  for (const child of childrenOf(
    container,
    "p",
    "tbl",
    "sdt",
    "sdtContent",
    "ins",
    "smartTag",
    "customXml",
  )) {
    if (child.name === "tbl") blocks.push(tableOf(child));
    else if (child.name === "p") blocks.push(...paragraphBlocks(child, levels));
    else blocks.push(...blocksOf(child, levels));
  }
  return blocks;
}

function paragraphBlocks(
  paragraph: XmlElement,
  levels: ReadonlyMap<string, number>,
): DocumentBlock[] {
  const text = runText(paragraph).trim();
  if (text === "") return [];
  const properties = descend(paragraph, "pPr");
  const style = descend(properties, "pStyle")?.attributes["val"] ?? "";
  const outline = descend(properties, "outlineLvl")?.attributes["val"] ?? "";
  // the styles part may be missing, and then only the ids are left to go by
  const byId = /^heading([1-9])$/i.exec(style)?.[1];
  const level = /^[0-8]$/.test(outline)
    ? Number(outline) + 1
    : (levels.get(style) ?? (byId === undefined ? undefined : Number(byId)));
  if (level !== undefined) return [{ kind: "heading", level, text: oneLine(text) }];
  const list = descend(properties, "numPr");
  if (list === undefined) return [{ kind: "text", text }];
  const depth = Math.min(Number(descend(list, "ilvl")?.attributes["val"] ?? 0) || 0, 8);
  return [{ kind: "text", text: `${"  ".repeat(depth)}- ${text}` }];
}

function tableOf(table: XmlElement): DocumentBlock {
  const header: TableRow[] = [];
  const rows: TableRow[] = [];
  for (const row of rowsOf(table)) {
    const cells = childrenOf(row, "tc").flatMap((cell) => {
      const span = Number(descend(cell, "tcPr", "gridSpan")?.attributes["val"] ?? 1) || 1;
      const text = oneLine(allOf(cell, "p").map(runText).join(" "));
      return [text].concat(Array<string>(Math.min(Math.max(span, 1), 64) - 1).fill(""));
    });
    const isHeader = descend(row, "trPr", "tblHeader") !== undefined;
    if (isHeader && rows.length === 0) header.push(cells);
    else if (cells.some((cell) => cell !== "")) rows.push(cells);
  }
  // most writers do not mark the row that names the columns
  const [first, ...rest] = rows;
  if (header.length === 0 && first !== undefined && rest.length > 0) {
    return { kind: "table", header: [first], rows: rest };
  }
  return { kind: "table", header, rows };
}

function rowsOf(table: XmlElement): XmlElement[] {
  return childrenOf(table, "tr", "sdt", "sdtContent", "ins").flatMap((child) =>
    child.name === "tr" ? [child] : rowsOf(child),
  );
}

function footnoteBlocks(footnotes: XmlElement): DocumentBlock[] {
  return childrenOf(footnotes, "footnote").flatMap((note): DocumentBlock[] => {
    const text = oneLine(allOf(note, "p").map(runText).join(" "));
    return text === "" || note.attributes["type"] !== undefined ? [] : [{ kind: "text", text }];
  });
}

/** What a reader sees of a paragraph. */
function runText(element: XmlElement): string {
  let text = "";
  for (const child of element.children) {
    if (typeof child === "string") continue;
    if (child.name === "t") text += textOf(child);
    else if (child.name === "tab") text += "\t";
    else if (child.name === "br" || child.name === "cr") text += "\n";
    else if (child.name === "noBreakHyphen") text += "-";
    else if (child.name === "r" && isHidden(child)) continue;
    // the other branch says the same for older readers
    else if (child.name === "AlternateContent") text += alternative(child);
    else if (!["pPr", "rPr", "del", "moveFrom", "instrText", "tbl", "p"].includes(child.name))
      text += runText(child);
    else if (child.name === "p") text += ` ${runText(child)} `;
  }
  return text;
}

function alternative(element: XmlElement): string {
  const [choice = childrenOf(element, "Fallback")[0]] = childrenOf(element, "Choice");
  return choice === undefined ? "" : runText(choice);
}

function isHidden(run: XmlElement): boolean {
  const vanish = descend(run, "rPr", "vanish");
  return vanish !== undefined && !/^(?:0|false|off)$/.test(vanish.attributes["val"] ?? "");
}
