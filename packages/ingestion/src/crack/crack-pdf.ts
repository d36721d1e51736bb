/* oxlint-disable no-await-in-loop -- one page after the other */
import { getDocumentProxy } from "unpdf";
import { IngestionError, isIngestionError } from "../ingestion-error.ts";
import { oneLine, type CrackedDocument } from "./cracked-document.ts";
import { malformed, tooLarge, type DocumentLimits } from "./document-limits.ts";
import { layOutPages, type TextItem } from "./pdf-layout.ts";

interface PdfText {
  readonly str: string;
  /** A matrix of six numbers. */
  readonly transform: readonly unknown[];
  readonly width: number;
}
type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;

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
      return { title: titleOf(info), blocks: layOutPages(await readPages(pdf, limits)) };
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

/** The text of one page after the other: what a page took in memory is let go before the next. */
async function readPages(pdf: Pdf, { maxNodes }: DocumentLimits): Promise<TextItem[][]> {
  const pages: TextItem[][] = [];
  let count = 0;
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    page.cleanup();
    count += items.length;
    if (count > maxNodes) throw tooLarge("pieces of text");
    pages.push(items.flatMap((item) => ("str" in item ? [textItemOf(item)] : [])));
  }
  return pages;
}

function textItemOf({ str, transform, width }: PdfText): TextItem {
  const [, , c = 0, d = 0, x = 0, y = 0] = transform as readonly number[];
  return { str, x, y, width, fontSize: Math.hypot(c, d) };
}

function titleOf(info: object): string | undefined {
  const title: unknown = Reflect.get(info, "Title");
  // what a word processor leaves there is a file name
  const line = typeof title === "string" ? oneLine(title) : "";
  return line === "" || /\.\w{2,5}$/.test(line) ? undefined : line;
}
