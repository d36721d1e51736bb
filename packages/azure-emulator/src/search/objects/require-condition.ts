import { SearchError } from "../search-error.ts";

/**
 * Checks the `If-Match` and `If-None-Match` of a request.
 *
 * @param current The ETag of what is there; undefined where nothing is.
 * @throws SearchError (412) for a condition that is not met.
 */
export function requireCondition(current: string | undefined, headers: Headers): void {
  const wanted = headers.get("if-match");
  const unwanted = headers.get("if-none-match");
  const isMatch = (etag: string): boolean =>
    current !== undefined && (etag === "*" || etag === current);
  if ((wanted === null || isMatch(wanted)) && (unwanted === null || !isMatch(unwanted))) return;
  throw new SearchError(
    412,
    "The precondition given in one of the request headers evaluated to false. No change was made to the resource from this request.",
  );
}
