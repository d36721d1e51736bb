import { and, formatFilter, or, type Filter } from "@entrim/odata-filter";
import { readCallerFilter } from "./caller-filter.ts";
import { GroupFilterError } from "./group-filter-error.ts";
import { requireIds } from "./group-id.ts";
import { hasOneOf } from "./has-one-of.ts";
import {
  trimmingRule,
  type GroupFilterOptions,
  type RestrictFilterOptions,
  type TrimmingRule,
} from "./trimming-rule.ts";

/** Options of {@link restrictToGroups}: who asks, and so the user, is known only later. */
export interface RestrictToGroupsOptions extends Omit<RestrictFilterOptions, "user"> {
  /** A `Collection(Edm.String)` of the object ids of people who may read a document by name (none). */
  readonly userField?: string;
}

/** Whoever asks. */
export interface GroupMember {
  readonly groups: readonly string[];
  /** Counts only where there is a `userField`. */
  readonly objectId?: string;
}

/**
 * The filter that lets through what at least one of the groups may read. It is a positive `any`: a
 * document whose field is empty or missing is read by nobody, and no groups read nothing.
 *
 * @param groups Ids; GUIDs are compared in lower case, each id counts once, none is ever left out.
 * @see https://learn.microsoft.com/azure/search/search-security-trimming-for-azure-search
 * @throws GroupFilterError for an id that is none: it is neither dropped nor sent.
 * @throws TypeError for options that make no rule.
 */
export function groupFilter(groups: readonly string[], options: GroupFilterOptions): Filter {
  const rule = trimmingRule(options);
  return orByName(openedBy(groups, rule).filter, options.user, rule);
}

/**
 * The filter to send: that of the groups, and a caller's own. The caller's is read alone, by its own
 * grammar, and printed anew, so it can only narrow: `x) or (true` is no filter.
 *
 * @param callerFilter `undefined` and blanks mean none.
 * @returns `false`, which matches nothing, where there are no groups.
 * @throws GroupFilterError for a caller's filter that does not parse or names the security field, for a
 *   group id that is none, and for a result that is too long.
 * @throws TypeError for options that make no rule.
 */
export function restrictFilter(
  callerFilter: string | undefined,
  groups: readonly string[],
  options: RestrictFilterOptions,
): string {
  const rule = trimmingRule(options);
  return restrict(callerFilter, openedBy(groups, rule), options.user, rule) ?? "false";
}

/**
 * The rule for a whole server: what each question sends, by the groups of who asks it. The filter of a
 * frozen list of groups is made once.
 *
 * @returns A function that gives `undefined` when nothing can match: then no request may be sent. It
 *   refuses what {@link restrictFilter} does, with or without groups.
 * @throws TypeError for options that make no rule.
 */
export function restrictToGroups({
  userField,
  ...options
}: RestrictToGroupsOptions): (
  callerFilter: string | undefined,
  principal: GroupMember,
) => string | undefined {
  const rule = trimmingRule(options, userField);
  const known = new WeakMap<readonly string[], Opened>();
  return (callerFilter, { groups, objectId }) => {
    const opened = known.get(groups) ?? openedBy(groups, rule);
    // a list that may still change must not keep the filter of what it was
    if (Object.isFrozen(groups)) known.set(groups, opened);
    const isNamed = userField !== undefined && objectId !== undefined;
    const user = isNamed ? { field: userField, id: objectId } : undefined;
    return restrict(callerFilter, opened, user, rule);
  };
}

/** What a set of groups opens. */
interface Opened {
  /** The values of the security field that do. */
  readonly values: readonly string[];
  readonly filter: Filter;
}

function openedBy(groups: readonly string[], { field, everyone, idPattern }: TrimmingRule): Opened {
  const ids = requireIds(groups, idPattern);
  const values = ids.length === 0 ? ids : [...ids, ...everyone];
  return { values, filter: hasOneOf(field, values) };
}

function orByName(
  filter: Filter,
  user: GroupFilterOptions["user"],
  { idPattern }: TrimmingRule,
): Filter {
  if (!user) return filter;
  const byName = hasOneOf(user.field, requireIds([user.id], idPattern));
  return isNothing(filter) ? byName : or(filter, byName);
}

function restrict(
  callerFilter: string | undefined,
  opened: Opened,
  user: GroupFilterOptions["user"],
  rule: TrimmingRule,
): string | undefined {
  const own = readCallerFilter(callerFilter, opened.values, rule);
  const filter = orByName(opened.filter, user, rule);
  if (isNothing(filter) || isNothing(own)) return undefined;
  const text = formatFilter(own ? and(filter, own) : filter);
  if (text.length <= rule.maxLength) return text;
  throw new GroupFilterError(
    "FILTER_TOO_LONG",
    `The filter is longer than ${rule.maxLength} characters; raise maxLength, for groups are never left out.`,
  );
}

function isNothing(filter: Filter | undefined): boolean {
  return filter?.kind === "constant" && !filter.value;
}
