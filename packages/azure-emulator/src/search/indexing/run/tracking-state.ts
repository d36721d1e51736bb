import type { ListedBlob } from "../source/blob-source.ts";

/** What an indexer remembers from run to run. */
export interface TrackingState {
  /** When the last run that went through began to list; undefined before the first one. */
  lastEnumerationAtInMs: number | undefined;
  /** What was read of each blob, and the keys of the documents that came of it. */
  readonly seen: Map<string, { readonly etag: string; readonly keys: readonly string[] }>;
}

/** What an indexer remembers that never ran, or was reset. */
export function createTrackingState(): TrackingState {
  return { lastEnumerationAtInMs: undefined, seen: new Map() };
}

/**
 * Whether a blob was changed since it was read. Lists tell whole seconds, so that those of the second in which
 * the last run began are looked at by their state.
 */
export function isChanged(
  { lastEnumerationAtInMs = 0, seen }: TrackingState,
  { name, etag, modifiedAtInMs }: ListedBlob,
): boolean {
  const isRecent = modifiedAtInMs >= Math.floor(lastEnumerationAtInMs / 1000) * 1000;
  return isRecent && seen.get(name)?.etag !== etag;
}

/** How a status shows it; `null` before the first run. */
export function showTrackingState({ lastEnumerationAtInMs }: TrackingState): string | null {
  if (lastEnumerationAtInMs === undefined) return null;
  const time = new Date(lastEnumerationAtInMs).toISOString();
  return JSON.stringify({
    lastFullEnumerationStartTime: time,
    lastAttemptedEnumerationStartTime: time,
    nameHighWaterMark: null,
  });
}
