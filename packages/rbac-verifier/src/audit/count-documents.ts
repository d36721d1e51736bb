import { listAt, textAt, type Json } from "../evidence/read-path.ts";
import { createCensus, type CountedDocument, type GroupCensus, textsOf } from "./group-census.ts";
import { facetsOf, partitionByGroup, totalOf } from "./group-facets.ts";
import type { SearchIndex } from "./search-index.ts";

/** Which fields say what. */
export interface AuditFields {
  readonly keyField: string;
  readonly groupField: string;
  readonly parentField: string | undefined;
}

/** A census, and how many documents the service says there are. */
export interface DocumentCount {
  readonly census: GroupCensus;
  readonly total: number;
}

/** How to count. */
export interface CountOptions {
  /** How many ids of each kind to keep. */
  readonly samples: number;
  /** Told how many were read, of how many. */
  readonly tell: (read: number, total: number) => void;
  /** The most that one search can be paged through (100,000, as the service has it). */
  readonly window?: number;
}

const pageSize = 1_000;

/**
 * Reads key, groups and parent of every document. A search can be paged through up to 100,000 documents; an index
 * with more is read group by group, the smallest first, each document in the first of its groups. A group that is
 * still too large is read in part, and the count falls short of the total.
 *
 * @returns Undefined when the index does not show these fields.
 * @throws RbacVerifierError as {@link SearchIndex.search}.
 * @see https://learn.microsoft.com/azure/search/search-pagination-page-layout
 */
export async function countDocuments(
  index: SearchIndex,
  { keyField, groupField, parentField }: AuditFields,
  { samples, tell, window = 100_000 }: CountOptions,
): Promise<DocumentCount | undefined> {
  const select = [keyField, groupField, ...(parentField === undefined ? [] : [parentField])];
  const query = { search: "*", select: select.join(","), count: true };
  const ordered = { ...query, orderby: `${keyField} asc` };
  const first = await index.search({ ...ordered, top: 0 });
  // a key that cannot be sorted by is paged through as it comes
  const base = first === undefined ? query : ordered;
  const answer = first ?? (await index.search({ ...query, top: 0 }));
  if (answer === undefined) return undefined;
  const total = totalOf(answer);
  const census = createCensus({ samples, hasParents: parentField !== undefined });
  let read = 0;

  const toDocument = (row: Json): CountedDocument => ({
    id: textAt(row, keyField) ?? "",
    groups: Reflect.get(Object(row), groupField),
    parent: parentField === undefined ? undefined : Reflect.get(Object(row), parentField),
  });

  async function readPart(filter: object, isOfPart: (groups: readonly string[]) => boolean) {
    // without an order a document may come twice, and another not at all
    const seen = new Set<string>();
    for (let skip = 0; skip < window; skip += pageSize) {
      // one page after another: the service answers few at a time
      // oxlint-disable-next-line no-await-in-loop
      const page = await index.search({
        ...base,
        ...filter,
        top: Math.min(pageSize, window - skip),
        skip,
      });
      const rows = listAt(page, "value").map(toDocument);
      for (const document of rows) {
        if (document.id === "" || seen.has(document.id)) continue;
        seen.add(document.id);
        if (!isOfPart(textsOf(document.groups))) continue;
        census.add(document);
        read++;
      }
      tell(read, total);
      if (rows.length < Math.min(pageSize, window - skip) && !hasMore(page)) break;
    }
  }

  const facets = total > window ? await facetsOf(index, groupField) : undefined;
  if (facets === undefined) {
    await readPart({}, () => true);
  } else {
    for (const { filter, isOfPart } of partitionByGroup(facets, groupField)) {
      // oxlint-disable-next-line no-await-in-loop
      await readPart({ filter }, isOfPart);
    }
  }
  return { census: census.finish(), total };
}

/** A page may end early, where the documents are large. */
function hasMore(page: Json): boolean {
  return Reflect.get(Object(page), "@search.nextPageParameters") !== undefined;
}
