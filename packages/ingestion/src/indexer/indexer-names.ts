import { createHash } from "node:crypto";
import type { IndexerPart } from "../azure/search-indexer.ts";

/** The longest name that AI Search takes. */
const maxLength = 128;
const kept = 90;

/** What the data source, the skillset and the indexer of a job are called. */
export function indexerNames(jobId: string): Readonly<Record<IndexerPart, string>> {
  return {
    datasources: nameOf(jobId, "-datasource"),
    skillsets: nameOf(jobId, "-skillset"),
    indexers: nameOf(jobId, "-indexer"),
  };
}

/** Of long names the end is told by a digest, so that no two jobs share one. */
function nameOf(jobId: string, suffix: string): string {
  const name = `${jobId}${suffix}`;
  if (name.length <= maxLength) return name;
  const digest = createHash("sha256").update(jobId).digest("hex").slice(0, 24);
  return `${jobId.slice(0, kept).replace(/-$/, "")}-${digest}${suffix}`;
}
