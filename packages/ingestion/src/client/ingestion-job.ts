import type { IngestionSource } from "@entrim/ingestion-headers";

/** What to ingest, and how. */
export interface IngestionJobRequest extends IngestionSource {
  /** Name of the model behind the embedding deployment, which the JSON form takes (none). */
  readonly embeddingModel?: string;
  /**
   * Pages of the public web that are read in place of the container's documents, which the JSON form takes (none). The
   * access file in the container says who may read them.
   */
  readonly urls?: readonly string[];
  /** Tokens of a chunk (the service's own). */
  readonly maxTokens?: number;
  /** Minutes between two runs; whole hours in the JSON form (0: once). */
  readonly refreshIntervalInMinutes?: number;
  /** Whether what only the job needed is kept (`"cleanUp"`). */
  readonly completionAction?: "cleanUp" | "keepAll";
}

/** The state of a job, of a run and of a stage. */
export type IngestionStatus = "notRunning" | "running" | "succeeded" | "failed";

/** How far a part of a job is. */
export interface IngestionStage {
  readonly name: string;
  readonly totalItems: number;
  readonly processedItems: number;
  readonly state?: IngestionStatus | undefined;
}

/** Where a job is, in the same shape for both forms of the API. */
export interface IngestionJob {
  readonly jobId: string;
  /** The run that this is about, in the JSON form. */
  readonly runId?: string | undefined;
  readonly status: IngestionStatus;
  readonly error?: { readonly code?: string | undefined; readonly message: string } | undefined;
  readonly warnings: readonly string[];
  readonly stages: readonly IngestionStage[];
}

type JsonObject = Readonly<Record<string, unknown>>;

const statuses: readonly IngestionStatus[] = ["notRunning", "running", "succeeded", "failed"];

/** Reads a job or a run of either form; the letters of a status may be large or small. */
export function parseIngestionJob(value: unknown, jobId: string): IngestionJob {
  const body = objectOf(value);
  const { runId, error, warnings, progress } = body;
  const stages = objectOf(progress)["stageProgress"];
  return {
    jobId: textOf(body["jobId"] ?? body["id"]) ?? jobId,
    runId: textOf(runId),
    status: statusOf(body["status"]) ?? "notRunning",
    error: errorOf(error),
    warnings: Array.isArray(warnings) ? warnings.filter((entry) => typeof entry === "string") : [],
    stages: Array.isArray(stages) ? stages.map(parseStage) : [],
  };
}

function parseStage(value: unknown): IngestionStage {
  const { name, totalItems, processedItems, state } = objectOf(value);
  return {
    name: textOf(name) ?? "",
    totalItems: Number(totalItems ?? 0),
    processedItems: Number(processedItems ?? 0),
    state: statusOf(state),
  };
}

function errorOf(value: unknown): IngestionJob["error"] {
  if (typeof value !== "object" || value === null) return undefined;
  const { code, message } = objectOf(value);
  return { code: textOf(code), message: textOf(message) ?? "The job failed." };
}

function statusOf(value: unknown): IngestionStatus | undefined {
  const text = String(value).toLowerCase();
  return statuses.find((status) => status.toLowerCase() === text);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function objectOf(value: unknown): JsonObject {
  return typeof value === "object" && value !== null ? (value as JsonObject) : {};
}
