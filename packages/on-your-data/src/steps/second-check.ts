import type { DataSource } from "../data-source.ts";
import { OnYourDataError } from "../on-your-data-error.ts";
import type { SearchHit } from "../retrieve.ts";

/** What the engine must know of whoever asks. */
export interface Reader {
  /** Object ids of all groups. */
  readonly groups: readonly string[];
  readonly objectId: string;
}

/**
 * Keeps the hits that whoever asks may read by what the hits themselves say, in case the filter was lost
 * on its way.
 *
 * @throws OnYourDataError `SECURITY_FIELD_MISSING` if a hit does not say who may read it.
 */
export function keepReadable(
  hits: readonly SearchHit[],
  { everyone = [], userField }: DataSource,
  { groups, objectId }: Reader,
): readonly SearchHit[] {
  if (groups.length === 0 && userField === undefined) return [];
  const own = new Set(groups.map((id) => id.toLowerCase()));
  const isForAll = groups.length === 0 ? () => false : (id: string) => everyone.includes(id);
  return hits.filter((hit) => {
    if (hit.groups === undefined) {
      throw new OnYourDataError(
        "SECURITY_FIELD_MISSING",
        "A document came without the field that says who may read it: make the field retrievable in the index, which can be changed in place, and check its name.",
      );
    }
    if (hit.groups.some((id) => own.has(id.toLowerCase()) || isForAll(id))) return true;
    if (userField === undefined) return false;
    return hit.users?.some((id) => id.toLowerCase() === objectId.toLowerCase()) === true;
  });
}
