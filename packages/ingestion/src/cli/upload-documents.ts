/* oxlint-disable no-await-in-loop -- one document at a time */
import { createHash } from "node:crypto";
import { parseAccessFile } from "../access/access-file.ts";
import { createDocumentGroups, type ResolveGroupName } from "../access/document-groups.ts";
import type { BlobContainer, BlobItem } from "../azure/blob-container.ts";
import { isSupportedName } from "../crack/crack-document.ts";
import { IngestionError, isDocumentError } from "../ingestion-error.ts";
import type {
  DocumentProblem,
  DocumentSource,
  IngestionProgress,
  IngestionResult,
} from "../service/ingest-documents.ts";

/** What goes where. */
export interface UploadOptions {
  readonly source: DocumentSource;
  readonly container: BlobContainer;
  readonly accessFile: string;
  readonly groupMetadata: string;
  readonly resolveGroupName: ResolveGroupName | undefined;
  readonly maxDocumentBytes: number;
  readonly onProgress?: ((progress: IngestionProgress) => void) | undefined;
  readonly abortSignal?: AbortSignal | undefined;
}

/** What all metadata of a blob may take together, with room for the tools that add some. */
const maxMetadataBytes = 7_500;
const versionMetadata = "entrim_version";

/**
 * Copies documents to a container, each with its groups in its metadata; the access file stays behind, for its names are
 * resolved. What is there already in the same state is left alone. Nothing is deleted.
 *
 * @throws IngestionError for what concerns more than one document; the signal's reason if it aborts.
 */
export async function uploadDocuments(options: UploadOptions): Promise<IngestionResult> {
  const {
    source,
    container,
    accessFile,
    groupMetadata,
    resolveGroupName,
    maxDocumentBytes,
    onProgress,
    abortSignal,
  } = options;
  const present = new Map<string, string | undefined>();
  for await (const { name, metadata } of container.list(abortSignal))
    present.set(name, metadata[versionMetadata]);
  const all: BlobItem[] = [];
  for await (const item of source.list(abortSignal)) all.push(item);
  const access = all.find(({ name }) => name === accessFile);
  const rules =
    access && (await source.read(accessFile, { etag: access.etag, maxBytes: maxDocumentBytes }));
  const groups = createDocumentGroups({
    rules: rules && parseAccessFile(new TextDecoder().decode(rules)),
    metadataName: groupMetadata,
    resolveGroupName,
  });

  const items = all.filter((item) => item !== access);
  const progress = { found: items.length, read: 0, changed: 0, written: 0 };
  const problems: DocumentProblem[] = [];
  let unchanged = 0;
  for (const { name, etag, metadata } of items) {
    abortSignal?.throwIfAborted();
    try {
      if (!isSupportedName(name))
        throw new IngestionError("DOCUMENT_UNSUPPORTED", "Files of this kind are not read.");
      const groupIds = await groups.groupsOf({ path: name, metadata }, abortSignal);
      if (groupIds.length === 0) {
        problems.push({
          name,
          code: "NO_GROUPS",
          message: "No group may read it, so nobody sees it.",
        });
      }
      // so that it is read in both modes of a service
      const list = JSON.stringify(groupIds);
      if (list.length > maxMetadataBytes) {
        throw new IngestionError(
          "GROUPS_TOO_MANY",
          "The metadata of a blob cannot carry so many groups.",
        );
      }
      const version = createHash("sha256").update(`${etag} ${list}`).digest("hex");
      if (present.get(name) === version) unchanged++;
      else {
        progress.changed++;
        const bytes = await source.read(name, { etag, maxBytes: maxDocumentBytes, abortSignal });
        if (bytes !== undefined) {
          await container.write(
            name,
            bytes,
            { [groupMetadata]: list, [versionMetadata]: version },
            abortSignal,
          );
        }
        progress.written++;
      }
    } catch (error) {
      abortSignal?.throwIfAborted();
      if (!isDocumentError(error)) throw error;
      problems.push({ name, code: error.code, message: error.message });
    }
    progress.read++;
    onProgress?.({ ...progress, name });
  }
  return { ...progress, unchanged, removed: 0, problems };
}
