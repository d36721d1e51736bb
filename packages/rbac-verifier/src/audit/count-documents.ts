import { listAt, textAt, valueAt } from "../evidence/read-path.ts";
import { RbacVerifierError } from "../rbac-verifier-error.ts";
import { createCensus, type GroupCensus } from "./group-census.ts";
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

const pageSize = 1_000;

/**
 * Reads key, groups and parent of every document, page by page along the key: skipping ends at 100,000.
 *
 * @param tell Told how many were read, of how many.
 * @returns Undefined when the index does not allow it, by a field that cannot be shown, or a key that cannot
 *   be sorted and filtered by.
 * @throws RbacVerifierError as {@link SearchIndex.search}.
 */
export async function countDocuments(
  index: SearchIndex,
  { keyField, groupField, parentField }: AuditFields,
  samples: number,
  tell: (read: number, total: number) => void,
): Promise<DocumentCount | undefined> {
  const census = createCensus({ samples, hasParents: parentField !== undefined });
  const fields = [keyField, groupField, ...(parentField === undefined ? [] : [parentField])];
  let after: string | undefined;
  let read = 0;
  let total = 0;
  for (;;) {
    // each page begins where the one before ended
    // oxlint-disable-next-line no-await-in-loop
    const page = await index.search({
      search: "*",
      select: fields.join(","),
      orderby: `${keyField} asc`,
      top: pageSize,
      count: after === undefined,
      ...(after === undefined ? {} : { filter: `${keyField} gt '${after.replaceAll("'", "''")}'` }),
    });
    if (page === undefined && after === undefined) return undefined;
    if (after === undefined) total = totalOf(page);
    const rows = listAt(page, "value");
    for (const row of rows) {
      const id = textAt(row, keyField);
      // keys are ASCII: a service that goes back would be asked for ever
      if (id === undefined || (after !== undefined && id <= after)) throw endless();
      census.add({
        id,
        groups: valueAt(row, groupField),
        parent: parentField === undefined ? undefined : valueAt(row, parentField),
      });
      after = id;
    }
    read += rows.length;
    tell(read, total);
    // a page may also end early, where the documents are large
    if (rows.length === 0) return { census: census.finish(), total };
  }
}

/** The number of documents that a search says it finds. */
export function totalOf(page: unknown): number {
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

function endless(): RbacVerifierError {
  return new RbacVerifierError(
    "AZURE_UNAVAILABLE",
    "rbac-verifier: the pages of the index do not go on by its key; is the key field the right one?",
  );
}
