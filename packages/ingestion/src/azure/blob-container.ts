/* oxlint-disable no-await-in-loop -- each page names the next one */
import { SaxesParser } from "saxes";
import { IngestionError } from "../ingestion-error.ts";
import type { AzureService } from "./azure-service.ts";

/** A blob as a listing names it. */
export interface BlobItem {
  readonly name: string;
  /** Changes with the content, and not with the metadata alone unless the service says so. */
  readonly etag: string;
  readonly size: number;
  /** Names in lower case. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** One container of a storage account. */
export interface BlobContainer {
  /** Address of the container. */
  readonly url: string;
  /** All blobs with their metadata. */
  list(abortSignal?: AbortSignal): AsyncGenerator<BlobItem>;
  /** Whether there is a blob of that name. */
  has(name: string, abortSignal?: AbortSignal): Promise<boolean>;
  /**
   * The content of a blob, if it is still there.
   *
   * @throws IngestionError for one that is too large, or no longer the one of the etag.
   */
  read(name: string, options: ReadOptions): Promise<Uint8Array | undefined>;
  /** Writes a block blob. */
  write(
    name: string,
    bytes: Uint8Array,
    metadata: Readonly<Record<string, string>>,
    abortSignal?: AbortSignal,
  ): Promise<void>;
}

/** How to read a blob. */
interface ReadOptions {
  readonly etag: string;
  readonly maxBytes: number;
  readonly abortSignal?: AbortSignal | undefined;
}

const version = { "x-ms-version": "2023-11-03" };

/**
 * Makes a client of one container.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/list-blobs
 */
export function createBlobContainer(storage: AzureService, container: string): BlobContainer {
  const path = `/${encodeURIComponent(container)}`;
  const pathOf = (name: string): string =>
    `${path}/${name.split("/").map(encodeURIComponent).join("/")}`;

  return {
    url: `${storage.endpoint}${path}`,

    async *list(abortSignal) {
      let marker = "";
      do {
        const query = new URLSearchParams({
          restype: "container",
          comp: "list",
          include: "metadata",
        });
        if (marker !== "") query.set("marker", marker);
        const response = await storage.send(`${path}?${query.toString()}`, {
          headers: { ...version, accept: "application/xml" },
          accept: [404],
          abortSignal,
        });
        if (response.status === 404) throw noContainer(container, storage.endpoint);
        const page = parseListing(await response.text());
        yield* page.blobs;
        marker = page.nextMarker;
      } while (marker !== "");
    },

    async has(name, abortSignal) {
      const response = await storage.send(pathOf(name), {
        method: "HEAD",
        headers: { ...version, accept: "*/*" },
        accept: [404],
        abortSignal,
      });
      return response.ok;
    },

    async read(name, { etag, maxBytes, abortSignal }) {
      const response = await storage.send(pathOf(name), {
        // what was listed with its groups is what is read
        headers: { ...version, accept: "*/*", "if-match": etag },
        accept: [404, 412],
        abortSignal,
      });
      if (response.ok) return readBytes(response, maxBytes);
      await response.body?.cancel();
      if (response.status === 404) return undefined;
      throw new IngestionError("DOCUMENT_CHANGED", "The document was changed while it was read.");
    },

    async write(name, bytes, metadata, abortSignal) {
      const named = Object.entries(metadata).map(([key, value]) => [`x-ms-meta-${key}`, value]);
      const response = await storage.send(pathOf(name), {
        method: "PUT",
        headers: {
          ...version,
          "x-ms-blob-type": "BlockBlob",
          "content-type": "application/octet-stream",
          ...(Object.fromEntries(named) as Record<string, string>),
        },
        body: bytes,
        abortSignal,
      });
      await response.body?.cancel();
    },
  };
}

/** Reads no more than it may, whatever the length was said to be. */
async function readBytes(response: Response, maxBytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response.body ?? []) {
    size += piece.byteLength;
    if (size > maxBytes) {
      throw new IngestionError("DOCUMENT_TOO_LARGE", "The document has too many bytes.");
    }
    pieces.push(piece);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.byteLength;
  }
  return bytes;
}

interface Listing {
  readonly blobs: readonly BlobItem[];
  readonly nextMarker: string;
}

/** @throws IngestionError for an answer that is none of the Blob service's. */
function parseListing(xml: string): Listing {
  const blobs: BlobItem[] = [];
  const parser = new SaxesParser();
  const path: string[] = [];
  let isEncoded = false;
  let text = "";
  let nextMarker = "";
  let isWhole = false;
  let blob:
    | { name: string; etag: string; size: number; metadata: Record<string, string> }
    | undefined;
  parser.on("error", (error) => {
    throw noListing(error);
  });
  parser.on("doctype", () => {
    throw noListing();
  });
  parser.on("opentag", ({ name, attributes }) => {
    path.push(name);
    text = "";
    if (name === "Blob") blob = { name: "", etag: "", size: 0, metadata: {} };
    if (name === "Name") isEncoded = String(attributes["Encoded"]) === "true";
  });
  parser.on("text", (more) => {
    text += more;
  });
  parser.on("closetag", ({ name }) => {
    const parent = path.at(-2);
    if (name === "NextMarker" && parent === "EnumerationResults") nextMarker = text;
    else if (name === "EnumerationResults") isWhole = true;
    else if (name === "Blob" && blob !== undefined) blobs.push(blob);
    else if (blob !== undefined) {
      if (name === "Name" && parent === "Blob")
        blob.name = isEncoded ? decodeURIComponent(text) : text;
      else if (name === "Etag") blob.etag = text;
      else if (name === "Content-Length") blob.size = Number(text);
      else if (parent === "Metadata") blob.metadata[name.toLowerCase()] = text;
    }
    path.pop();
    text = "";
  });
  parser.write(xml.replace(/^\uFEFF/, "")).close();
  // an empty page would delete everything
  if (!isWhole) throw noListing();
  return { blobs, nextMarker };
}

function noContainer(name: string, endpoint: string): IngestionError {
  return new IngestionError("UPSTREAM_FAILED", `There is no container ${name} at ${endpoint}.`);
}

function noListing(cause?: unknown): IngestionError {
  return new IngestionError("UPSTREAM_FAILED", "The storage account gave no listing.", { cause });
}
