import {
  createHttpHeaders,
  isRestError,
  type PipelinePolicy,
  type PipelineRequest,
  type PipelineResponse,
} from "@azure/core-rest-pipeline";
import type { GroupMember } from "@entrim/group-filter";
import type { SearchAnswer } from "./format-search-answer.ts";
import { SearchPolicyError } from "./search-policy-error.ts";
import { parseSearchRoute } from "./search-route.ts";
import {
  createSearchTrimmer,
  type SearchTrimmerOptions,
  type TrimmedSearch,
} from "./search-trimmer.ts";

/** The name of the policy in a pipeline, to order others by or to remove it. */
export const searchPolicyName = "searchPolicy";

/** Who asks: always the same, or whoever it is at each request. */
export type SearchPolicyOptions = SearchTrimmerOptions &
  (
    | {
        /** Whoever all requests of the client are for. */
        readonly principal: GroupMember;
        readonly getPrincipal?: never;
      }
    | {
        /** Whoever a request is for, as an `AsyncLocalStorage` knows it; without anybody the request fails. */
        readonly getPrincipal: () => GroupMember | undefined;
        readonly principal?: never;
      }
  );

/**
 * Trims what a `SearchClient` sends to what somebody may read: searches with all their pages, suggestions,
 * completions, counts and lookups. Add it without a phase, so that it sees a request once, before its
 * retries. Whatever else the client would send is refused.
 *
 * @throws TypeError for options that make no rule. Requests fail with a `SearchPolicyError`, or with a
 *   `GroupFilterError` for a filter or a member that is refused.
 */
export function searchPolicy({
  principal,
  getPrincipal,
  ...options
}: SearchPolicyOptions): PipelinePolicy {
  if ((principal === undefined) === (getPrincipal === undefined)) {
    throw new TypeError("search-policy: pass either principal or getPrincipal, to say who asks");
  }
  const trim = createSearchTrimmer(options);

  return {
    name: searchPolicyName,
    async sendRequest(request, next) {
      const route = parseSearchRoute(request.method, new URL(request.url));
      // nobody is refused by the trimmer
      const reader = (principal ?? getPrincipal?.()) as GroupMember;
      const search = trim(route, bodyOf(request), reader);
      if (!search.request) return respond(request, search.answer());
      const response = await next(restrictedRequest(request, search.request)).catch(
        (error: unknown) => {
          // an error that ends in a log must not show the filter
          if (isRestError(error)) error.request = request;
          throw error;
        },
      );
      const answer = parseAnswer(response);
      if (response.status === 200 || response.status === 206) {
        return respond(request, search.answer(answer), response);
      }
      const bodyAsText = JSON.stringify(search.refusal(answer));
      return { request, status: response.status, headers: response.headers, bodyAsText };
    },
  };
}

function bodyOf({ body }: PipelineRequest): unknown {
  if (body === undefined || body === null) return undefined;
  try {
    if (typeof body === "string") return JSON.parse(body) as unknown;
  } catch {
    // refused with what is no text at all
  }
  throw new SearchPolicyError("INVALID_REQUEST", "A search has a body of JSON, as text.");
}

/** A copy: the request itself stays as it came, for whoever looks at it later. */
function restrictedRequest(
  request: PipelineRequest,
  { path, body }: NonNullable<TrimmedSearch["request"]>,
): PipelineRequest {
  // the answer has to be whole before it can be trimmed
  const { streamResponseStatusCodes: _, ...rest } = request;
  const url = new URL(request.url);
  const mountedBelow = url.pathname.slice(0, url.pathname.lastIndexOf("/indexes"));
  const headers = createHttpHeaders(request.headers.toJSON());
  headers.set("content-type", "application/json");
  headers.set("accept", "application/json;odata.metadata=none");
  // it lifts what the service itself restricts
  headers.delete("x-ms-enable-elevated-read");
  return {
    ...rest,
    url: `${url.origin}${mountedBelow}${path}`,
    method: "POST",
    headers,
    body: JSON.stringify(body),
  };
}

function parseAnswer({ bodyAsText }: PipelineResponse): unknown {
  try {
    return JSON.parse(bodyAsText ?? "") as unknown;
  } catch {
    // what is no JSON is no answer either
    return null;
  }
}

function respond(
  request: PipelineRequest,
  { status, contentType, body }: SearchAnswer,
  response?: PipelineResponse,
): PipelineResponse {
  const headers = createHttpHeaders(response?.headers.toJSON() ?? {});
  for (const name of ["content-length", "content-encoding", "etag"]) headers.delete(name);
  headers.set("content-type", contentType);
  const sent = status === 200 ? (response?.status ?? status) : status;
  return { request, status: sent, headers, bodyAsText: body };
}
