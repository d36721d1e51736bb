import type { SearchRequest } from "@entrim/group-filter";
import { SearchPolicyError } from "./search-policy-error.ts";

/** The member of a body that an option in the query stands for, where it is not its namesake. */
const members: Readonly<Record<string, string>> = {
  $count: "count",
  $filter: "filter",
  $orderby: "orderby",
  $select: "select",
  $skip: "skip",
  $top: "top",
  facet: "facets",
  scoringParameter: "scoringParameters",
};

const numeric: ReadonlySet<string> = new Set([
  "minimumCoverage",
  "semanticMaxWaitInMilliseconds",
  "skip",
  "top",
]);
const boolean: ReadonlySet<string> = new Set(["count", "fuzzy"]);
const repeated: ReadonlySet<string> = new Set(["facets", "scoringParameters"]);

/**
 * The body that the options of a GET request stand for. Whether its members are known is for whoever
 * restricts it to say.
 *
 * @see https://learn.microsoft.com/rest/api/searchservice/documents/search-get
 * @throws SearchPolicyError `INVALID_REQUEST` for an option that stands twice or has no value of its type.
 */
export function readQueryOptions(query: URLSearchParams): {
  readonly apiVersion: string;
  readonly options: SearchRequest;
} {
  const [apiVersion = "", ...otherVersions] = query.getAll("api-version");
  if (otherVersions.length > 0 || !/^\d{4}-\d\d-\d\d(?:-preview)?$/.test(apiVersion)) {
    throw invalid("api-version has to be there once, as in 2026-04-01.");
  }
  const options = new Map<string, unknown>();
  for (const [name, text] of query) {
    if (name === "api-version") continue;
    // the official client encodes some of the dollar signs twice
    const option = name.replace(/^%24/, "$");
    const member = Object.hasOwn(members, option) ? (members[option] ?? option) : option;
    if (repeated.has(member)) {
      const values = (options.get(member) ?? []) as readonly string[];
      options.set(member, [...values, text]);
    } else if (options.has(member)) throw invalid("An option stands twice in the query.");
    else options.set(member, valueOf(member, text));
  }
  return { apiVersion, options: Object.fromEntries(options) };
}

function valueOf(member: string, text: string): unknown {
  if (boolean.has(member)) {
    if (text === "true" || text === "false") return text === "true";
    throw invalid("An option in the query is neither true nor false.");
  }
  if (!numeric.has(member)) return text;
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text);
  throw invalid("An option in the query is no number.");
}

function invalid(message: string): SearchPolicyError {
  return new SearchPolicyError("INVALID_REQUEST", message);
}
