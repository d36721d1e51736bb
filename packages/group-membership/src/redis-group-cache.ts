import type { CachedGroups, GroupCache } from "./group-cache.ts";
import { GroupMembershipError } from "./group-membership-error.ts";
import { createLocalTier } from "./local-tier.ts";
import { createPromptRedis } from "./prompt-redis.ts";
import {
  readRedisGroupCacheOptions,
  type RedisGroupCacheOptions,
} from "./redis-group-cache-options.ts";
import { clockScript, markScript, setScript } from "./redis-scripts.ts";
import { formatStoredGroups, parseStoredGroups } from "./stored-groups.ts";

/**
 * A cache in Redis, 6.2 or later, for the instances that share it: one look-up for all, and an invalidation
 * that all heed. What came first is decided by the clock of Redis.
 *
 * @throws TypeError for options that are wrong.
 */
export function createRedisGroupCache(options: RedisGroupCacheOptions): GroupCache {
  const { client, local, prefix, timeoutInMs } = readRedisGroupCacheOptions(options);
  const redis = createPromptRedis(client, timeoutInMs);
  const tier = local && createLocalTier(local, `${prefix}:marks`);
  const groupsKey = (key: string) => `${prefix}:groups:${key}`;
  // the braces keep all marks of a cluster in one place, where one command reads them
  const since = `${prefix}:{marks}`;
  const clock = `${since}.clock`;
  const markKey = (name: string) => `${since}:${name}`;

  async function readClock(): Promise<number> {
    const answer = await redis.ask((it) =>
      it.eval(clockScript, { keys: [since, clock], arguments: [] }),
    );
    return requireMoment(answer);
  }

  /** The moments marked for names, in their order; first of all since when marks are kept. */
  async function readMarks(names: readonly string[]): Promise<readonly number[]> {
    const answer = await redis.ask((it) => it.mGet([since, ...names.map(markKey)]));
    if (!Array.isArray(answer) || answer.length !== names.length + 1) throw invalid();
    const [keptSince, ...marks] = answer as readonly unknown[];
    return [
      // without marks nobody knows what they said, so everything until now is void
      keptSince === null ? await readClock() : requireMoment(keptSince),
      ...marks.map((mark) => (mark === null ? 0 : requireMoment(mark))),
    ];
  }

  return {
    async get(key) {
      const known = tier?.get(key);
      if (known !== undefined) return known;
      const keep = tier?.expect();
      const text = await redis.ask((it) => it.get(groupsKey(key)));
      if (text === null) return undefined;
      const groups = parseStoredGroups(key, text);
      if (groups === undefined) throw invalid();
      keep?.({ groups: [key, groups] });
      return groups;
    },

    async set(key, groups) {
      const keep = tier?.expect();
      const stored: CachedGroups = { ...groups, ids: Object.freeze([...groups.ids]) };
      await redis.ask((it) =>
        it.eval(setScript, {
          keys: [groupsKey(key)],
          arguments: [
            formatStoredGroups(key, stored),
            String(stored.resolvedAtInMs),
            String(Math.floor(stored.expiresAtInMs)),
          ],
        }),
      );
      keep?.({ groups: [key, Object.freeze(stored)] });
    },

    async mark(name, atInMs, keepForInMs) {
      const standing = await redis.insist((it) =>
        it.eval(markScript, {
          keys: [markKey(name)],
          arguments: [String(atInMs), String(Math.ceil(keepForInMs)), `${prefix}:marks`, name],
        }),
      );
      tier?.noteMark(name, requireMoment(standing));
    },

    async latestMark(names) {
      // since when marks are kept goes by the name that no mark has
      const wanted = [...names];
      const all = ["", ...wanted];
      const near = all.map((name) => tier?.mark(name));
      if (near.every((mark) => mark !== undefined)) return Math.max(...near);
      const keep = tier?.expect();
      const marks = await readMarks(wanted);
      keep?.({ marks: all.map((name, index) => [name, marks[index] ?? 0] as const) });
      // of what was heard meanwhile, Redis may not have known
      return Math.max(...marks, ...all.map((name) => tier?.mark(name) ?? 0));
    },

    now: readClock,
  };
}

function requireMoment(text: unknown): number {
  const moment = typeof text === "string" && text !== "" ? Number(text) : Number.NaN;
  // a mark that cannot be read may have voided anything
  if (!(Number.isFinite(moment) && moment > 0)) throw invalid();
  return moment;
}

function invalid(): GroupMembershipError {
  return new GroupMembershipError("CACHE_VALUE_INVALID");
}
