import type { GroupCache } from "./group-cache.ts";

/** Names of the marks that void what is known; `principal` also keys the cache. */
export interface MarkNames {
  readonly everybody: string;
  principal(tenantId: string, objectId: string): string;
  group(tenantId: string, groupId: string): string;
}

/**
 * Names for one cloud and one kind of question, so that resolvers which ask differently can share a cache
 * without being answered by each other.
 */
export function createMarkNames(cloud: string, securityEnabledOnly: boolean): MarkNames {
  const prefix = `${cloud}|${securityEnabledOnly ? "security" : "all"}`;
  return {
    everybody: `${prefix}|everybody`,
    principal: (tenantId, objectId) => `${prefix}|principal|${tenantId}|${objectId}`,
    group: (tenantId, groupId) => `${prefix}|group|${tenantId}|${groupId}`,
  };
}

/** The latest moment before which nothing about this caller in these groups is believed. */
export function latestMarkFor(
  cache: GroupCache,
  names: MarkNames,
  { tenantId, objectId, ids }: { tenantId: string; objectId: string; ids: readonly string[] },
): number | Promise<number> {
  return cache.latestMark(namesFor());

  // made when asked for: where nothing is marked, hundreds of names would be for nothing
  function* namesFor(): Iterable<string> {
    yield names.everybody;
    yield names.principal(tenantId, objectId);
    for (const id of ids) yield names.group(tenantId, id);
  }
}
