import type { SearchRequest } from "@entrim/group-filter";
import { readQueryOptions } from "./query-options.ts";
import { SearchPolicyError } from "./search-policy-error.ts";

/** What an address of AI Search asks for. Everything in it was checked, so paths may be built from it. */
export interface SearchRoute {
  readonly operation: "search" | "suggest" | "autocomplete" | "count" | "lookup";
  readonly index: string;
  /** As in `2026-04-01`. */
  readonly apiVersion: string;
  /** Of the document to look up; of the other operations, nothing. */
  readonly key: string;
  /** What stands in the query in place of a body; `undefined` where there is a body. */
  readonly options: SearchRequest | undefined;
  /** The address as it came, to make the address of the next page. */
  readonly url: URL;
}

/** Only in these spellings, none of which has anything to decode but the key. */
const address =
  /^(?:\/[\w.~-]+)*\/indexes(?:\('(?<quoted>[\w-]+)'\)|\/(?<plain>[\w-]+))\/docs(?<rest>.*)$/;

/** By method and by what follows `docs`. */
const operations: Readonly<Record<string, SearchRoute["operation"]>> = {
  "GET ": "search",
  "POST /search": "search",
  "POST /search.post.search": "search",
  "GET /suggest": "suggest",
  "GET /search.suggest": "suggest",
  "POST /suggest": "suggest",
  "POST /search.post.suggest": "suggest",
  "GET /autocomplete": "autocomplete",
  "GET /search.autocomplete": "autocomplete",
  "POST /autocomplete": "autocomplete",
  "POST /search.post.autocomplete": "autocomplete",
  "GET /$count": "count",
  "GET /%24count": "count",
};

/** Letters, digits, `_`, `-` and `=` are what a key can hold; the last may come encoded. */
const lookup = /^(?:\('(?<quoted>(?:[\w=-]|%3D)+)'\)|\/(?<plain>(?:[\w=-]|%3D)+))$/i;

const reserved: ReadonlySet<string> = new Set(["search", "index", "suggest", "autocomplete"]);

/**
 * Reads the address of a request, whatever it is mounted below.
 *
 * @see https://learn.microsoft.com/rest/api/searchservice/documents
 * @throws SearchPolicyError `ROUTE_NOT_ALLOWED` for every address whose answer cannot be trimmed, and
 *   `INVALID_REQUEST` for options that stand twice or are unknown.
 */
export function parseSearchRoute(method: string, url: URL): SearchRoute {
  const { quoted, plain, rest = "" } = address.exec(url.pathname)?.groups ?? {};
  const index = quoted ?? plain;
  const name = `${method} ${rest}`;
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  const key = operation === undefined && method === "GET" ? keyIn(rest) : undefined;
  if (index === undefined || (operation === undefined && key === undefined)) {
    throw new SearchPolicyError(
      "ROUTE_NOT_ALLOWED",
      "Only searches, suggestions, completions, counts and lookups of documents can be trimmed; send anything else through a client of its own.",
    );
  }
  const { apiVersion, options } = readQueryOptions(url.searchParams);
  if (method === "POST" && Object.keys(options).length > 0) {
    throw new SearchPolicyError(
      "INVALID_REQUEST",
      "With a body, the query holds api-version only.",
    );
  }
  return {
    operation: operation ?? "lookup",
    index,
    apiVersion,
    key: key ?? "",
    options: method === "POST" ? undefined : options,
    url,
  };
}

function keyIn(rest: string): string | undefined {
  const { quoted, plain } = lookup.exec(rest)?.groups ?? {};
  const key = (quoted ?? plain)?.replaceAll(/%3D/gi, "=");
  // without parentheses, a name of an operation is that operation
  return key !== undefined && plain !== undefined && reserved.has(key) ? undefined : key;
}
