import type { BlobContainer } from "../azure/blob-container.ts";
import { IngestionError, isIngestionError } from "../ingestion-error.ts";

/**
 * Refuses a container whose access file would not be heeded. A server that may not look into the container leaves it at
 * that: without it, the documents are visible to nobody.
 *
 * @throws IngestionError for a container with an access file.
 */
export async function refuseAccessFile(
  container: BlobContainer,
  accessFile: string,
  abortSignal: AbortSignal,
): Promise<void> {
  let isThere: boolean;
  try {
    isThere = await container.has(accessFile, abortSignal);
  } catch (error) {
    if (isIngestionError(error) && error.code === "UPSTREAM_REFUSED") return;
    throw error;
  }
  if (!isThere) return;
  throw new IngestionError(
    "ACCESS_FILE_INVALID",
    `The container has an access file, which is for the push mode only; the indexer mode takes groups from the blobs' metadata.`,
  );
}
