import { extractText, getDocumentProxy } from "unpdf";
import type { CrackedDocument } from "./crack-document.ts";
import { DocumentError } from "./document-error.ts";

/**
 * Reads the text of a PDF, page after page. A page that is only an image has none.
 *
 * @throws DocumentError for a file that is damaged or locked.
 */
export async function crackPdf(content: Uint8Array): Promise<CrackedDocument> {
  try {
    // the reader takes the bytes away from who gave them
    const pdf = await getDocumentProxy(content.slice(), { verbosity: 0 });
    try {
      const { info } = await pdf.getMetadata();
      const { text } = await extractText(pdf, { mergePages: false });
      const title: unknown = Reflect.get(info, "Title");
      const author: unknown = Reflect.get(info, "Author");
      return {
        text: text.join("\n").trim(),
        metadata: {
          ...(typeof title === "string" && title !== "" ? { metadata_title: title } : {}),
          ...(typeof author === "string" && author !== "" ? { metadata_author: author } : {}),
        },
      };
    } finally {
      await pdf.loadingTask.destroy();
    }
  } catch (error) {
    throw new DocumentError(
      "unprocessable",
      "Document could not be processed - it may be encrypted or password protected.",
      { cause: error },
    );
  }
}
