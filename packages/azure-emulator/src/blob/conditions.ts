import { BlobError, invalidHeaderValue } from "./blob-error.ts";
import type { Version } from "./blob-store.ts";

/** The headers that a request can be made conditional by. */
export const conditionHeaders: readonly string[] = [
  "if-match",
  "if-none-match",
  "if-modified-since",
  "if-unmodified-since",
];

/**
 * Sees to it that the conditions of a request are met.
 *
 * @param current What is there; `undefined` for nothing.
 * @param purpose Whether it is to be read or changed: an unmet condition is another answer then.
 * @see https://learn.microsoft.com/rest/api/storageservices/specifying-conditional-headers-for-blob-service-operations
 * @throws BlobError if one is not met: 304 for what is read and has not changed, else 412.
 */
export function requireConditions(
  headers: Headers,
  current: Version | undefined,
  purpose: "read" | "write",
): void {
  const [match, noneMatch, modifiedSince, unmodifiedSince] = conditionHeaders.map((name) =>
    headers.get(name),
  );
  if (match != null && !matches(match, current)) throw conditionNotMet(412);
  if (unmodifiedSince != null && current && changedAfter(current, unmodifiedSince)) {
    throw conditionNotMet(412);
  }
  if (noneMatch != null && matches(noneMatch, current)) {
    if (purpose === "read") throw conditionNotMet(304, current);
    throw noneMatch === "*" ? blobAlreadyExists() : conditionNotMet(412);
  }
  if (modifiedSince != null && noneMatch == null && current) {
    if (!changedAfter(current, modifiedSince)) {
      throw conditionNotMet(purpose === "read" ? 304 : 412, current);
    }
  }
}

function matches(header: string, current: Version | undefined): boolean {
  if (!current) return false;
  return (
    header === "*" || header.split(",").some((etag) => unquoted(etag) === unquoted(current.etag))
  );
}

/** Clients send marks with and without their quotes. */
function unquoted(etag: string): string {
  return etag.trim().replace(/^"(.*)"$/, "$1");
}

/** To the second, as a header tells it. */
function changedAfter({ modifiedAtInMs }: Version, date: string): boolean {
  const time = Date.parse(date);
  if (Number.isNaN(time)) throw invalidHeaderValue("If-Modified-Since", date);
  return Math.floor(modifiedAtInMs / 1000) > Math.floor(time / 1000);
}

function conditionNotMet(status: 304 | 412, current?: Version): BlobError {
  return new BlobError(
    status,
    "ConditionNotMet",
    "The condition specified using HTTP conditional header(s) is not met.",
    status === 304 && current ? { headers: { etag: current.etag } } : {},
  );
}

function blobAlreadyExists(): BlobError {
  return new BlobError(409, "BlobAlreadyExists", "The specified blob already exists.");
}
