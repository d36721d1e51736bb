import { requireProperties, selectProperties, withoutDetails } from "./directory-objects.ts";
import type { ObjectType } from "./directory-objects.ts";
import { expandedMembers, requireExpansion } from "./expanded-members.ts";
import type { ObjectExpansion } from "./expansion.ts";
import { contextOf, type GraphCall } from "./graph-call.ts";
import { GraphError } from "./graph-error.ts";
import type { GraphSubject } from "./graph-subject.ts";
import { mayDo } from "./permissions.ts";
import {
  collectionOptions,
  countOptions,
  parseQueryOptions,
  type QueryOptions,
} from "./query-options.ts";

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
export function directoryPage(call: GraphCall, list: DirectoryList): unknown {
  const { request, url, path, claims } = call;
  const { types, name } = list;
  const options = parseQueryOptions(
    url.searchParams,
    path.counts ? countOptions : collectionOptions,
  );
  const { select, top, count, skipToken, expand } = options;
  requireConsistency(call, options);
  const objects = wantedOf(list, options);
  if (path.counts) return objects.length;
  requireProperties(types, select);
  if (expand) requireListExpansion(call, expand, types);

  const start = skipToken === undefined ? 0 : startOf(skipToken, url.pathname);
  const end = start + top;
  return {
    "@odata.context": contextOf(call, select ? `${name}(${select.join(",")})` : name),
    ...(count && skipToken === undefined ? { "@odata.count": objects.length } : {}),
    ...(end < objects.length ? { "@odata.nextLink": nextLink(request, end) } : {}),
    value: objects.slice(start, end).map((subject) => {
      const { type, object } = subject;
      const visible = mayDo(claims, "read", type) ? object : withoutDetails(object);
      const typed =
        name === "directoryObjects" ? { "@odata.type": `#microsoft.graph.${type}` } : {};
      return Object.assign(
        typed,
        selectProperties(visible, select),
        expand ? expandedMembers(call, subject, expand) : {},
      );
    }),
  };
}

/** Only lists of all objects of a type are expanded. */
function requireListExpansion(
  call: GraphCall,
  expand: ObjectExpansion,
  types: readonly ObjectType[],
): void {
  const [type] = types;
  if (call.path.relation || type === undefined) {
    throw new GraphError(400, "Request_UnsupportedQuery", "Unsupported Query.");
  }
  requireExpansion(call, expand, { type, target: type });
}

/** What a filter and a search leave of a list, in order. */
function wantedOf(
  { objects, types }: DirectoryList,
  { filter, search, orderBy }: QueryOptions,
): readonly GraphSubject[] {
  const named = [...(filter?.properties ?? []), ...(search?.properties ?? [])];
  requireProperties(types, orderBy ? [...named, orderBy.property] : named);
  const wanted = objects.filter(
    ({ object }) =>
      (filter === undefined || filter.matches(object)) &&
      (search === undefined || search.matches(object)),
  );
  return orderBy ? wanted.toSorted((a, b) => orderBy.compare(a.object, b.object)) : wanted;
}

/**
 * Casts, counts and all but the simplest questions are answered from an index that may lag, which the
 * client has to say it accepts.
 */
function requireConsistency({ request, path }: GraphCall, options: QueryOptions): void {
  const { count, filter, search, orderBy, expand } = options;
  const eventual = request.headers.get("consistencylevel")?.toLowerCase() === "eventual";
  if ((count || path.counts) && !eventual) {
    throw new GraphError(400, "Request_BadRequest", "$count is not currently supported.");
  }
  if (search && !eventual) {
    throw new GraphError(
      400,
      "Request_BadRequest",
      "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
    );
  }
  const isSimple =
    path.relation === undefined && !filter?.isAdvanced && !(filter !== undefined && orderBy);
  const needsIndex = path.cast !== undefined || ((filter ?? orderBy) !== undefined && !isSimple);
  if (needsIndex && !((count || path.counts) && eventual)) {
    throw new GraphError(400, "Request_UnsupportedQuery", "Unsupported Query.");
  }
  if (expand && eventual) {
    throw new GraphError(
      400,
      "Request_UnsupportedQuery",
      "$expand is not supported together with 'ConsistencyLevel: eventual'.",
    );
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
