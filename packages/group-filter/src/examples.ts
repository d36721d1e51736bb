//#region readme
import { restrictToGroups } from "@entrim/group-filter";

const restrict = restrictToGroups({ field: "group_ids" });

/** What to send to AI Search for a person who asks; undefined: send nothing, nothing can match. */
export function filterFor(
  person: { readonly groups: readonly string[] },
  ownFilter?: string,
): string | undefined {
  return restrict(ownFilter, person);
}
//#endregion
