import { readAccessTier } from "./access-tier.ts";
import { requireContainer, type BlobCall } from "./blob-call.ts";
import { BlobError, notEmulated } from "./blob-error.ts";
import { requireConditions } from "./conditions.ts";
import { readContent, readContentHeaders } from "./content-headers.ts";
import { readMetadata } from "./metadata.ts";
import { encryptedHeaders, versionHeaders } from "./version-headers.ts";

/** Uploads a blob as a whole. */
export async function putBlob(call: BlobCall): Promise<Response> {
  const { request, store, blobName } = call;
  requireBlockBlob(request.headers.get("x-ms-blob-type"));
  const { content, md5 } = await readContent(request, ["content-md5", "x-ms-blob-content-md5"]);
  const container = requireContainer(call);
  requireConditions(request.headers, container.blobs.get(blobName), "write");
  const described = readContentHeaders(request.headers, { isContentItself: true });
  const blob = store.putBlob(container, {
    name: blobName,
    content,
    blocks: [],
    headers: { ...described, "content-md5": md5 },
    metadata: readMetadata(request.headers),
    tier: readAccessTier(request.headers),
  });
  return new Response(null, {
    status: 201,
    headers: { ...versionHeaders(blob), ...encryptedHeaders, "content-md5": md5 },
  });
}

function requireBlockBlob(type: string | null): void {
  if (type === "BlockBlob") return;
  if (type !== null) throw notEmulated(`blobs of the type '${type}'`);
  throw new BlobError(
    400,
    "MissingRequiredHeader",
    "An HTTP header that's mandatory for this request is not specified.",
    { details: { HeaderName: "x-ms-blob-type" } },
  );
}
