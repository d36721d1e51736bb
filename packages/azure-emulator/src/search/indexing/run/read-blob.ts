import type { SearchIndex } from "../../documents/search-index.ts";
import { DocumentError } from "../crack/document-error.ts";
import { createNode } from "../enrichment/enriched-node.ts";
import type { BlobSource, ListedBlob } from "../source/blob-source.ts";
import { isContentSkipped } from "../source/selected-blobs.ts";
import { documentsIn, storageFields, type SourceDocument } from "../source/source-document.ts";
import type { DocumentInProgress } from "./document-in-progress.ts";
import { ItemFailure } from "./item-failure.ts";
import { mapFields } from "./map-fields.ts";
import { RunFailure } from "./run-failure.ts";
import type { IndexerRun } from "./run-indexer.ts";

/** The largest blob, and the longest text, that a Standard service reads. */
export const extractionLimits = {
  maxDocumentExtractionSize: 134_217_728,
  maxDocumentContentCharactersToExtract: 4_000_000,
} as const;

/** What came of a blob. */
export interface BlobReading {
  readonly documents: readonly DocumentInProgress[];
  /** How many documents there were, or would have been. */
  readonly count: number;
  readonly failures: number;
}

type Run = Pick<IndexerRun, "indexer" | "dataSource" | "log">;

/** Reads the documents of a blob; what goes wrong is told to the log. */
export async function readBlob(
  blob: ListedBlob,
  index: SearchIndex,
  source: BlobSource,
  run: Run,
): Promise<BlobReading> {
  const { indexer, log } = run;
  let found: readonly SourceDocument[];
  try {
    found = await sourceDocuments(blob, source, run);
  } catch (error) {
    if (!(error instanceof ItemFailure)) throw error;
    log.addError(blob.path, error);
    return { documents: [], count: 1, failures: 1 };
  }
  let failures = 0;
  const documents = found.flatMap((each) => {
    try {
      const { key, fields, document } = mapFields(each, indexer, index);
      const root = createNode(document);
      return [{ title: blob.path, key, fields, root, failure: undefined }];
    } catch (error) {
      if (!(error instanceof ItemFailure)) throw error;
      log.addError(blob.path, error);
      failures += 1;
      return [];
    }
  });
  return { documents, count: found.length, failures };
}

async function sourceDocuments(
  blob: ListedBlob,
  source: BlobSource,
  { indexer, dataSource, log }: Run,
): Promise<readonly SourceDocument[]> {
  const { configuration } = indexer.parameters;
  const operation = `DocumentExtraction.${dataSource.type}.${dataSource.container.name}`;
  const failure = (details: string): ItemFailure =>
    new ItemFailure(operation, "Could not extract content or metadata from your document.", {
      details,
    });
  const storageOnly = (details: string): readonly SourceDocument[] => {
    const message = "Only the storage metadata of the document was indexed.";
    log.addWarning(blob.path, { operation, message, details });
    return [storageFields(blob)];
  };

  const { maxDocumentExtractionSize, maxDocumentContentCharactersToExtract } = extractionLimits;
  if (blob.size > maxDocumentExtractionSize && !isContentSkipped(blob, configuration)) {
    const details = `Document is '${blob.size}' bytes, which exceeds the maximum size '${maxDocumentExtractionSize}' bytes for document extraction for your current service tier.`;
    if (configuration.indexStorageMetadataOnlyForOversizedDocuments) return storageOnly(details);
    throw failure(details);
  }
  try {
    const documents = await documentsIn(blob, await source.read(blob), configuration);
    return documents.map((document) => {
      const { content } = document;
      const max = maxDocumentContentCharactersToExtract;
      if (typeof content !== "string" || content.length <= max) return document;
      const message = `Truncated extracted text to '${max}' characters.`;
      log.addWarning(blob.path, { operation, message, details: "" });
      return Object.assign({}, document, { content: content.slice(0, max) });
    });
  } catch (error) {
    if (error instanceof RunFailure) throw failure(error.message);
    if (!(error instanceof DocumentError)) throw error;
    const { reason, message } = error;
    const isFailure =
      reason === "unsupported"
        ? configuration.failOnUnsupportedContentType
        : configuration.failOnUnprocessableDocument;
    if (isFailure) throw failure(message);
    return storageOnly(message);
  }
}
