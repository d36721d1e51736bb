import { IngestionError } from "../ingestion-error.ts";

/** What a document may cost. */
export interface DocumentLimits {
  /** The file as it is stored (64 MiB). */
  readonly maxBytes: number;
  /** All of an archive's parts that are read, inflated (256 MiB). */
  readonly maxInflatedBytes: number;
  /** Parts of an archive (20000). */
  readonly maxParts: number;
  /** How deep elements may lie within each other (200). */
  readonly maxDepth: number;
  /** Elements, blocks, rows or pieces of text (1000000). */
  readonly maxNodes: number;
  /** Pages or slides (5000). */
  readonly maxPages: number;
}

/** What a document may cost when nobody says otherwise. */
export const defaultLimits: DocumentLimits = {
  maxBytes: 64 * 2 ** 20,
  maxInflatedBytes: 256 * 2 ** 20,
  maxParts: 20_000,
  maxDepth: 200,
  maxNodes: 1_000_000,
  maxPages: 5_000,
};

/** A document that exceeds a limit. */
export function tooLarge(what: string): IngestionError {
  return new IngestionError(
    "DOCUMENT_TOO_LARGE",
    `The document has too many or too large ${what}.`,
  );
}

/** A document whose elements lie too deep within each other. */
export function tooDeep(): IngestionError {
  return new IngestionError("DOCUMENT_TOO_DEEP", "The document's elements lie too deep.");
}

/** A document that is not what its name says. */
export function malformed(format: string, cause?: unknown): IngestionError {
  return new IngestionError("DOCUMENT_MALFORMED", `The document is no readable ${format}.`, {
    cause,
  });
}
