import { IngestionError } from "../ingestion-error.ts";
import { crackDocx } from "./crack-docx.ts";
import { crackHtml } from "./crack-html.ts";
import { crackMarkdown } from "./crack-markdown.ts";
import { crackPdf } from "./crack-pdf.ts";
import { crackPptx } from "./crack-pptx.ts";
import { crackText } from "./crack-text.ts";
import type { CrackedDocument } from "./cracked-document.ts";
import { defaultLimits, tooLarge, type DocumentLimits } from "./document-limits.ts";

type Crack = (
  bytes: Uint8Array,
  limits: DocumentLimits,
) => CrackedDocument | Promise<CrackedDocument>;

const cracks: ReadonlyMap<string, Crack> = new Map<string, Crack>([
  ["txt", crackText],
  ["md", crackMarkdown],
  ["markdown", crackMarkdown],
  ["html", crackHtml],
  ["htm", crackHtml],
  ["docx", crackDocx],
  ["pptx", crackPptx],
  ["pdf", crackPdf],
]);

/** Whether a file of that name can be read. */
export function isSupportedName(name: string): boolean {
  return cracks.has(extensionOf(name));
}

/**
 * Reads a document: text, Markdown, HTML, Word, PowerPoint or PDF, by the ending of its name.
 *
 * @throws IngestionError for a document that cannot be read, or not within the limits. None is for time: see
 *   {@link createDocumentChunker}.
 */
export async function crackDocument(
  name: string,
  bytes: Uint8Array,
  limits: Partial<DocumentLimits> = {},
): Promise<CrackedDocument> {
  const all = { ...defaultLimits, ...limits };
  const crack = cracks.get(extensionOf(name));
  if (crack === undefined) {
    throw new IngestionError("DOCUMENT_UNSUPPORTED", "Files of this kind are not read.");
  }
  if (bytes.byteLength > all.maxBytes) throw tooLarge("bytes");
  const document = await crack(bytes, all);
  if (document.blocks.length > all.maxNodes) throw tooLarge("blocks");
  if (document.blocks.length > 0) return document;
  throw new IngestionError("DOCUMENT_EMPTY", "The document has no text; it may be a scan.");
}

function extensionOf(name: string): string {
  return /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? "";
}
