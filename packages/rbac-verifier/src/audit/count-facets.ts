import { listAt, textAt } from "../evidence/read-path.ts";
import type { AuditFields, DocumentCount } from "./count-documents.ts";
import { createTally, isGroupId } from "./group-census.ts";
import { facetsOf, totalOf, withoutGroups } from "./group-facets.ts";
import type { SearchIndex } from "./search-index.ts";

/**
 * Counts by the facets of the group field, for an index whose fields cannot be shown. It sees groups and how many
 * documents they read, and no document.
 *
 * @returns Undefined when the index does not allow this either.
 * @throws RbacVerifierError as {@link SearchIndex.search}.
 */
export async function countFacets(
  index: SearchIndex,
  { keyField, groupField }: Pick<AuditFields, "keyField" | "groupField">,
  samples: number,
): Promise<(DocumentCount & { readonly isWhole: boolean }) | undefined> {
  const facets = await facetsOf(index, groupField);
  const none = { search: "*", count: true, filter: withoutGroups(groupField) };
  const empty =
    (await index.search({ ...none, top: samples, select: keyField })) ??
    (await index.search({ ...none, top: 0 }));
  if (facets === undefined || empty === undefined) return undefined;

  const { total, isWhole, counts } = facets;
  const strangeValues = createTally(samples);
  for (const value of counts.keys()) if (!isGroupId(value)) strangeValues.add(value);
  return {
    total,
    isWhole,
    census: {
      documents: total,
      withoutGroups: {
        count: totalOf(empty),
        samples: listAt(empty, "value").flatMap((row) => textAt(row, keyField) ?? []),
      },
      strangeValues,
      withStrangeValues: undefined,
      byGroup: new Map([...counts].filter(([value]) => isGroupId(value))),
      unequalParents: undefined,
    },
  };
}
