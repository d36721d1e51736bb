import type { CachedGroups } from "./group-cache.ts";
import { canonicalGroupIds } from "./object-id.ts";

/** Writes what was found for a caller as text that says for whom it was found. */
export function formatStoredGroups(
  key: string,
  { ids, resolvedAtInMs, expiresAtInMs }: CachedGroups,
): string {
  return JSON.stringify({ key, resolvedAtInMs, expiresAtInMs, ids });
}

/**
 * Reads it again; `undefined` for what is of another caller, of another form or not whole. A value that was
 * copied to another key would hand one caller's groups to another.
 */
export function parseStoredGroups(key: string, text: unknown): CachedGroups | undefined {
  if (typeof text !== "string") return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const stored = value as Readonly<Record<string, unknown>>;
  const { resolvedAtInMs, expiresAtInMs } = stored;
  if (stored["key"] !== key || !Array.isArray(stored["ids"])) return undefined;
  if (!isMoment(resolvedAtInMs) || !isMoment(expiresAtInMs)) return undefined;
  const ids = canonicalGroupIds(stored["ids"] as readonly unknown[]);
  return ids && Object.freeze({ ids, resolvedAtInMs, expiresAtInMs });
}

function isMoment(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value > 0;
}
