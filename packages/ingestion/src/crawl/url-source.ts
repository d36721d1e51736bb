import { createHash } from "node:crypto";
import type { BlobContainer } from "../azure/blob-container.ts";
import { IngestionError } from "../ingestion-error.ts";
import type { DocumentSource, SourceItem } from "../service/ingest-documents.ts";
import { crawlPages, type Crawl } from "./crawl-pages.ts";

/** Which pages are documents, and where it is said who may read them. */
interface UrlSourceOptions {
  readonly crawl: Omit<Crawl, "abortSignal">;
  /** The job's container, of which the access file is read and nothing else. */
  readonly container: BlobContainer;
  readonly accessFile: string;
  /** All pages together, for they are kept until they are read. */
  readonly maxBytes: number;
}

/**
 * Pages of the web as a source of documents. No page says who may read it: that is for the access file in the job's
 * container, whose rules name hosts and paths.
 */
export function createUrlSource(options: UrlSourceOptions): DocumentSource {
  const { crawl, container, accessFile, maxBytes } = options;
  const pages = new Map<string, Uint8Array | IngestionError>();

  async function* list(abortSignal?: AbortSignal): AsyncGenerator<SourceItem> {
    for await (const item of container.list(abortSignal)) {
      if (item.name === accessFile) yield item;
    }
    let total = 0;
    for await (const { name, url, bytes, problem } of crawlPages({ ...crawl, abortSignal })) {
      total += bytes.byteLength;
      const isTooMuch = total > maxBytes;
      pages.set(name, problem ?? (isTooMuch ? tooMuch() : bytes));
      const etag = createHash("sha256").update(bytes).digest("hex");
      // what cannot be read is never the state that the index has
      yield {
        name,
        url,
        etag: problem || isTooMuch ? "" : etag,
        size: bytes.byteLength,
        metadata: {},
      };
    }
  }

  return {
    url: "",
    list,
    async read(name, how) {
      if (name === accessFile) return container.read(name, how);
      const page = pages.get(name);
      pages.delete(name);
      if (page instanceof IngestionError) throw page;
      return page;
    },
  };
}

function tooMuch(): IngestionError {
  return new IngestionError("DOCUMENT_TOO_LARGE", "The pages before it are too large together.");
}
