import type { JsonObject } from "./json-object.ts";
import { invalidRequest } from "./search-error.ts";

/** Options of the GET form, by the members of the POST form that they stand for. */
const optionNames: Readonly<Record<string, string>> = {
  $count: "count",
  $filter: "filter",
  $orderby: "orderby",
  $select: "select",
  $skip: "skip",
  $top: "top",
  facet: "facets",
  scoringParameter: "scoringParameters",
};

const plain = new Set([
  "answers",
  "autocompleteMode",
  "captions",
  "debug",
  "fuzzy",
  "highlight",
  "highlightPostTag",
  "highlightPreTag",
  "minimumCoverage",
  "queryType",
  "scoringProfile",
  "scoringStatistics",
  "search",
  "searchFields",
  "searchMode",
  "semanticConfiguration",
  "semanticErrorHandling",
  "semanticMaxWaitInMilliseconds",
  "semanticQuery",
  "sessionId",
  "suggesterName",
]);

const numeric = new Set(["minimumCoverage", "semanticMaxWaitInMilliseconds", "skip", "top"]);
const boolean = new Set(["count", "fuzzy"]);
const repeated = new Set(["facets", "scoringParameters"]);

/**
 * The body that a GET request's options stand for.
 *
 * @see https://learn.microsoft.com/rest/api/searchservice/documents/search-get
 * @throws SearchError for an option that is unknown, stands twice, or has a wrong value.
 */
export function bodyOfQuery(query: URLSearchParams): JsonObject {
  const body: Record<string, unknown> = {};
  for (const [option, text] of query) {
    // some clients encode the dollar sign twice
    const name = option.replace(/^%24/, "$");
    if (name === "api-version") continue;
    const member = optionNames[name] ?? (plain.has(name) ? name : undefined);
    if (member === undefined) {
      throw invalidRequest("parameters", `The query parameter '${name}' is not supported.`);
    }
    if (repeated.has(member)) {
      const values = (body[member] ?? []) as readonly unknown[];
      body[member] = [...values, text];
    } else if (Object.hasOwn(body, member)) {
      throw invalidRequest("parameters", `The query parameter '${name}' must not stand twice.`);
    } else body[member] = valueOf(member, text);
  }
  return body;
}

function valueOf(member: string, text: string): unknown {
  if (boolean.has(member)) {
    if (text === "true" || text === "false") return text === "true";
    throw invalidRequest("parameters", `The value '${text}' of '${member}' is no Boolean.`);
  }
  if (!numeric.has(member)) return text;
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text);
  throw invalidRequest("parameters", `The value '${text}' of '${member}' is no number.`);
}
