import { isIngestionError } from "../ingestion-error.ts";
import type { IngestionProgress, IngestionResult } from "./ingest-documents.ts";
import type { JobRun, StageProgress } from "./job-record.ts";

const maxWarnings = 200;

/** The two stages of a job, as far as they are. */
export function stagesOf(
  progress: IngestionProgress | undefined,
  status: JobRun["status"],
): readonly StageProgress[] {
  const { found = 0, read = 0, changed = 0, written = 0, isOpen } = progress ?? { isOpen: true };
  const stateOf = (done: number, total: number): JobRun["status"] =>
    status === "running" && isOpen !== true && done === total && read === found
      ? "succeeded"
      : status;
  return [
    { name: "Preprocessing", totalItems: found, processedItems: read, state: stateOf(read, found) },
    {
      name: "Indexing",
      totalItems: changed,
      processedItems: written,
      state: stateOf(written, changed),
    },
  ];
}

/** What is kept of a pass that came to its end. */
export function outcomeOf(result: IngestionResult): Partial<JobRun> {
  const { problems, found, unchanged, written, isDelta, remarks = [] } = result;
  const warnings = [
    ...remarks,
    ...problems.map(({ name, code, message }) => `${name}: ${code}: ${message}`),
  ];
  const more = warnings.length - maxWarnings;
  const kept = more > 0 ? [...warnings.slice(0, maxWarnings), `and ${more} more`] : warnings;
  const isFailed = isDelta !== true && found > 0 && unchanged + written === 0;
  const status = isFailed ? "failed" : "succeeded";
  return {
    status,
    warnings: kept,
    stages: stagesOf(result, status),
    ...(isFailed && {
      error: { code: "BadRequest", message: "None of the documents could be ingested." },
    }),
  };
}

/** What is told of a pass that did not. */
export function failureOf(error: unknown): { readonly code: string; readonly message: string } {
  return isIngestionError(error)
    ? { code: error.code, message: error.message }
    : { code: "INTERNAL_ERROR", message: "The job ended unexpectedly." };
}
