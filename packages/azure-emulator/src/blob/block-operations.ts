import { readAccessTier } from "./access-tier.ts";
import { findBlocks, parseBlockList, requireBlockId } from "./block-list.ts";
import { requireBlob, requireContainer, type BlobCall } from "./blob-call.ts";
import { invalidQueryValue } from "./blob-error.ts";
import type { Block } from "./blob-store.ts";
import { requireConditions } from "./conditions.ts";
import { readContent, readContentHeaders } from "./content-headers.ts";
import { readMetadata } from "./metadata.ts";
import { encryptedHeaders, versionHeaders } from "./version-headers.ts";
import { element, xmlDocument, type Xml } from "./xml.ts";

/** Uploads a block, which becomes a part of the blob by a block list only. */
export async function putBlock(call: BlobCall): Promise<Response> {
  const { request, url, blobName } = call;
  const { content, md5 } = await readContent(request);
  const { blobs, uncommitted } = requireContainer(call);
  const waiting = uncommitted.get(blobName) ?? [];
  const known = [...waiting, ...(blobs.get(blobName)?.blocks ?? [])];
  const id = requireBlockId(url.searchParams.get("blockid"), known);
  uncommitted.set(blobName, [...waiting.filter((block) => block.id !== id), { id, content }]);
  return new Response(null, { status: 201, headers: { ...encryptedHeaders, "content-md5": md5 } });
}

/** Puts a blob together from blocks. */
export async function putBlockList(call: BlobCall): Promise<Response> {
  const { request, store, blobName } = call;
  const { content } = await readContent(request);
  const list = parseBlockList(Buffer.from(content).toString());
  const container = requireContainer(call);
  const current = container.blobs.get(blobName);
  requireConditions(request.headers, current, "write");
  const blocks = findBlocks(list, {
    committed: current?.blocks ?? [],
    uncommitted: container.uncommitted.get(blobName) ?? [],
  });
  const blob = store.putBlob(container, {
    name: blobName,
    content: Uint8Array.from(Buffer.concat(blocks.map((block) => block.content))),
    blocks,
    headers: readContentHeaders(request.headers),
    metadata: readMetadata(request.headers),
    tier: readAccessTier(request.headers),
  });
  return new Response(null, {
    status: 201,
    headers: { ...versionHeaders(blob), ...encryptedHeaders },
  });
}

/** The blocks of a blob, and those that wait for a block list. */
export function showBlockList(call: BlobCall): Response {
  const { url, blobName } = call;
  const { blobs, uncommitted } = requireContainer(call);
  const blob = blobs.get(blobName);
  const waiting = uncommitted.get(blobName);
  if (!waiting) requireBlob(call);
  const wanted = url.searchParams.get("blocklisttype") ?? "committed";
  if (!["committed", "uncommitted", "all"].includes(wanted)) {
    throw invalidQueryValue("blocklisttype", wanted);
  }
  const body = xmlDocument("BlockList", [
    ...(wanted === "uncommitted" ? [] : [blocksElement("CommittedBlocks", blob?.blocks ?? [])]),
    ...(wanted === "committed" ? [] : [blocksElement("UncommittedBlocks", waiting ?? [])]),
  ]);
  return new Response(body, {
    headers: {
      "content-type": "application/xml",
      "x-ms-blob-content-length": String(blob?.content.length ?? 0),
      ...(blob ? versionHeaders(blob) : {}),
    },
  });
}

function blocksElement(name: string, blocks: readonly Block[]): Xml {
  return element(
    name,
    blocks.map(({ id, content }) =>
      element("Block", [element("Name", id), element("Size", String(content.length))]),
    ),
  );
}
