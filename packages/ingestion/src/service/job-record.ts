import type { JobDefinition } from "./job-definition.ts";

/** The state of a job or of one of its stages. */
type JobStatus = "notRunning" | "running" | "succeeded" | "failed";

/** How far a part of a job is. */
export interface StageProgress {
  readonly name: string;
  readonly totalItems: number;
  readonly processedItems: number;
  readonly state: JobStatus;
}

/** One execution of a job. */
export interface JobRun {
  readonly runId: string;
  readonly status: JobStatus;
  /** In milliseconds since 1970, as all times here. */
  readonly startedAt: number;
  /** When whoever runs it last said so. */
  readonly seenAt: number;
  readonly endedAt?: number;
  /** The execution of an indexer after which it began. */
  readonly after?: string;
  readonly error?: { readonly code: string; readonly message: string };
  readonly warnings: readonly string[];
  readonly stages: readonly StageProgress[];
}

/** A job as it is kept. */
export interface JobRecord {
  readonly definition: JobDefinition;
  /** The latest first. */
  readonly runs: readonly [JobRun, ...JobRun[]];
}

/** Whether a run has come to its end. */
export function isEnded({ status }: JobRun): boolean {
  return status === "succeeded" || status === "failed";
}
