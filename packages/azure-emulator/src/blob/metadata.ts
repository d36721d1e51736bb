import { BlobError } from "./blob-error.ts";

/** What is kept with a container or blob, by names that are those of C# identifiers. */
export type Metadata = Readonly<Record<string, string>>;

const prefix = "x-ms-meta-";

/**
 * The metadata of a request, which come as headers.
 *
 * @throws BlobError for a name that is no identifier.
 */
export function readMetadata(headers: Headers): Metadata {
  const entries = [...headers].filter(([name]) => name.startsWith(prefix));
  const metadata = Object.fromEntries(
    entries.map(([name, value]) => [name.slice(prefix.length), value]),
  );
  const wrong = findWrong(metadata);
  if (wrong === undefined) return metadata;
  throw wrong === ""
    ? new BlobError(
        400,
        "EmptyMetadataKey",
        "The key for one of the metadata key-value pairs is empty.",
      )
    : new BlobError(
        400,
        "InvalidMetadata",
        "The metadata specified is invalid. It has characters that are not permitted.",
      );
}

/**
 * The metadata of a seed.
 *
 * @throws TypeError for what no header can carry.
 */
export function requireMetadata(metadata: Metadata): Metadata {
  const wrong = findWrong(metadata);
  if (wrong === undefined) return metadata;
  throw new TypeError(
    `azure-emulator: metadata "${wrong}": a name is an identifier, and a value has ASCII signs only`,
  );
}

/** Metadata as headers. */
export function metadataHeaders(metadata: Metadata): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [`${prefix}${name}`, value]),
  );
}

function findWrong(metadata: Metadata): string | undefined {
  return Object.keys(metadata).find(
    (name) => !/^[a-z_][a-z0-9_]*$/i.test(name) || !/^[\x20-\x7E]*$/.test(metadata[name] ?? ""),
  );
}
