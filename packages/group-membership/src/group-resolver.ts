import { abortable } from "./abortable.ts";
import { createGraphLookup, type GraphLookup } from "./graph-lookup.ts";
import type { GroupCaller } from "./group-caller.ts";
import { GroupMembershipError } from "./group-membership-error.ts";
import { readGroupResolverOptions, type GroupResolverOptions } from "./group-resolver-options.ts";
import type { GroupSet } from "./group-set.ts";
import { createMarkNames, latestMarkFor } from "./invalidation-marks.ts";
import { createMonotonicClock } from "./monotonic-clock.ts";
import { canonicalGroupIds, canonicalObjectId } from "./object-id.ts";
import { createRecentFailures } from "./recent-failures.ts";
import { createSharedLookups } from "./shared-lookups.ts";
import { createWaitingLine } from "./waiting-line.ts";

/** How often a look-up may be started again. */
const maxTries = 3;
/** How many look-ups are under way at a time. */
const maxLookups = 100;

/** With what a caller is looked up. */
export interface ResolveOptions {
  /** The caller's own token; needed with `onBehalfOf`. */
  readonly assertion?: string | undefined;
  readonly abortSignal?: AbortSignal | undefined;
}

/** Finds the groups of callers. */
export interface GroupResolver {
  /**
   * All groups of a verified caller.
   *
   * @throws GroupMembershipError when they are not known; never a part of them, never a stale set.
   */
  resolve(caller: GroupCaller, options?: ResolveOptions): Promise<GroupSet>;
  /** Believes nothing found so far about this caller, nor what tokens issued so far say. */
  invalidate(principal: { readonly tenantId: string; readonly objectId: string }): Promise<void>;
  /** The same for everybody who was found to be in this group, as when somebody was removed from it. */
  invalidateGroup(group: { readonly tenantId: string; readonly groupId: string }): Promise<void>;
  /** The same for everybody. */
  clear(): Promise<void>;
}

/**
 * Finds out which groups a verified caller is in: from the token's claim where that is declared complete
 * and young enough, from the cache, from Microsoft Graph. No other address is ever asked.
 *
 * @throws TypeError for options that are wrong.
 * @see https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference#groups-overage-claim
 */
