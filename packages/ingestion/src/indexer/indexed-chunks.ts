/* oxlint-disable no-await-in-loop -- one document after the other */
import { odataText, type SearchIndexClient } from "../azure/search-index.ts";
import type { FailedItem } from "./indexer-problems.ts";

/** So many keys are held at a time. */
const batchSize = 1_000;
/** So many documents without groups are named. */
const maxNamed = 1_000;

/** Whether an index holds nothing. */
export async function isEmpty(
  index: SearchIndexClient,
  abortSignal: AbortSignal,
): Promise<boolean> {
  const first = await index.list({ key: "id", select: ["id"] }, abortSignal).next();
  return first.done === true;
}

/** Removes what an earlier pass over all documents left: the documents are gone, or cannot be judged any more. */
export async function removeEarlierPasses(
  index: SearchIndexClient,
  pass: string,
  abortSignal: AbortSignal,
): Promise<number> {
  return remove(index, `pass ne ${odataText(pass)}`, abortSignal);
}

/**
 * Removes what the index holds of documents that an execution left out, for who may read them now is not certain.
 * What was changed after that, another execution has looked at.
 */
export async function removeFailed(
  index: SearchIndexClient,
  items: readonly FailedItem[],
  abortSignal: AbortSignal,
): Promise<number> {
  let removed = 0;
  for (const { parentId, startTime } of items) {
    const filter = `parent_id eq ${odataText(parentId)} and last_modified le ${startTime}`;
    removed += await remove(index, filter, abortSignal);
  }
  return removed;
}

/** Addresses of documents that nobody can see. */
export async function urlsWithoutGroups(
  index: SearchIndexClient,
  groupField: string,
  abortSignal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const urls = new Set<string>();
  const query = { key: "id", filter: `not ${groupField}/any()`, select: ["url"] };
  for await (const { url } of index.list(query, abortSignal)) {
    urls.add(String(url));
    if (urls.size === maxNamed) break;
  }
  return urls;
}

async function remove(
  index: SearchIndexClient,
  filter: string,
  abortSignal: AbortSignal,
): Promise<number> {
  let removed = 0;
  let keys: string[] = [];
  for await (const { id } of index.list({ key: "id", filter, select: ["id"] }, abortSignal)) {
    if (keys.push(String(id)) < batchSize) continue;
    await index.remove(keys, abortSignal);
    removed += keys.length;
    keys = [];
  }
  if (keys.length > 0) await index.remove(keys, abortSignal);
  return removed + keys.length;
}
