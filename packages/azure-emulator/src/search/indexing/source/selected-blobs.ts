import { extname } from "node:path/posix";
import type { IndexerConfiguration } from "../definitions/indexer-configuration.ts";
import type { ListedBlob } from "./blob-source.ts";

/** Whether an indexer looks at a blob at all: by its extension, and by what its metadata says. */
export function isSelected(
  { name, metadata }: ListedBlob,
  { indexedExtensions, excludedExtensions }: IndexerConfiguration,
): boolean {
  const extension = extensionOf(name);
  if (excludedExtensions.includes(extension)) return false;
  if (indexedExtensions.length > 0 && !indexedExtensions.includes(extension)) return false;
  return metadataOf(metadata, "AzureSearch_Skip") !== "true";
}

/** Whether a blob's content is left out, of what is looked at. */
export function isContentSkipped(
  { metadata }: ListedBlob,
  { dataToExtract }: IndexerConfiguration,
): boolean {
  return (
    dataToExtract !== "contentAndMetadata" ||
    metadataOf(metadata, "AzureSearch_SkipContent") === "true"
  );
}

/** The extension of a name, with its dot, in lower case. */
export function extensionOf(name: string): string {
  return extname(name).toLowerCase();
}

/** A value of the metadata, whose names are the same in capitals. */
export function metadataOf(metadata: ListedBlob["metadata"], name: string): string | undefined {
  const wanted = name.toLowerCase();
  return Object.entries(metadata).find(([key]) => key.toLowerCase() === wanted)?.[1];
}
