import type { CrawlLimits } from "../crawl/crawl-pages.ts";

/** What a job does, whichever form it was asked for in. */
export interface JobDefinition {
  /** Also the name of the index. */
  readonly jobId: string;
  /** The form it was asked for in: headers (2023-10-01-preview) or JSON (2024-05-01-preview and later). */
  readonly form: "headers" | "json";
  readonly storageEndpoint: string;
  readonly container: string;
  /** Pages of the web that are read in place of the container's blobs. */
  readonly pages?: { readonly urls: readonly string[]; readonly limits: CrawlLimits } | undefined;
  readonly embedding?:
    | { readonly deployment: string; readonly model?: string | undefined }
    | undefined;
  readonly maxTokens: number;
  /** Kept as it was said; no asset but the index is made, so there is nothing to clean up. */
  readonly completionAction: string;
  /** 0: once. */
  readonly refreshIntervalInMinutes: number;
}

/** Whether two jobs do the same. */
export function isSameJob(a: JobDefinition, b: JobDefinition): boolean {
  return shapeOf(a) === shapeOf(b);
}

function shapeOf(definition: JobDefinition): string {
  const members = Object.entries(definition).filter(
    // what is not said is not kept either
    ([name, value]) => name !== "form" && value !== undefined,
  );
  return JSON.stringify(members.toSorted(([x], [y]) => (x < y ? -1 : 1)));
}
