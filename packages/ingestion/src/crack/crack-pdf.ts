import { extractTextItems, getDocumentProxy, type StructuredTextItem } from "unpdf";
import { IngestionError, isIngestionError } from "../ingestion-error.ts";
import { oneLine, type CrackedDocument } from "./cracked-document.ts";
import { malformed, tooLarge, type DocumentLimits } from "./document-limits.ts";
import { layOutPages } from "./pdf-layout.ts";

/**
 * Reads a PDF's text: headings by the size of their letters, tables by the gaps between their columns. Scripts,
 * forms and attachments are not looked at, and a page that is only an image has no text.
 *
 * @throws IngestionError
 */
export async function crackPdf(
  bytes: Uint8Array,
  limits: DocumentLimits,
): Promise<CrackedDocument> {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 1024));
  if (!head.includes("%PDF-")) throw malformed("PDF");
  try {
    // the reader takes the bytes away from who gave them
    const pdf = await getDocumentProxy(bytes.slice(), {
      stopAtErrors: false,
      verbosity: 0,
    });
    try {
      if (pdf.numPages > limits.maxPages) throw tooLarge("pages");
      const { info } = await pdf.getMetadata();
      const { items } = await extractTextItems(pdf);
      return { title: titleOf(info), blocks: layOutPages(checked(items, limits)) };
    } finally {
      await pdf.loadingTask.destroy();
    }
  } catch (error) {
    if (isIngestionError(error)) throw error;
    if (error instanceof Error && error.name === "PasswordException") {
      throw new IngestionError("DOCUMENT_ENCRYPTED", "The document needs a password.", {
        cause: error,
      });
    }
    throw malformed("PDF", error);
  }
}

function checked(
  pages: readonly StructuredTextItem[][],
  { maxNodes }: DocumentLimits,
): readonly StructuredTextItem[][] {
  const count = pages.reduce((sum, page) => sum + page.length, 0);
  if (count > maxNodes) throw tooLarge("pieces of text");
  return pages;
}

function titleOf(info: object): string | undefined {
  const title: unknown = Reflect.get(info, "Title");
  // what a word processor leaves there is a file name
  const line = typeof title === "string" ? oneLine(title) : "";
  return line === "" || /\.\w{2,5}$/.test(line) ? undefined : line;
}
