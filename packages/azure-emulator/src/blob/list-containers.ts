import type { StoredContainer } from "./blob-store.ts";
import { markerOf, pageOf, readListOptions } from "./listing.ts";
import { metadataElement } from "./metadata-element.ts";
import { element, xmlDocument, type Xml } from "./xml.ts";

/** What it can show besides; deleted containers are gone. */
const parts: ReadonlySet<string> = new Set(["deleted", "metadata"]);

/**
 * The answer to a list of containers.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/list-containers2
 * @throws BlobError for an option that has no meaning there.
 */
export function listContainers(url: URL, containers: Iterable<StoredContainer>): string {
  const options = readListOptions(url.searchParams, parts);
  const found = [...containers]
    .filter(({ name }) => name.startsWith(options.prefix))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const { items, next } = pageOf(found, options);
  return xmlDocument(
    "EnumerationResults",
    [
      element("Prefix", options.prefix),
      element("Marker", options.marker),
      ...(options.hasMaxResults ? [element("MaxResults", String(options.maxResults))] : []),
      element(
        "Containers",
        items.map((container) => containerElement(container, options.includesMetadata)),
      ),
      element("NextMarker", next === undefined ? "" : markerOf(next)),
    ],
    { ServiceEndpoint: `${url.origin}/` },
  );
}

function containerElement(container: StoredContainer, includesMetadata: boolean): Xml {
  const { name, etag, modifiedAtInMs, metadata } = container;
  return element("Container", [
    element("Name", name),
    element("Properties", [
      element("Last-Modified", new Date(modifiedAtInMs).toUTCString()),
      element("Etag", etag),
      element("LeaseStatus", "unlocked"),
      element("LeaseState", "available"),
      element("DefaultEncryptionScope", "$account-encryption-key"),
      element("DenyEncryptionScopeOverride", "false"),
      element("HasImmutabilityPolicy", "false"),
      element("HasLegalHold", "false"),
    ]),
    ...(includesMetadata ? [metadataElement(metadata)] : []),
  ]);
}
