import { requireBlob, requireContainer, type BlobCall } from "./blob-call.ts";
import { requireConditions } from "./conditions.ts";
import { readContentHeaders } from "./content-headers.ts";
import { readMetadata } from "./metadata.ts";
import { encryptedHeaders, versionHeaders } from "./version-headers.ts";

/** Puts other metadata in the place of a blob's. */
export function changeBlobMetadata(call: BlobCall): Response {
  return changeBlob(call, { metadata: readMetadata(call.request.headers) });
}

/** Describes a blob's content anew; what is not said is cleared. */
export function changeBlobHeaders(call: BlobCall): Response {
  return changeBlob(call, { headers: readContentHeaders(call.request.headers) });
}

function changeBlob(
  call: BlobCall,
  changes: Parameters<BlobCall["store"]["changeBlob"]>[2],
): Response {
  const { request, store } = call;
  const current = requireBlob(call);
  requireConditions(request.headers, current, "write");
  const blob = store.changeBlob(requireContainer(call), current, changes);
  return new Response(null, { headers: { ...versionHeaders(blob), ...encryptedHeaders } });
}

/** Removes a blob. */
export function deleteBlob(call: BlobCall): Response {
  const { name, ...version } = requireBlob(call);
  requireConditions(call.request.headers, version, "write");
  const { blobs, access, uncommitted } = requireContainer(call);
  blobs.delete(name);
  access.delete(name);
  uncommitted.delete(name);
  return new Response(null, {
    status: 202,
    headers: { "x-ms-delete-type-permanent": "true" },
  });
}
