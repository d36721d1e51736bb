import { accessTierHeader, describeTier } from "./access-tier.ts";
import { requireBlob, type BlobCall } from "./blob-call.ts";
import { describeCopy } from "./copy-blob.ts";
import { md5Of, type StoredBlob } from "./blob-store.ts";
import { readByteRange } from "./byte-range.ts";
import { requireConditions } from "./conditions.ts";
import { metadataHeaders } from "./metadata.ts";
import { versionHeaders } from "./version-headers.ts";

/** The content of a blob, or a part of it. */
export function readBlob(call: BlobCall): Response {
  const blob = requireBlob(call);
  const { headers } = call.request;
  requireConditions(headers, blob, "read");
  const { content } = blob;
  const range = readByteRange(headers, content.length);
  if (!range) {
    return new Response(content, {
      headers: { ...blobHeaders(blob), "content-length": String(content.length) },
    });
  }
  const part = content.slice(range.start, range.end);
  const { "content-md5": md5, ...rest } = blobHeaders(blob);
  return new Response(part, {
    status: 206,
    headers: {
      ...rest,
      "content-length": String(part.length),
      "content-range": `bytes ${range.start}-${range.end - 1}/${content.length}`,
      ...(md5 === undefined ? {} : { "x-ms-blob-content-md5": md5 }),
      ...(headers.get("x-ms-range-get-content-md5") === "true"
        ? { "content-md5": md5Of(part) }
        : {}),
    },
  });
}

/** What describes a blob. */
export function showBlob(call: BlobCall): Response {
  const blob = requireBlob(call);
  requireConditions(call.request.headers, blob, "read");
  return new Response(null, {
    headers: {
      ...blobHeaders(blob),
      "content-length": String(blob.content.length),
      ...tierHeaders(blob),
    },
  });
}

/** The metadata of a blob. */
export function showBlobMetadata(call: BlobCall): Response {
  const blob = requireBlob(call);
  requireConditions(call.request.headers, blob, "read");
  return new Response(null, {
    headers: { ...versionHeaders(blob), ...metadataHeaders(blob.metadata) },
  });
}

function copyHeadersOf(blob: StoredBlob): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(describeCopy(blob)).map(([name, value]) => [`x-ms-copy-${name}`, value]),
  );
}

function tierHeaders(blob: StoredBlob): Readonly<Record<string, string>> {
  const { name, isInferred, changedOn } = describeTier(blob);
  return {
    [accessTierHeader]: name,
    ...(isInferred ? { "x-ms-access-tier-inferred": "true" } : {}),
    ...(changedOn === undefined ? {} : { "x-ms-access-tier-change-time": changedOn }),
  };
}

function blobHeaders(blob: StoredBlob): Readonly<Record<string, string>> {
  return {
    ...blob.headers,
    ...versionHeaders(blob),
    ...metadataHeaders(blob.metadata),
    ...copyHeadersOf(blob),
    "accept-ranges": "bytes",
    "x-ms-blob-type": "BlockBlob",
    "x-ms-creation-time": new Date(blob.createdAtInMs).toUTCString(),
    "x-ms-lease-state": "available",
    "x-ms-lease-status": "unlocked",
    "x-ms-server-encrypted": "true",
  };
}
