import { listAt, textAt, valueAt } from "../evidence/read-path.ts";
import { type AuditFields, type DocumentCount, totalOf } from "./count-documents.ts";
import { createTally, isGroupId } from "./group-census.ts";
import type { SearchIndex } from "./search-index.ts";

/** More groups than that are not counted. */
const maxGroups = 10_000;

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
  const all = await index.search({
    search: "*",
    top: 0,
    count: true,
    facets: [`${groupField},count:${maxGroups + 1}`],
  });
  const none = { search: "*", count: true, filter: `not ${groupField}/any()` };
  const empty =
    (await index.search({ ...none, top: samples, select: keyField })) ??
    (await index.search({ ...none, top: 0 }));
  if (all === undefined || empty === undefined) return undefined;

  const facets: unknown = Reflect.get(Object(all), "@search.facets");
  const buckets = listAt(facets, groupField);
  const strange = createTally(samples);
  const byGroup = new Map<string, number>();
  for (const bucket of buckets) {
    const value = String(valueAt(bucket, "value"));
    if (isGroupId(value)) byGroup.set(value, Number(valueAt(bucket, "count")));
    else strange.add(value);
  }
  const total = totalOf(all);
  return {
    total,
    isWhole: buckets.length <= maxGroups,
    census: {
      documents: total,
      withoutGroups: {
        count: totalOf(empty),
        samples: listAt(empty, "value").flatMap((row) => textAt(row, keyField) ?? []),
      },
      strangeValues: strange,
      withStrangeValues: undefined,
      byGroup,
      unequalParents: undefined,
    },
  };
}
