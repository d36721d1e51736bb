import { crackDocument } from "../crack/crack-document.ts";
import type { DocumentLimits } from "../crack/document-limits.ts";
import { chunkDocument, type Chunk, type ChunkOptions } from "./chunk-document.ts";

/** A file, read and parted. */
export interface ChunkedFile {
  /** What the document calls itself, or the name of its file. */
  readonly title: string;
  readonly chunks: readonly FileChunk[];
  /** What was left out, in words. */
  readonly warnings: readonly string[];
}

/** A part of a file, whose tokens nobody has counted. */
type FileChunk = Omit<Chunk, "tokens">;

/**
 * Reads a file and parts it.
 *
 * @throws IngestionError for a document that cannot be read, or not within the limits.
 */
export async function chunkFile(
  name: string,
  bytes: Uint8Array,
  limits: DocumentLimits,
  options: ChunkOptions,
): Promise<ChunkedFile> {
  const document = await crackDocument(name, bytes, limits);
  const title = document.title ?? name.slice(name.lastIndexOf("/") + 1);
  const chunks = chunkDocument({ ...document, title }, options);
  return {
    title,
    chunks: chunks.map(({ content, headings, page }) => ({ content, headings, page })),
    warnings: document.warnings ?? [],
  };
}
