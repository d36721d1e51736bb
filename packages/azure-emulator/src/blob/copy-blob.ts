import { randomUUID } from "node:crypto";
import { readAccessTier } from "./access-tier.ts";
import { requireContainer, type BlobCall } from "./blob-call.ts";
import { BlobError } from "./blob-error.ts";
import type { StoredBlob } from "./blob-store.ts";
import { requireConditions } from "./conditions.ts";
import { readMetadata } from "./metadata.ts";
import { versionHeaders } from "./version-headers.ts";

/** What a blob is a copy of, until something else is made of it. */
export interface CopyRecord {
  readonly id: string;
  /** The address, without a signature. */
  readonly source: string;
  readonly completedAtInMs: number;
}

/** The headers of a copy beside those of every upload. */
export const copyHeaders: readonly string[] = [
  "x-ms-copy-source",
  "x-ms-copy-source-authorization",
  "x-ms-requires-sync",
];

/** Whether a request makes a copy; an upload that reads its content elsewhere names a type of blob. */
export function isCopy({ method, headers }: Request): boolean {
  return method === "PUT" && headers.has("x-ms-copy-source") && !headers.has("x-ms-blob-type");
}

/**
 * Copies a blob, at once, whether or not the client would wait.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/copy-blob
 * @throws BlobError for a source that is not there, or that who asks may not read.
 */
export async function copyBlob(call: BlobCall): Promise<Response> {
  const { request, store, blobName, nowInMs } = call;
  const container = requireContainer(call);
  requireConditions(request.headers, container.blobs.get(blobName), "write");
  const source = await call.readSource().catch((error: unknown) => {
    throw error instanceof BlobError ? cannotVerify(error) : error;
  });
  const metadata = readMetadata(request.headers);
  const { origin, pathname } = new URL(request.headers.get("x-ms-copy-source") ?? "");
  const copy = { id: randomUUID(), source: origin + pathname, completedAtInMs: nowInMs };
  const blob = store.putBlob(container, {
    name: blobName,
    content: source.content,
    blocks: source.blocks,
    headers: source.headers,
    metadata: Object.keys(metadata).length > 0 ? metadata : source.metadata,
    tier: readAccessTier(request.headers),
    copy,
  });
  return new Response(null, {
    status: 202,
    headers: { ...versionHeaders(blob), "x-ms-copy-id": copy.id, "x-ms-copy-status": "success" },
  });
}

/** What there is to tell of the copy that a blob is, by the ends of the names of headers. */
export function describeCopy({ copy, content }: StoredBlob): Readonly<Record<string, string>> {
  if (!copy) return {};
  return {
    id: copy.id,
    source: copy.source,
    status: "success",
    progress: `${content.length}/${content.length}`,
    "completion-time": new Date(copy.completedAtInMs).toUTCString(),
  };
}

/** A refusal is the source's own; its name is another. */
function cannotVerify({ status, code, message, details }: BlobError): BlobError {
  if (![401, 403, 404].includes(status)) return new BlobError(status, code, message, { details });
  return new BlobError(status, "CannotVerifyCopySource", message, {
    headers: {
      "x-ms-copy-source-error-code": code,
      "x-ms-copy-source-status-code": String(status),
    },
  });
}