export function createGroupResolver(options: GroupResolverOptions): GroupResolver {
  const settings = readGroupResolverOptions(options);
  const { cache, cacheMaxAgeInMs, cloud, maxTokenGroupAgeInMs, now, timeoutInMs } = settings;
  const names = createMarkNames(cloud.name, settings.securityEnabledOnly);
  const ownMoment = createMonotonicClock(now);
  const moment = () => (cache.now === undefined ? ownMoment() : cache.now());
  const failures = createRecentFailures(now);
  const lookups = createSharedLookups();
  const line = createWaitingLine(maxLookups);
  /** No look-up or claim that is older can still be believed, so a mark need not be kept for longer. */
  const keepMarksForInMs = Math.max(cacheMaxAgeInMs, maxTokenGroupAgeInMs) + timeoutInMs;

  /** A cache that fails is as good as none. */
  const ask = async <T>(question: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await question();
    } catch (error) {
      settings.onCacheFailure?.(error);
      return undefined;
    }
  };

  const isUnmarked = async (caller: GroupCaller, ids: readonly string[], since: number) => {
    const mark = await ask(() => latestMarkFor(cache, names, { ...caller, ids }));
    // whether something was invalidated is not known, so what is old is not believed
    return mark !== undefined && since > mark;
  };

  const readToken = async (caller: GroupCaller): Promise<GroupSet | undefined> => {
    const { groups, issuedAtInMs, kind } = caller;
    if (settings.tokenGroups !== "complete" || kind !== "user" || groups.state !== "listed") return;
    if (!(now() - issuedAtInMs < maxTokenGroupAgeInMs)) return;
    const ids = canonicalGroupIds(groups.ids);
    if (ids === undefined) {
      throw new TypeError("group-membership: a group of the caller is no object id");
    }
    if (!(await isUnmarked(caller, ids, issuedAtInMs))) return;
    return Object.freeze({ ids, resolvedAtInMs: issuedAtInMs, source: "token" });
  };

  const readCache = async (caller: GroupCaller, key: string): Promise<GroupSet | undefined> => {
    const known = await ask(() => cache.get(key));
    if (known === undefined || now() >= known.expiresAtInMs) return;
    // a cache may be shared: what is in there is checked like any other input
    const ids = canonicalGroupIds(known.ids);
    const ageInMs = now() - known.resolvedAtInMs;
    if (ids === undefined || !(Math.abs(ageInMs) < cacheMaxAgeInMs)) return;
    if (!(await isUnmarked(caller, ids, known.resolvedAtInMs))) return;
    return Object.freeze({ ids, resolvedAtInMs: known.resolvedAtInMs, source: "cache" });
  };

  const lookUp = async (
    caller: GroupCaller,
    key: string,
    read: GraphLookup,
    triesLeft = maxTries,
  ): Promise<GroupSet> => {
    if (triesLeft === 0) throw new GroupMembershipError("CHANGING");
    const agreed = await ask(moment);
    const resolvedAtInMs = agreed ?? ownMoment();
    const ids = await read();
    // what began at a moment that only this instance knows of cannot be kept for others
    if (agreed !== undefined) {
      // not all at the same moment, if they were all found at the same moment
      const expiresAtInMs = resolvedAtInMs + cacheMaxAgeInMs * (1 - Math.random() / 10);
      await ask(() => cache.set(key, { ids, resolvedAtInMs, expiresAtInMs }));
    }
    const mark = await ask(() => latestMarkFor(cache, names, { ...caller, ids }));
    // invalidated meanwhile: what was read may not be so any more
    if (mark !== undefined && mark >= resolvedAtInMs)
      return lookUp(caller, key, read, triesLeft - 1);
    return Object.freeze({ ids, resolvedAtInMs, source: "graph" });
  };

  const lookUpOnce = async (
    caller: GroupCaller,
    key: string,
    assertion: string | undefined,
  ): Promise<GroupSet> => {
    failures.check(key);
    try {
      return await lookUp(caller, key, createGraphLookup(settings, caller, assertion, line));
    } catch (error) {
      failures.add(key, error);
      throw error;
    }
  };

  return {
    async resolve(caller, { assertion, abortSignal } = {}) {
      abortSignal?.throwIfAborted();
      const known = requireCaller(caller);
      const key = names.principal(known.tenantId, known.objectId);
      return (
        (await readToken(known)) ??
        (await readCache(known, key)) ??
        (await abortable(
          lookups.join(key, assertion, () => lookUpOnce(known, key, assertion)),
          abortSignal,
        ))
      );
    },

    async invalidate({ tenantId, objectId }) {
      const name = names.principal(
        requireId("tenantId", tenantId),
        requireId("objectId", objectId),
      );
      await cache.mark(name, await moment(), keepMarksForInMs);
    },

    async invalidateGroup({ tenantId, groupId }) {
      const name = names.group(requireId("tenantId", tenantId), requireId("groupId", groupId));
      await cache.mark(name, await moment(), keepMarksForInMs);
    },

    async clear() {
      await cache.mark(names.everybody, await moment(), keepMarksForInMs);
    },
  };
}

/** Ids become parts of an address and of cache keys. */
function requireCaller(caller: GroupCaller): GroupCaller {
  return {
    kind: caller.kind,
    tenantId: requireId("tenantId", caller.tenantId),
    objectId: requireId("objectId", caller.objectId),
    groups: caller.groups,
    issuedAtInMs: caller.issuedAtInMs,
  };
}

function requireId(name: string, value: unknown): string {
  const id = canonicalObjectId(value);
  if (id === undefined) {
    throw new TypeError(`group-membership: ${name} must be an object id, of a verified caller`);
  }
  return id;
}
