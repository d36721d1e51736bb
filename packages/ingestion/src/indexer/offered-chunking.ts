import { randomBytes } from "node:crypto";
import type { SearchIndexerClient } from "../azure/search-indexer.ts";
import type { Chunking } from "./chunk-skill.ts";
import { buildIndexerDefinitions, type IndexerSettings } from "./indexer-definitions.ts";

/** What a job says whose chunks are not measured as was asked for. */
export const charactersRemark =
  "AI Search counts no tokens here, and parts texts by characters, four for each token: chunks may be longer than was asked for.";

/**
 * By what documents can be parted: in tokens, where AI Search takes a skillset that does so.
 *
 * @param pass The pass that the indexer is in, for a skillset that it may be using.
 */
export async function offeredChunking(
  settings: IndexerSettings,
  indexer: SearchIndexerClient,
  pass: string | undefined,
  abortSignal: AbortSignal,
): Promise<Chunking> {
  if (settings.chunking.by !== "tokens") return settings.chunking;
  const { skillsets } = buildIndexerDefinitions(settings, pass ?? randomBytes(8).toString("hex"));
  const isTaken = await indexer.putPreview("skillsets", skillsets, abortSignal);
  return { by: isTaken ? "tokens" : "characters" };
}
