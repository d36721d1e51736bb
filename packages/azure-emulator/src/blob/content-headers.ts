import { BlobError } from "./blob-error.ts";
import { md5Of, type ContentHeaders } from "./blob-store.ts";

/** The headers that describe a blob's content in a request, by what they are called in its answers. */
const sentAs = {
  "cache-control": "x-ms-blob-cache-control",
  "content-disposition": "x-ms-blob-content-disposition",
  "content-encoding": "x-ms-blob-content-encoding",
  "content-language": "x-ms-blob-content-language",
  "content-md5": "x-ms-blob-content-md5",
  "content-type": "x-ms-blob-content-type",
} as const satisfies Readonly<Record<keyof ContentHeaders, string>>;

/** Those headers of a request. */
export const contentHeaderNames: readonly string[] = Object.values(sentAs);

/**
 * What a request says of a blob's content; what it does not say is cleared.
 *
 * @param options.isContentItself Whether the body is the blob's content, so that the headers which describe the
 *   body describe the blob too (`false`).
 */
export function readContentHeaders(
  headers: Headers,
  { isContentItself = false }: { readonly isContentItself?: boolean } = {},
): ContentHeaders {
  const entries = Object.entries(sentAs).flatMap(([name, sent]) => {
    const value = headers.get(sent) ?? (isContentItself ? headers.get(name) : null);
    return value === null || value === "" ? [] : [[name, value] as const];
  });
  return { "content-type": "application/octet-stream", ...Object.fromEntries(entries) };
}

/**
 * The content of a request, which must be what its headers say of it, if they do.
 *
 * @param md5Headers Those that hold its MD5.
 * @throws BlobError if it is not.
 */
export async function readContent(
  request: Request,
  md5Headers: readonly string[] = ["content-md5"],
): Promise<{ readonly content: Uint8Array<ArrayBuffer>; readonly md5: string }> {
  const content = new Uint8Array(await request.arrayBuffer());
  const md5 = md5Of(content);
  if (md5Headers.every((name) => (request.headers.get(name) ?? md5) === md5)) {
    return { content, md5 };
  }
  throw new BlobError(
    400,
    "Md5Mismatch",
    "The MD5 value specified in the request did not match with the MD5 value calculated by the server.",
  );
}
