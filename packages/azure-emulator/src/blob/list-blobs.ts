import { describeTier } from "./access-tier.ts";
import type { StoredBlob, StoredContainer } from "./blob-store.ts";
import { describeCopy } from "./copy-blob.ts";
import { markerOf, pageOf, readListOptions, type ListOptions } from "./listing.ts";
import { metadataElement } from "./metadata-element.ts";
import { element, fitsXml, xmlDocument, type Xml } from "./xml.ts";

/** What it can show besides; of snapshots and deleted blobs there never are any here. */
const parts: ReadonlySet<string> = new Set([
  "copy",
  "deleted",
  "metadata",
  "snapshots",
  "uncommittedblobs",
]);

/** A blob; of one that only waits for its block list nothing is known but its name. */
type ListedBlob = StoredBlob | (Pick<StoredBlob, "name"> & { readonly etag?: undefined });

/** A blob, or what the names of several begin with. */
type Entry =
  | { readonly name: string; readonly blob: ListedBlob }
  | { readonly name: string; readonly blob: undefined };

/**
 * The answer to a list of blobs: flat, or by a delimiter as if they lay in folders.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/list-blobs
 * @throws BlobError for an option that has no meaning there.
 */
export function listBlobs(url: URL, container: StoredContainer): string {
  const options = readListOptions(url.searchParams, parts);
  const delimiter = url.searchParams.get("delimiter") ?? "";
  const waiting = options.includesUncommitted ? uncommittedBlobs(container) : [];
  const found = [...container.blobs.values(), ...waiting].filter(({ name }) =>
    name.startsWith(options.prefix),
  );
  const { items, next } = pageOf(entriesOf(found, options.prefix, delimiter), options);
  return xmlDocument(
    "EnumerationResults",
    [
      element("Prefix", options.prefix),
      element("Marker", options.marker),
      ...(options.hasMaxResults ? [element("MaxResults", String(options.maxResults))] : []),
      ...(delimiter === "" ? [] : [element("Delimiter", delimiter)]),
      element(
        "Blobs",
        items.map(({ name, blob }) =>
          blob ? blobElement(blob, options) : element("BlobPrefix", [nameElement(name)]),
        ),
      ),
      element("NextMarker", next === undefined ? "" : markerOf(next)),
    ],
    { ServiceEndpoint: `${url.origin}/`, ContainerName: container.name },
  );
}

/** What is nothing but blocks so far, and is listed as empty. */
function uncommittedBlobs({ blobs, uncommitted }: StoredContainer): readonly ListedBlob[] {
  return [...uncommitted.keys()].filter((name) => !blobs.has(name)).map((name) => ({ name }));
}

/** In order of their names. */
function entriesOf(
  blobs: readonly ListedBlob[],
  prefix: string,
  delimiter: string,
): readonly Entry[] {
  const entries = new Map<string, Entry>();
  for (const blob of blobs) {
    const cut = delimiter === "" ? -1 : blob.name.indexOf(delimiter, prefix.length);
    if (cut < 0) {
      entries.set(`blob ${blob.name}`, { name: blob.name, blob });
    } else {
      const name = blob.name.slice(0, cut + delimiter.length);
      entries.set(`prefix ${name}`, { name, blob: undefined });
    }
  }
  return [...entries.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function blobElement(
  blob: ListedBlob,
  { includesMetadata, includesCopy }: Pick<ListOptions, "includesMetadata" | "includesCopy">,
): Xml {
  if (blob.etag === undefined) {
    return element("Blob", [
      nameElement(blob.name),
      element("Properties", [element("Content-Length", "0"), element("BlobType", "BlockBlob")]),
    ]);
  }
  const { name, etag, modifiedAtInMs, createdAtInMs, content, headers, metadata } = blob;
  const tier = describeTier(blob);
  return element("Blob", [
    nameElement(name),
    element("Properties", [
      element("Creation-Time", new Date(createdAtInMs).toUTCString()),
      element("Last-Modified", new Date(modifiedAtInMs).toUTCString()),
      element("Etag", etag.replaceAll('"', "")),
      element("Content-Length", String(content.length)),
      element("Content-Type", headers["content-type"] ?? ""),
      element("Content-Encoding", headers["content-encoding"] ?? ""),
      element("Content-Language", headers["content-language"] ?? ""),
      element("Content-CRC64", ""),
      element("Content-MD5", headers["content-md5"] ?? ""),
      element("Cache-Control", headers["cache-control"] ?? ""),
      element("Content-Disposition", headers["content-disposition"] ?? ""),
      element("BlobType", "BlockBlob"),
      element("AccessTier", tier.name),
      ...(tier.isInferred ? [element("AccessTierInferred", "true")] : []),
      ...(includesCopy ? copyElements(blob) : []),
      ...(tier.changedOn === undefined ? [] : [element("AccessTierChangeTime", tier.changedOn)]),
      element("LeaseStatus", "unlocked"),
      element("LeaseState", "available"),
      element("ServerEncrypted", "true"),
    ]),
    ...(includesMetadata ? [metadataElement(metadata)] : []),
    element("OrMetadata", ""),
  ]);
}

/** As in `CopyCompletionTime`. */
function copyElements(blob: StoredBlob): readonly Xml[] {
  return Object.entries(describeCopy(blob)).map(([name, value]) =>
    element(
      `Copy-${name}`.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ),
  );
}

/** What XML cannot hold goes percent-encoded. */
function nameElement(name: string): Xml {
  return fitsXml(name)
    ? element("Name", name)
    : element("Name", encodeURIComponent(name), { Encoded: "true" });
}
