import type { ObjectType } from "./directory-objects.ts";
import { GraphError } from "./graph-error.ts";

/** The collections at the root of Graph that exist here. */
const roots = ["me", "users", "groups", "servicePrincipals", "directoryObjects"] as const;

const upward = ["memberOf", "transitiveMemberOf"] as const;
const downward = ["members", "transitiveMembers"] as const;

/** What follows an object in a path and is called. */
const actions = [
  "getMemberGroups",
  "getMemberObjects",
  "checkMemberGroups",
  "checkMemberObjects",
] as const;

const casts: readonly ObjectType[] = ["user", "group", "servicePrincipal"];

/** Where a path of Graph's begins. */
export type GraphRoot = (typeof roots)[number];

/** Objects that belong to an object, or that it belongs to. */
export type Relation = (typeof upward | typeof downward)[number];

/** What follows an object in a path and is read. */
const relationsOf: Readonly<Record<GraphRoot, readonly Relation[]>> = {
  me: upward,
  users: upward,
  groups: [...upward, ...downward],
  servicePrincipals: upward,
  directoryObjects: [],
};

/** A question about an object's memberships that is asked by a POST. */
export type MembershipAction = (typeof actions)[number];

/** A path of Graph's, without its version, read. */
export interface GraphPath {
  readonly root: GraphRoot;
  /** Names the object: an id, a user name, or an app id; `undefined` for `/me` and collections. */
  readonly key: string | undefined;
  /** Whether the key is an app id, as in `/servicePrincipals(appId='…')`. */
  readonly byAppId: boolean;
  readonly relation: Relation | undefined;
  readonly action: MembershipAction | undefined;
  /** The only type that is wanted, as in `/microsoft.graph.group`. */
  readonly cast: ObjectType | undefined;
  /** Whether only the number of objects is wanted: `/$count`. */
  readonly counts: boolean;
}

/**
 * Reads a path.
 *
 * @param path As in `/users/…/transitiveMemberOf/microsoft.graph.group`.
 * @throws GraphError for a segment that is unknown there.
 */
export function parseGraphPath(path: string): GraphPath {
  const segments = path.split("/").slice(1).map(decode);
  const first = segments.shift() ?? "";
  const appId = /^servicePrincipals\(appId='([^']*)'\)$/i.exec(first)?.[1];
  const root = appId === undefined ? findName(roots, first) : "servicePrincipals";
  if (!root) throw unknownSegment(first);

  const isSingle = root === "me" || appId !== undefined;
  const key = appId ?? (isSingle || segments[0] === "$count" ? undefined : segments.shift());
  const isObject = isSingle || key !== undefined;
  const relation = isObject ? takeName(segments, relationsOf[root]) : undefined;
  const action = isObject && !relation ? takeName(segments, actions) : undefined;
  const cast = relation ? takeName(segments, casts) : undefined;
  const counts = segments[0] === "$count" && (relation !== undefined || !isObject);
  if (counts) segments.shift();
  const [rest] = segments;
  if (rest !== undefined) throw unknownSegment(rest);
  return { root, key, byAppId: appId !== undefined, relation, action, cast, counts };
}

/** Takes the first segment away if it is one of the names, with or without their namespace. */
function takeName<Name extends string>(
  segments: string[],
  names: readonly Name[],
): Name | undefined {
  const name = findName(names, (segments[0] ?? "").replace(/^microsoft\.graph\./i, ""));
  if (name) segments.shift();
  return name;
}

function findName<Name extends string>(names: readonly Name[], segment: string): Name | undefined {
  return names.find((name) => name.toLowerCase() === segment.toLowerCase());
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw unknownSegment(segment);
  }
}

function unknownSegment(segment: string): GraphError {
  return new GraphError(400, "BadRequest", `Resource not found for the segment '${segment}'.`);
}
