import { IngestionError } from "../ingestion-error.ts";
import type { CrackedDocument, DocumentBlock } from "./cracked-document.ts";
import { defaultLimits, tooLarge, type DocumentLimits } from "./document-limits.ts";

type Crack = (
  bytes: Uint8Array,
  limits: DocumentLimits,
) => CrackedDocument | Promise<CrackedDocument>;

const markdown = async (): Promise<Crack> => (await import("./crack-markdown.ts")).crackMarkdown;
const html = async (): Promise<Crack> => (await import("./crack-html.ts")).crackHtml;
/** What reads a kind of file is loaded with the first of its kind: that of PDF is larger than all else here. */
const cracks: ReadonlyMap<string, () => Promise<Crack>> = new Map([
  ["txt", async () => (await import("./crack-text.ts")).crackText],
  ["md", markdown],
  ["markdown", markdown],
  ["html", html],
  ["htm", html],
  ["docx", async () => (await import("./crack-docx.ts")).crackDocx],
  ["pptx", async () => (await import("./crack-pptx.ts")).crackPptx],
  ["pdf", async () => (await import("./crack-pdf.ts")).crackPdf],
] satisfies [string, () => Promise<Crack>][]);

/** Whether a file of that name can be read. */
export function isSupportedName(name: string): boolean {
  return cracks.has(extensionOf(name));
}

/**
 * Reads a document: text, Markdown, HTML, Word, PowerPoint or PDF, by the ending of its name. One that does not say what
 * its title is has that of the heading that all else lies under.
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
  const load = cracks.get(extensionOf(name));
  if (load === undefined) {
    throw new IngestionError("DOCUMENT_UNSUPPORTED", "Files of this kind are not read.");
  }
  if (bytes.byteLength > all.maxBytes) throw tooLarge("bytes");
  const crack = await load();
  const document = await crack(bytes, all);
  if (document.blocks.length > all.maxNodes) throw tooLarge("blocks");
  if (document.blocks.length > 0) {
    return { ...document, title: document.title ?? soleTitle(document.blocks) };
  }
  throw new IngestionError("DOCUMENT_EMPTY", "The document has no text; it may be a scan.");
}

/** The heading that a document begins with, where all else lies under it. */
function soleTitle([first, ...rest]: readonly DocumentBlock[]): string | undefined {
  if (first?.kind !== "heading") return undefined;
  const { level, text } = first;
  return rest.every((block) => block.kind !== "heading" || block.level > level) ? text : undefined;
}

function extensionOf(name: string): string {
  return /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? "";
}
