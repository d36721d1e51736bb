import { requireProperties, selectProperties, withoutDetails } from "./directory-objects.ts";
import type { ObjectType } from "./directory-objects.ts";
import { contextOf, type GraphCall } from "./graph-call.ts";
import { GraphError } from "./graph-error.ts";
import type { GraphSubject } from "./graph-subject.ts";
import { mayDo } from "./permissions.ts";
import { collectionOptions, countOptions, parseQueryOptions } from "./query-options.ts";

/** Objects to answer with. */
export interface DirectoryList {
  /** Of one type if that is what was asked for. */
  readonly objects: readonly GraphSubject[];
  /** What the objects can be. */
  readonly types: readonly ObjectType[];
  /** What `@odata.context` calls them. */
  readonly name: "directoryObjects" | "groups" | "servicePrincipals" | "users";
}

/**
 * One page of a list, or its length.
 *
 * @throws GraphError for a query that Graph does not answer without `ConsistencyLevel: eventual`.
 * @see https://learn.microsoft.com/graph/aad-advanced-queries
 */
export function directoryPage(call: GraphCall, { objects, types, name }: DirectoryList): unknown {
  const { request, url, path, claims } = call;
  const { select, top, count, skipToken } = parseQueryOptions(
    url.searchParams,
    path.counts ? countOptions : collectionOptions,
  );
  requireConsistency(call, count);
  if (path.counts) return objects.length;
  requireProperties(types, select);

  const start = skipToken === undefined ? 0 : startOf(skipToken, url.pathname);
  const end = start + top;
  return {
    "@odata.context": contextOf(call, select ? `${name}(${select.join(",")})` : name),
    ...(count && skipToken === undefined ? { "@odata.count": objects.length } : {}),
    ...(end < objects.length ? { "@odata.nextLink": nextLink(request, end) } : {}),
    value: objects.slice(start, end).map(({ type, object }) => {
      const visible = mayDo(claims, "read", type) ? object : withoutDetails(object);
      const typed =
        name === "directoryObjects" ? { "@odata.type": `#microsoft.graph.${type}` } : {};
      return Object.assign(typed, selectProperties(visible, select));
    }),
  };
}

/** Casts and counts are answered from an index that may lag, which the client has to say it accepts. */
function requireConsistency({ request, path }: GraphCall, count: boolean): void {
  const eventual = request.headers.get("consistencylevel")?.toLowerCase() === "eventual";
  if ((count || path.counts) && !eventual) {
    throw new GraphError(400, "Request_BadRequest", "$count is not currently supported.");
  }
  if (path.cast && !count && !path.counts) {
    throw new GraphError(400, "Request_UnsupportedQuery", "Unsupported Query.");
  }
}

function nextLink({ url: text }: Request, start: number): string {
  const url = new URL(text);
  const token = Buffer.from(JSON.stringify([url.pathname, start])).toString("base64url");
  const options = [...url.searchParams].filter(([name]) => name !== "$skiptoken");
  const query = [...options, ["$skiptoken", token] as const]
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join("&");
  return `${url.origin}${url.pathname}?${query}`;
}

function startOf(token: string, pathname: string): number {
  try {
    const [path, start]: unknown[] = JSON.parse(Buffer.from(token, "base64url").toString());
    if (path === pathname && Number.isSafeInteger(start) && Number(start) > 0) return Number(start);
  } catch {
    // no token of ours
  }
  throw new GraphError(
    400,
    "Directory_ExpiredPageToken",
    "The specified page token value has expired and can no longer be included in your request.",
  );
}
