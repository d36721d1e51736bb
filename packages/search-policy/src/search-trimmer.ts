import {
  restrictSearchRequest,
  restrictToGroups,
  type GroupMember,
  type RestrictFilterOptions,
  type RestrictToGroupsOptions,
  type SearchRequest,
} from "@entrim/group-filter";
import { formatSearchAnswer, type SearchAnswer } from "./format-search-answer.ts";
import { formatSearchRefusal, type SearchRefusal } from "./format-search-refusal.ts";
import { requireLookup } from "./lookup-filter.ts";
import type { ReadableBy } from "./security-fields.ts";
import type { SearchRoute } from "./search-route.ts";
import { SearchPolicyError } from "./search-policy-error.ts";

/** How the documents of an index say who may read them. */
export interface SearchTrimmerOptions extends Omit<RestrictToGroupsOptions, "callerGroups"> {
  /**
   * The key of the documents, if it is filterable: without, no document can be looked up (the key of
   * `index`, if that says that it is filterable).
   */
  readonly keyField?: string;
}

/** A request that was restricted, and what to make of its answer. */
export interface TrimmedSearch {
  /** What to post in place of the request. `undefined`: nothing can match, and nothing may be sent. */
  readonly request: { readonly path: string; readonly body: SearchRequest } | undefined;
  /**
   * The answer to the request as it came, without what it does not say by itself.
   *
   * @param found What the service answered, parsed; nothing where nothing was sent.
   * @throws SearchPolicyError for an answer that cannot be trimmed.
   */
  readonly answer: (found?: unknown) => SearchAnswer;
  /** The service's refusal, without what it says about the filter that was made here. */
  readonly refusal: (found: unknown) => SearchRefusal;
}

/**
 * Restricts whole requests of AI Search, however they come and go: for a transport of your own. Counts and
 * lookups, which take no filter, become searches.
 *
 * @returns A function of what `parseSearchRoute` read, of the parsed body, and of whoever asks. It throws a
 *   `SearchPolicyError`, or what `restrictSearchRequest` throws.
 * @throws TypeError for options that make no rule.
 */
export function createSearchTrimmer({
  keyField,
  userField,
  ...rule
}: SearchTrimmerOptions): (
  route: SearchRoute,
  body: unknown,
  principal: GroupMember,
) => TrimmedSearch {
  // checks the rule before anybody asks
  restrictToGroups({ ...rule, ...(userField !== undefined && { userField }) });
  const lookupFilter = requireLookup(keyField, rule.index);

  return function trim(route, body, principal) {
    const { groups, objectId } = requirePrincipal(principal);
    const user =
      userField !== undefined && objectId !== undefined
        ? { field: userField, id: objectId }
        : undefined;
    const options: RestrictFilterOptions = { ...rule, ...(user && { user }) };
    const asked = requestOf(route, body, lookupFilter);
    const restricted = restrictSearchRequest(asked, groups, options);
    const rules = readableBy(options, groups, userField);
    return {
      request: restricted && { path: pathOf(route), body: restricted },
      answer: (found) => formatSearchAnswer(found, { route, asked, rules }),
      refusal: (found) => formatSearchRefusal(found, rules),
    };
  };
}

/** Who is not known is not somebody without groups: that would hide a fault. */
function requirePrincipal(principal: GroupMember): GroupMember {
  // a caller in JavaScript may have nobody
  const groups: unknown = (principal as GroupMember | undefined)?.groups;
  if (Array.isArray(groups)) return principal;
  throw new SearchPolicyError(
    "PRINCIPAL_MISSING",
    "Nobody is known to ask, so nothing may be searched; pass who does.",
  );
}

function requestOf(
  { operation, key, options }: SearchRoute,
  body: unknown,
  lookupFilter: (key: string) => string,
): SearchRequest {
  switch (operation) {
    case "count":
      if (Object.keys(options ?? {}).length > 0) throw unknownOption();
      return { search: "*", count: true, top: 0 };
    case "lookup": {
      const { select, ...others } = options ?? {};
      if (Object.keys(others).length > 0) throw unknownOption();
      return { filter: lookupFilter(key), top: 1, ...(select !== undefined && { select }) };
    }
    case "search":
    case "suggest":
    case "autocomplete":
      // `restrictSearchRequest` refuses what is no object
      return options ?? (body as SearchRequest);
  }
}

/** Always the form with a body: a filter does not fit into an address. */
function pathOf({ operation, index, apiVersion }: SearchRoute): string {
  const name = operation === "count" || operation === "lookup" ? "search" : operation;
  return `/indexes('${index}')/docs/search.post.${name}?api-version=${apiVersion}`;
}

function readableBy(
  { field, everyone = [], user }: RestrictFilterOptions,
  groups: readonly string[],
  userField: string | undefined,
): readonly ReadableBy[] {
  const values = groups.length > 0 ? [...groups, ...everyone] : [];
  const byGroup = { field, values: values.map(lowerCase) };
  if (userField === undefined) return [byGroup];
  return [byGroup, { field: userField, values: user ? [lowerCase(user.id)] : [] }];
}

function lowerCase(text: string): string {
  return text.toLowerCase();
}

function unknownOption(): SearchPolicyError {
  return new SearchPolicyError(
    "INVALID_REQUEST",
    "The query holds an option that is unknown here.",
  );
}
