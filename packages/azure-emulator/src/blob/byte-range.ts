import { BlobError, invalidHeaderValue } from "./blob-error.ts";

/** A part of a content. */
export interface ByteRange {
  readonly start: number;
  /** The byte after the last one. */
  readonly end: number;
}

/**
 * The part that a request asks for; `undefined` for all of it. The header of the service's own goes before
 * that of HTTP.
 *
 * @throws BlobError for a range of another form, or that begins after the end.
 * @see https://learn.microsoft.com/rest/api/storageservices/specifying-the-range-header-for-blob-service-operations
 */
export function readByteRange(headers: Headers, length: number): ByteRange | undefined {
  const name = headers.has("x-ms-range") ? "x-ms-range" : "range";
  const text = headers.get(name);
  if (text === null) return undefined;
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(text) ?? [];
  const start = Number(first);
  const end = last === undefined || last === "" ? length : Math.min(Number(last) + 1, length);
  if (first === undefined || (last !== "" && Number(last) < start)) {
    throw invalidHeaderValue(name, text);
  }
  if (start < length) return { start, end };
  throw new BlobError(
    416,
    "InvalidRange",
    "The range specified is invalid for the current size of the resource.",
    { headers: { "content-range": `bytes */${length}` } },
  );
}
