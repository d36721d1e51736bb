/* oxlint-disable no-await-in-loop -- one file at a time */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { BlobItem } from "../azure/blob-container.ts";
import { IngestionError } from "../ingestion-error.ts";
import type { DocumentSource } from "../service/ingest-documents.ts";

/**
 * A folder as a source of documents. Hidden files and links are left out: a link may lead to what was never meant to be
 * ingested.
 *
 * @param baseUrl What stands before the path of a document in its address.
 */
export function createLocalFolder(folder: string, baseUrl = ""): DocumentSource {
  return {
    url: baseUrl.replace(/\/$/, ""),
    list: () => listFolder(folder, ""),
    async read(name, { etag, maxBytes }) {
      const path = join(folder, name);
      const { size } = await stat(path);
      if (size > maxBytes)
        throw new IngestionError("DOCUMENT_TOO_LARGE", "The document has too many bytes.");
      const bytes = await readFile(path);
      if (createHash("sha256").update(bytes).digest("hex") === etag) return new Uint8Array(bytes);
      throw new IngestionError("DOCUMENT_CHANGED", "The document was changed while it was read.");
    },
  };
}

/** @throws TypeError for what is no folder. */
export async function requireFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() !== true) throw new TypeError("ingestion: there is no such folder");
}

async function* listFolder(folder: string, prefix: string): AsyncGenerator<BlobItem> {
  const entries = await readdir(join(folder, prefix), { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = `${prefix}${entry.name}`;
    if (entry.name.startsWith(".")) continue;
    if (entry.isDirectory()) yield* listFolder(folder, `${name}/`);
    else if (entry.isFile()) {
      const path = join(folder, name);
      const { size } = await stat(path);
      yield { name, size, etag: await hashOf(path), metadata: {} };
    }
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path)) hash.update(piece as Uint8Array);
  return hash.digest("hex");
}
