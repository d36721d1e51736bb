import { strFromU8, unzipSync } from "fflate";
import { unescape } from "../../../blob/xml.ts";
import type { CrackedDocument } from "./crack-document.ts";
import { DocumentError } from "./document-error.ts";

/** More than a document has, and less than fills the memory. */
const maxBytes = 128 * 1024 * 1024;

/** The parts that hold text, in the order that it is read in. */
const textParts =
  /^(?:word\/(?:document|footnotes|endnotes)|ppt\/slides\/slide\d+|ppt\/notesSlides\/notesSlide\d+|xl\/sharedStrings|xl\/worksheets\/sheet\d+)\.xml$/;

/**
 * Reads the text of a Word, PowerPoint or Excel file, a line for each paragraph or row.
 *
 * @throws DocumentError for a file that is damaged, or too large when it is unpacked.
 */
export function crackOffice(content: Uint8Array): CrackedDocument {
  const parts = unpack(content);
  const names = Object.keys(parts)
    .filter((name) => textParts.test(name) && name !== sharedStrings)
    .toSorted((a, b) => a.localeCompare(b, "en", { numeric: true }));
  if (names.length === 0)
    throw new DocumentError("unprocessable", "The document has no text part.");
  const strings = parts[sharedStrings] ?? "";
  const shared = Array.from(strings.matchAll(/<si>(.*?)<\/si>/gs), ([, xml = ""]) => textOf(xml));
  const text = names
    .map((name) => {
      const xml = parts[name] ?? "";
      return name.startsWith("xl/") ? sheetText(xml, shared) : textOf(xml);
    })
    .join("\n");
  const title = /<dc:title>(.*?)<\/dc:title>/s.exec(parts["docProps/core.xml"] ?? "")?.[1];
  const author = /<dc:creator>(.*?)<\/dc:creator>/s.exec(parts["docProps/core.xml"] ?? "")?.[1];
  return {
    text: text.trim(),
    metadata: {
      ...(title ? { metadata_title: unescape(title) } : {}),
      ...(author ? { metadata_author: unescape(author) } : {}),
    },
  };
}

const sharedStrings = "xl/sharedStrings.xml";

function unpack(content: Uint8Array): Readonly<Record<string, string>> {
  let size = 0;
  try {
    const files = unzipSync(content, {
      filter({ name, originalSize }) {
        if (!textParts.test(name) && name !== "docProps/core.xml") return false;
        size += originalSize;
        if (size > maxBytes) throw new DocumentError("unprocessable", "The document is too large.");
        return true;
      },
    });
    return Object.fromEntries(
      Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]),
    );
  } catch (error) {
    if (error instanceof DocumentError) throw error;
    throw new DocumentError(
      "unprocessable",
      "Document could not be processed - it may be encrypted or password protected.",
      { cause: error },
    );
  }
}

/** The text between the tags that hold it, in any of the three vocabularies. */
function textOf(xml: string): string {
  const pieces = xml.matchAll(
    /<(?:w|a):t(?: [^>]*)?>([^<]*)<|<t(?: [^>]*)?>([^<]*)<|(<\/(?:w|a):p>|<(?:w|a):br\b)|(<w:tab\/>|<\/w:tc>)/g,
  );
  return Array.from(pieces, ([, text, cell, lineEnd, tab]) => {
    if (lineEnd !== undefined) return "\n";
    return tab === undefined ? unescape(text ?? cell ?? "") : "\t";
  }).join("");
}

function sheetText(xml: string, shared: readonly string[]): string {
  return Array.from(xml.matchAll(/<row\b[^>]*>(.*?)<\/row>/gs), ([, row = ""]) =>
    Array.from(row.matchAll(/<c\b([^>]*)>(.*?)<\/c>/gs), ([, attributes = "", cell = ""]) => {
      const value = /<v>([^<]*)<\/v>/.exec(cell)?.[1];
      if (value === undefined) return textOf(cell);
      return attributes.includes('t="s"') ? (shared[Number(value)] ?? "") : unescape(value);
    }).join("\t"),
  ).join("\n");
}
