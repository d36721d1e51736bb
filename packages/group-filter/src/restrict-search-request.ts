import { GroupFilterError } from "./group-filter-error.ts";
import { restrictFilter } from "./group-filter.ts";
import { trimmingRule, type RestrictFilterOptions, type TrimmingRule } from "./trimming-rule.ts";

/** The body of a search, suggest or autocomplete request of AI Search. */
export type SearchRequest = Readonly<Record<string, unknown>>;

/** Members by which nothing is got around the filter. */
const harmless =
  "search searchMode queryType count top skip minimumCoverage sessionId scoringProfile scoringParameters scoringStatistics highlightPreTag highlightPostTag suggesterName autocompleteMode fuzzy semanticConfiguration semanticQuery semanticErrorHandling semanticMaxWaitInMilliseconds answers captions";

/** Members that name fields, and would show what the fields hold or sort by it. */
const naming = ["select", "searchFields", "orderby", "facets", "highlight"];

const members = new Set([
  ...harmless.split(" "),
  ...naming,
  "filter",
  "vectorQueries",
  "vectorFilterMode",
]);

/** Members of a vector query; `filterOverride` is none, for it would take the place of the filter. */
const vectorMembers = new Set(
  "kind fields k exhaustive oversampling weight vector text url base64Image".split(" "),
);

/**
 * A whole request, restricted: its filter is that of {@link restrictFilter}, vectors are filtered before
 * they are compared, and nothing else in it reaches the security field. What `select` leaves open (`*`, or
 * no `select`) still comes back with the security field if the index lets it: take it out of the answer.
 *
 * @param body Parsed JSON, as the caller sent it. It is not changed.
 * @returns What to send, or `undefined` when nothing can match: then no request may be sent.
 * @throws GroupFilterError for what `restrictFilter` refuses, for a member that is not known to be safe,
 *   and for one that reaches the security field.
 * @throws TypeError for options that make no rule.
 */
export function restrictSearchRequest(
  body: SearchRequest,
  groups: readonly string[],
  options: RestrictFilterOptions,
): SearchRequest | undefined {
  const rule = trimmingRule(options);
  if (!isObject(body)) throw notAllowed("The request is no object");
  requireKnown(body, members);
  for (const member of naming) requireOtherFields(member, body[member], rule);
  if (rule.isSearchable && isOpenQuery(body)) throw reaches("search");
  const vectorQueries = readVectorQueries(body["vectorQueries"], rule);

  const filter = restrictFilter(
    (body["filter"] ?? undefined) as string | undefined,
    groups,
    options,
  );
  if (filter === "false") return undefined;
  const { vectorFilterMode: _, ...rest } = body;
  return {
    ...rest,
    filter,
    // after the comparison few of the nearest, or none, would be left
    ...(vectorQueries && { vectorQueries, vectorFilterMode: "preFilter" }),
  };
}

/** Whether the text of the query may look into any searchable field. */
function isOpenQuery({ search, searchFields, queryType = "simple" }: SearchRequest): boolean {
  if (search === undefined || search === null || search === "" || search === "*") return false;
  const isNarrow = typeof searchFields === "string" && searchFields.trim() !== "";
  // in the full syntax the text itself names fields
  return !isNarrow || (queryType !== "simple" && queryType !== "semantic");
}

function readVectorQueries(
  queries: unknown,
  rule: TrimmingRule,
): readonly SearchRequest[] | undefined {
  if (queries === undefined || queries === null) return undefined;
  if (!Array.isArray(queries)) throw notAllowed("vectorQueries is no list");
  return queries.map((query: unknown) => {
    if (!isObject(query)) throw notAllowed("vectorQueries has something that is no object");
    requireKnown(query, vectorMembers);
    requireOtherFields("fields", query["fields"], rule);
    return query;
  });
}

function requireKnown(object: SearchRequest, known: ReadonlySet<string>): void {
  if (Object.keys(object).every((member) => known.has(member))) return;
  throw notAllowed("The request has a member that is not known to keep to its filter");
}

/** Any mention counts: in these members a name is never the value of something else. */
function requireOtherFields(
  member: string,
  value: unknown,
  { securityFields }: TrimmingRule,
): void {
  if (value === undefined || value === null) return;
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
  for (const text of texts) {
    if (typeof text !== "string") throw notAllowed(`${member} is no text`);
    const names = text.toLowerCase().match(/\w+(?:\/\w+)*/g) ?? [];
    for (const field of securityFields.map((path) => `${path.toLowerCase()}/`)) {
      // a complex field shows its sub-fields, too
      const isNamed = (name: string): boolean =>
        `${name}/`.startsWith(field) || field.startsWith(`${name}/`);
      if (names.some(isNamed)) throw reaches(member);
    }
  }
}

function isObject(value: unknown): value is SearchRequest {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function notAllowed(what: string): GroupFilterError {
  return new GroupFilterError("MEMBER_NOT_ALLOWED", `${what}; leave it out.`);
}

function reaches(member: string): GroupFilterError {
  return new GroupFilterError(
    "SECURITY_FIELD_IN_REQUEST",
    `By ${member} the request reaches the field that says who may read a document; name other fields, and search in the simple syntax.`,
  );
}
