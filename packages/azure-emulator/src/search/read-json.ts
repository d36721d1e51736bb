import { invalidRequest, SearchError } from "./search-error.ts";

const maxBytes = 16 * 1024 * 1024;

/**
 * The body of a request.
 *
 * @throws SearchError for one that is no JSON (400, 415) or larger than 16 MB (413).
 */
export async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\b/i.test(type)) {
    throw new SearchError(
      415,
      `The content type '${type}' is not supported; use 'application/json'.`,
    );
  }
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > maxBytes) {
    throw new SearchError(413, "The request is larger than 16 MB.");
  }
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw invalidRequest("parameters", "The body is not valid JSON.");
  }
}
