import type { AzureClient } from "./azure-client.ts";
import { parseIndexDefinition, type IndexDefinition } from "./index-definition.ts";

/** Reads the definition of an index by its name. */
export type DefinitionReader = (
  indexName: string,
  options: { readonly abortSignal: AbortSignal },
) => Promise<IndexDefinition>;

/**
 * Reads definitions of indexes and keeps them for a while. Who asks for one at the same time gets the same, and
 * none of them who leaves takes it from the others; a failure is not kept.
 *
 * @param query As in `?api-version=2024-07-01`.
 */
export function createDefinitionReader(
  { get }: AzureClient,
  {
    query,
    maxAgeInMs,
    now,
  }: { readonly query: string; readonly maxAgeInMs: number; readonly now: () => number },
): DefinitionReader {
  const kept = new Map<string, { definition: Promise<IndexDefinition>; since: number }>();
  const never = new AbortController().signal;

  async function read(indexName: string): Promise<IndexDefinition> {
    const { bodyAsText } = await get(`/indexes/${indexName}${query}`, { abortSignal: never });
    return parseIndexDefinition(bodyAsText ?? "");
  }

  return async (indexName, { abortSignal }) => {
    let entry = kept.get(indexName);
    if (entry === undefined || now() - entry.since >= maxAgeInMs) {
      const fresh = { definition: read(indexName), since: now() };
      fresh.definition.catch(() => {
        if (kept.get(indexName) === fresh) kept.delete(indexName);
      });
      kept.set(indexName, fresh);
      entry = fresh;
    }
    return Promise.race([entry.definition, rejectedBy(abortSignal)]);
  };
}

function rejectedBy(abortSignal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(abortSignal.reason as Error);
    if (abortSignal.aborted) stop();
    else abortSignal.addEventListener("abort", stop, { once: true });
  });
}
