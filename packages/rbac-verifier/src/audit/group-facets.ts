import { listAt, type Json, valueAt } from "../evidence/read-path.ts";
import { RbacVerifierError } from "../rbac-verifier-error.ts";
import type { SearchIndex } from "./search-index.ts";

/** How many documents have each value of the group field. */
export interface GroupFacets {
  readonly total: number;
  readonly counts: ReadonlyMap<string, number>;
  /** Whether these are all values. */
  readonly isWhole: boolean;
}

/** More values than that are not counted. */
const maxValues = 10_000;

/**
 * The values of the group field, and how many documents have each.
 *
 * @returns Undefined when the field has no facets.
 * @throws RbacVerifierError as {@link SearchIndex.search}.
 */
export async function facetsOf(
  index: SearchIndex,
  groupField: string,
): Promise<GroupFacets | undefined> {
  const answer = await index.search({
    search: "*",
    top: 0,
    count: true,
    facets: [`${groupField},count:${maxValues + 1}`],
  });
  if (answer === undefined) return undefined;
  const buckets = listAt(Reflect.get(Object(answer), "@search.facets"), groupField);
  return {
    total: totalOf(answer),
    isWhole: buckets.length <= maxValues,
    counts: new Map(
      buckets.map((bucket) => [String(valueAt(bucket, "value")), Number(valueAt(bucket, "count"))]),
    ),
  };
}

/** A part of an index. */
export interface IndexPart {
  readonly filter: string;
  /** Whether a document is of this part and of none before, by its groups. */
  readonly isOfPart: (groups: readonly string[]) => boolean;
}

/** Parts an index into the documents without groups and those of each group that none before had, the smallest first. */
export function partitionByGroup(
  { counts }: GroupFacets,
  groupField: string,
): readonly IndexPart[] {
  const values = [...counts].toSorted(([, one], [, other]) => one - other).map(([value]) => value);
  const rank = new Map(values.map((value, index) => [value, index]));
  const rankOf = (groups: readonly string[]): number =>
    Math.min(...groups.map((value) => rank.get(value) ?? Infinity));
  return [
    { filter: withoutGroups(groupField), isOfPart: (groups) => groups.length === 0 },
    ...values.map((value, index): IndexPart => {
      // a value with the delimiter in it would part into two; isOfPart leaves its documents out anyhow
      const before = values.slice(0, index).filter((one) => !one.includes("|"));
      const others =
        before.length === 0
          ? ""
          : ` and not ${groupField}/any(g: search.in(g, '${before.map(quoted).join("|")}', '|'))`;
      return {
        filter: `${groupField}/any(g: g eq '${quoted(value)}')${others}`,
        isOfPart: (groups) => rankOf(groups) === index,
      };
    }),
  ];
}

/** The filter for documents that have no groups. */
export function withoutGroups(groupField: string): string {
  return `not ${groupField}/any()`;
}

/** The number of documents that a search says it finds. */
export function totalOf(page: Json): number {
  // a path would be parted at its dot
  const total: unknown = Reflect.get(Object(page), "@odata.count");
  if (typeof total !== "number") {
    throw new RbacVerifierError(
      "AZURE_UNAVAILABLE",
      "rbac-verifier: AI Search did not say how many documents there are",
    );
  }
  return total;
}

function quoted(value: string): string {
  return value.replaceAll("'", "''");
}
