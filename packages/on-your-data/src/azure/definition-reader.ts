import type { AzureClient } from "./azure-client.ts";
import { parseIndexDefinition, type IndexDefinition } from "./index-definition.ts";
import { keepAnswers, type KeptReader } from "./keep-answers.ts";

/** A preview, for no stable version is known to show the permission fields of an index. */
export const definitionApiVersion = "2026-08-01-preview";

/** How definitions are read. */
export interface DefinitionReaderOptions {
  readonly apiVersion: string;
  readonly maxAgeInMs: number;
  readonly now: () => number;
}

/** Reads definitions of indexes and keeps them for a while. */
export function createDefinitionReader(
  { get }: AzureClient,
  { apiVersion, ...age }: DefinitionReaderOptions,
): KeptReader<IndexDefinition> {
  const query = `?api-version=${encodeURIComponent(apiVersion)}`;
  const never = new AbortController().signal;
  return keepAnswers(async (indexName) => {
    const { bodyAsText } = await get(`/indexes/${indexName}${query}`, { abortSignal: never });
    return parseIndexDefinition(bodyAsText ?? "");
  }, age);
}
