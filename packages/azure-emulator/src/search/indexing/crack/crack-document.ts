import type { JsonObject } from "../../json-object.ts";
import { extensionOf } from "../source/selected-blobs.ts";
import { DocumentError } from "./document-error.ts";

/** The text of a document, and what else it tells of itself. */
export interface CrackedDocument {
  readonly text: string;
  /** As fields of the source, as in `metadata_title`. */
  readonly metadata: JsonObject;
}

const office = "application/vnd.openxmlformats-officedocument";

/** What a document is by its extension, where it has one that is known. */
const types: Readonly<Record<string, string>> = {
  ".txt": "text/plain",
  ".log": "text/plain",
  ".md": "text/markdown",
  ".markdown": "text/markdown",
  ".csv": "text/csv",
  ".json": "application/json",
  ".xml": "application/xml",
  ".html": "text/html",
  ".htm": "text/html",
  ".xhtml": "application/xhtml+xml",
  ".pdf": "application/pdf",
  ".docx": `${office}.wordprocessingml.document`,
  ".docm": `${office}.wordprocessingml.document`,
  ".pptx": `${office}.presentationml.presentation`,
  ".pptm": `${office}.presentationml.presentation`,
  ".xlsx": `${office}.spreadsheetml.sheet`,
  ".xlsm": `${office}.spreadsheetml.sheet`,
};

/**
 * Reads a document by its kind.
 *
 * @throws DocumentError for a kind that is not read here, or a document that is damaged.
 */
export async function crackDocument(
  content: Uint8Array<ArrayBuffer>,
  file: { readonly name: string; readonly contentType: string },
): Promise<CrackedDocument> {
  const type = typeOf(content, file);
  const metadata = { metadata_content_type: type };
  // readers of large formats are loaded when the first such document comes
  if (type === "application/pdf") {
    const { crackPdf } = await import("./crack-pdf.ts");
    return withType(await crackPdf(content), metadata);
  }
  if (type.startsWith(office)) {
    const { crackOffice } = await import("./crack-office.ts");
    return withType(crackOffice(content), metadata);
  }
  if (type === "text/html" || type === "application/xhtml+xml") {
    const { crackHtml } = await import("./crack-html.ts");
    return withType(crackHtml(decodeText(content)), metadata);
  }
  if (/^text\/|^application\/(?:json|xml)$|\+(?:json|xml)$/.test(type)) {
    return { text: decodeText(content), metadata };
  }
  throw new DocumentError("unsupported", `Document has unsupported content type '${type}'`);
}

function withType({ text, metadata }: CrackedDocument, more: JsonObject): CrackedDocument {
  return { text, metadata: { ...metadata, ...more } };
}

function typeOf(
  content: Uint8Array<ArrayBuffer>,
  { name, contentType }: { readonly name: string; readonly contentType: string },
): string {
  const byName = types[extensionOf(name)];
  if (byName !== undefined) return byName;
  const said = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  if (said !== "" && said !== "application/octet-stream") return said;
  if (Buffer.from(content.subarray(0, 5)).toString("latin1") === "%PDF-") return "application/pdf";
  return isText(content) ? "text/plain" : "application/octet-stream";
}

function isText(content: Uint8Array): boolean {
  try {
    return !new TextDecoder("utf-8", { fatal: true }).decode(content).includes("\0");
  } catch {
    return false;
  }
}

/** Reads UTF-8, or UTF-16 with its mark, and Windows-1252 where it is neither. */
export function decodeText(content: Uint8Array): string {
  const [first, second] = content;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(content);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(content);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    return new TextDecoder("windows-1252").decode(content);
  }
}
