import type { Clock, MembershipChange } from "../azure.ts";
import { formatDeltaState, parseDeltaState, type DeltaState } from "./delta-state.ts";
import { requireProperties, selectProperties } from "./directory-objects.ts";
import { contextOf, type GraphRequest } from "./graph-call.ts";
import { GraphError } from "./graph-error.ts";
import { allSubjects, type GraphSubject } from "./graph-subject.ts";
import { requirePermission } from "./permissions.ts";
import { requireMethod } from "./require-method.ts";

/** As many objects as come on a page, unless the client prefers fewer. */
const maxPageSize = 200;

/** The collection whose changes a path asks for, if it is such a path. */
export function parseDeltaPath(path: string): DeltaState["type"] | undefined {
  const [, set] = /^\/(groups|users)\/(?:microsoft\.graph\.)?delta(?:\(\))?$/i.exec(path) ?? [];
  if (set === undefined) return undefined;
  return set.toLowerCase() === "groups" ? "group" : "user";
}

/**
 * A page of a delta query: at first everything, then what changed. What changes here is who is a direct
 * member of a group.
 *
 * @throws GraphError for a caller without the permission, an option that it does not take, or a link that
 *   is none or too old.
 * @see https://learn.microsoft.com/graph/api/group-delta
 */
export function answerDelta(call: GraphRequest, type: DeltaState["type"], clock: Clock): unknown {
  const { claims, directory, request, url } = call;
  requireMethod(request, "GET");
  requirePermission(claims, "delta", type);
  const nowInMs = clock.now();
  const changeCount = directory.membershipChanges.length;
  const state = stateOf(call, type, nowInMs, changeCount);
  const until = state.until ?? changeCount;
  const prefer = request.headers.get("prefer") ?? "";

  const changed = changedMembers(directory.membershipChanges.slice(state.since, until));
  const objects = allSubjects(directory).filter(
    ({ type: its, object }) =>
      its === type &&
      (state.ids === null || state.ids.includes(object.id)) &&
      (state.isFirst || (withMembers(state) && changed.has(object.id))),
  );
  const end = state.start + pageSizeOf(prefer);
  const isMinimal = /(?:^|[,;\s])return=minimal/i.test(prefer) && !state.isFirst;
  const next =
    end < objects.length
      ? { ...state, until, start: end, timeInMs: nowInMs }
      : { ...state, since: until, until: null, start: 0, isFirst: false, timeInMs: nowInMs };
  const [link, option] = next.start > 0 ? ["nextLink", "$skiptoken"] : ["deltaLink", "$deltatoken"];
  const set = type === "group" ? "groups" : "users";
  const names = state.select?.filter((name) => name !== "members");
  return {
    "@odata.context": contextOf(call, state.select ? `${set}(${state.select.join(",")})` : set),
    [`@odata.${link}`]: `${url.origin}${url.pathname}?${option}=${formatDeltaState(next)}`,
    value: objects.slice(state.start, end).map((subject) => {
      const { object } = subject;
      const shown = isMinimal
        ? { id: object.id }
        : selectProperties(object, names && ["id", ...names]);
      const members = state.isFirst ? undefined : changed.get(object.id);
      return withMembers(state)
        ? Object.assign({}, shown, membersOf(call, subject, members))
        : shown;
    }),
  };
}

/** Where the caller stands. */
function stateOf(
  call: GraphRequest,
  type: DeltaState["type"],
  nowInMs: number,
  changeCount: number,
): DeltaState {
  const { url, directory } = call;
  const options = new Map(
    [...url.searchParams].map(([name, value]) => [name.toLowerCase(), value]),
  );
  const token = options.get("$skiptoken") ?? options.get("$deltatoken") ?? "";
  const isLatest = token.toLowerCase() === "latest";
  if (token !== "" && !isLatest) {
    if (options.size > 1) {
      throw new GraphError(
        400,
        "BadRequest",
        "A link of a delta query holds its options; give no further ones.",
      );
    }
    return parseDeltaState(token, { type, url, nowInMs });
  }
  const unknown = [...options.keys()].find((name) => !firstOptions.has(name));
  if (unknown !== undefined) {
    throw new GraphError(
      400,
      "Request_UnsupportedQuery",
      `The query option '${unknown}' is not supported by delta queries of the local Azure.`,
    );
  }
  const select =
    options
      .get("$select")
      ?.split(",")
      .map((name) => name.trim()) ?? null;
  const own = type === "group" ? (select?.filter((name) => name !== "members") ?? []) : select;
  requireProperties([type], own ?? []);
  const filter = options.get("$filter");
  const ids = filter === undefined ? null : idsOf(filter);
  const isKnown = (id: string) => allSubjects(directory).some(({ object }) => object.id === id);
  return {
    type,
    select,
    ids: ids?.filter(isKnown) ?? null,
    since: changeCount,
    until: null,
    isFirst: !isLatest,
    start: 0,
    timeInMs: nowInMs,
  };
}

/** What a client can ask for at first. */
const firstOptions: ReadonlySet<string> = new Set(["$select", "$filter", "$deltatoken"]);

/** The ids in a filter of the only form that delta queries take: `id eq '…' or id eq '…'`. */
function idsOf(filter: string): readonly string[] {
  const parts = filter.split(/\s+or\s+/i).map((part) => /^\s*id\s+eq\s+'([^']+)'\s*$/i.exec(part));
  const ids = parts.flatMap((part) => part?.[1]?.toLowerCase() ?? []);
  if (ids.length === parts.length && ids.length <= maxIds) return ids;
  throw new GraphError(
    400,
    "Request_UnsupportedQuery",
    `Delta queries are filtered by up to ${maxIds} ids, as in id eq '…' or id eq '…'.`,
  );
}

/** As many objects as can be tracked by their ids. */
const maxIds = 50;

function pageSizeOf(prefer: string): number {
  const [, size] = /odata\.maxpagesize=(\d+)/i.exec(prefer) ?? [];
  return Math.min(Math.max(Number(size ?? maxPageSize), 1), maxPageSize);
}

/** Groups have their members tracked if nothing else was selected. */
function withMembers({ type, select }: DeltaState): boolean {
  return type === "group" && (select === null || select.includes("members"));
}

/** The last that happened to each member of each group. */
function changedMembers(
  changes: readonly MembershipChange[],
): ReadonlyMap<string, ReadonlyMap<string, MembershipChange["kind"]>> {
  const groups = new Map<string, Map<string, MembershipChange["kind"]>>();
  for (const { groupId, memberId, kind } of changes) {
    const members = groups.get(groupId) ?? new Map<string, MembershipChange["kind"]>();
    groups.set(groupId, members.set(memberId, kind));
  }
  return groups;
}

function membersOf(
  { directory }: GraphRequest,
  { object }: GraphSubject,
  changed: ReadonlyMap<string, MembershipChange["kind"]> | undefined,
): Readonly<Record<string, unknown>> {
  const members = allSubjects(directory).filter(({ object: { id } }) =>
    changed ? changed.has(id) : directory.groupsOf(id).includes(object.id),
  );
  if (members.length === 0) return {};
  return {
    "members@delta": members.map(({ type, object: { id } }) => {
      const member = { "@odata.type": `#microsoft.graph.${type}`, id };
      const isRemoved = changed?.get(id) === "removed";
      return isRemoved ? Object.assign(member, { "@removed": { reason: "deleted" } }) : member;
    }),
  };
}
