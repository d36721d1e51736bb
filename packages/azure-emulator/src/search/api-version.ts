import { SearchError } from "./search-error.ts";

/** The versions of the data plane that are served. */
const known: ReadonlySet<string> = new Set([
  "2023-11-01",
  "2024-03-01-preview",
  "2024-05-01-preview",
  "2024-07-01",
  "2024-09-01-preview",
  "2024-11-01-preview",
  "2025-03-01-preview",
  "2025-05-01-preview",
  "2025-08-01-preview",
  "2025-09-01",
  "2025-11-01-preview",
  "2026-04-01",
  "2026-05-01-preview",
  "2026-08-01-preview",
  "2026-10-01",
]);

/**
 * The `api-version` of a request.
 *
 * @see https://learn.microsoft.com/azure/search/search-api-versions
 * @throws SearchError when there is none, or one that is not served.
 */
export function apiVersionOf(query: URLSearchParams): string {
  const versions = query.getAll("api-version");
  const [version] = versions;
  if (version === undefined || version === "") {
    throw new SearchError(400, "The api-version query string parameter is missing.", {
      code: "MissingApiVersion",
    });
  }
  if (versions.length === 1 && known.has(version)) return version;
  throw new SearchError(400, `The api-version '${version}' is not supported.`, {
    code: "UnsupportedApiVersion",
  });
}
