import { GroupFilterError } from "./group-filter-error.ts";

/** What parts the ids of one filter. No id may contain it, so none can smuggle in a second one. */
export const delimiter = ",";

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** An id as documents carry it: a GUID in lower case, any other id as it is. */
export function canonicalId(id: string): string {
  const lower = id.toLowerCase();
  return lower !== id && guid.test(id) ? lower : id;
}

/** A pattern that an id has to fit from its first character to its last (a GUID). */
export function wholeIdPattern(pattern: RegExp = guid): RegExp {
  // g and y would remember where they stopped, m would let one good line speak for the others
  return new RegExp(`^(?:${pattern.source})$`, pattern.flags.replaceAll(/[gym]/g, ""));
}

/**
 * Ids in canonical form, each once.
 *
 * @param pattern As {@link wholeIdPattern} makes it.
 * @throws GroupFilterError for anything that is no list of ids.
 */
export function requireIds(ids: unknown, pattern: RegExp): readonly string[] {
  if (!Array.isArray(ids)) throw invalidId();
  return [...new Set(ids.map((id: unknown) => requireId(id, pattern)))];
}

function requireId(id: unknown, pattern: RegExp): string {
  if (typeof id !== "string" || id === "" || id.includes(delimiter) || !pattern.test(id)) {
    throw invalidId();
  }
  return canonicalId(id);
}

function invalidId(): GroupFilterError {
  return new GroupFilterError(
    "INVALID_GROUP_ID",
    "A group id is not one; check where the groups come from, names are no ids.",
  );
}
