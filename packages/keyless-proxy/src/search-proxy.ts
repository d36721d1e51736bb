import { azureCloud, type AzureCloud } from "@entrim/azure-clouds";
import type { GroupMember } from "@entrim/group-filter";
import {
  createSearchTrimmer,
  parseSearchRoute,
  type SearchAnswer,
  type SearchTrimmerOptions,
} from "@entrim/search-policy";
import { forwardedHeaders } from "./forwarded-headers.ts";
import { KeylessProxyError } from "./keyless-proxy-error.ts";
import { createHandler, type Handler } from "./proxy-handler.ts";
import { readJsonBody } from "./read-json-body.ts";
import { readSearchAnswer } from "./read-search-answer.ts";
import { refuseKey, type LegacyKeys } from "./refuse-key.ts";
import { requireKnownOptions } from "./require-known-options.ts";
import type { ServiceAnswer } from "./service-answer.ts";
import { answerToFailure } from "./upstream-failure.ts";
import { createUpstream, type UpstreamOptions } from "./upstream.ts";

/** An index that may be searched. */
export interface SearchableIndex {
  readonly name: string;
  /**
   * The fields of its definition, as `GET /indexes('<name>')` answers it. With them, lookups by key and
   * searches over all fields are possible, if the key is filterable and the security field not searchable.
   */
  readonly fields?: NonNullable<SearchTrimmerOptions["index"]>["fields"];
}

/** Which search service, which of its indexes, and how they say who may read a document. */
export interface SearchProxyOptions
  extends UpstreamOptions, Omit<SearchTrimmerOptions, "index" | "keyField"> {
  /** The indexes that callers may search: their names, or their definitions. */
  readonly indexes: readonly (string | SearchableIndex)[];
  /** Versions of the API that callers may ask for (the stable ones). */
  readonly apiVersions?: readonly string[];
  /** A request with a key, in a header that AI Search reads, beside its token (`refuse`). */
  readonly legacyKeys?: LegacyKeys;
  /** Which Azure (the public one). */
  readonly cloud?: AzureCloud;
  /** Bytes of a request's body at most (1048576). */
  readonly maxBodyInBytes?: number;
}

const knownOptions =
  "endpoint credential timeoutInMs fetch indexes field everyone idPattern userField maxLength apiVersions legacyKeys cloud maxBodyInBytes".split(
    " ",
  );

const stableApiVersions = ["2023-11-01", "2024-07-01", "2025-09-01", "2026-04-01", "2026-10-01"];

/**
 * Stands in for Azure AI Search: a search SDK in any language, with the user's token, finds what the user may
 * read. Searches, suggestions, completions, counts and lookups by key are trimmed; there is nothing else.
 *
 * @returns What `mount` of an adapter takes. It throws a `KeylessProxyError`, a `SearchPolicyError` or a
 *   `GroupFilterError`.
 * @throws TypeError for options that are wrong, or carry a key.
 */
export function createSearchProxy(options: SearchProxyOptions): Handler<GroupMember> {
  requireKnownOptions(options, knownOptions);
  const {
    endpoint,
    credential,
    timeoutInMs = 15_000,
    fetch,
    indexes,
    apiVersions = stableApiVersions,
    legacyKeys = "refuse",
    cloud = azureCloud(),
    maxBodyInBytes = 1_048_576,
    ...rule
  } = options;
  const trimmers = new Map(
    requireIndexes(indexes).map(({ name, fields }) => [
      name,
      createSearchTrimmer({ ...rule, ...(fields && { index: { fields } }) }),
    ]),
  );
  const send = createUpstream(
    { endpoint, credential, timeoutInMs, ...(fetch && { fetch }) },
    cloud.search.audience,
  );

  return createHandler<GroupMember>(async function searchProxy(request, { principal }) {
    refuseKey(request, legacyKeys);
    const route = parseSearchRoute(request.method, new URL(request.url));
    const trim = trimmers.get(route.index);
    if (!trim)
      throw new KeylessProxyError("INDEX_NOT_FOUND", "The index is not one of this server.");
    if (!apiVersions.includes(route.apiVersion)) {
      throw new KeylessProxyError(
        "INVALID_REQUEST",
        `The api-version has to be one of ${apiVersions.join(", ")}.`,
      );
    }
    const body = route.options ? undefined : await readJsonBody(request, maxBodyInBytes);
    const search = trim(route, body, principal);
    if (!search.request) return respond(search.answer());
    const response = await send({
      ...search.request,
      accept: "application/json;odata.metadata=none",
      abortSignal: request.signal,
      isRepeatable: true,
    });
    if (response.status !== 200 && response.status !== 206) {
      return answerToFailure(response, "search");
    }
    return respond(search.answer(await readSearchAnswer(response, timeoutInMs)), response);
  });
}

function requireIndexes(indexes: SearchProxyOptions["indexes"]): readonly SearchableIndex[] {
  const named = Array.isArray(indexes)
    ? indexes.map((index) => (typeof index === "string" ? { name: index } : index))
    : [];
  if (named.length > 0 && named.every(({ name }) => /^[a-z0-9][\w-]*$/.test(name))) return named;
  throw new TypeError("keyless-proxy: indexes must name at least one index, as in documents");
}

/** A partial answer stays one. */
function respond({ status, contentType, body }: SearchAnswer, response?: ServiceAnswer): Response {
  const headers = response ? forwardedHeaders(response) : new Map([["cache-control", "no-store"]]);
  headers.set("content-type", contentType);
  const isPartial = status === 200 && response?.status === 206;
  return new Response(body, { status: isPartial ? 206 : status, headers: [...headers] });
}
