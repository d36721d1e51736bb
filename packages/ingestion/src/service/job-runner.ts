/* oxlint-disable no-await-in-loop -- one job after the other */
import { randomUUID } from "node:crypto";
import { isIngestionError } from "../ingestion-error.ts";
import type { IngestionProgress, IngestionResult } from "./ingest-documents.ts";
import { isSameJob, type JobDefinition } from "./job-definition.ts";
import { isEnded, type JobRecord, type JobRun, type StageProgress } from "./job-record.ts";
import type { JobStore } from "./job-store.ts";

/** Runs jobs, several at a time, and keeps where each is. */
export interface JobRunner {
  /** Starts a job, unless the same one is under way; undefined if another of its name is. */
  start(definition: JobDefinition): Promise<JobRecord | undefined>;
  /** Goes on with what another server left, and begins what is due. */
  sweep(): Promise<void>;
  /** Waits until nothing is under way here. */
  idle(): Promise<void>;
  /** Ends what is under way; the next server goes on with it. */
  close(): Promise<void>;
}

/** What a runner works with. */
export interface JobRunnerOptions {
  readonly store: JobStore;
  /** Does what a job says. */
  readonly run: (
    definition: JobDefinition,
    options: {
      readonly onProgress: (progress: IngestionProgress) => void;
      readonly abortSignal: AbortSignal;
    },
  ) => Promise<IngestionResult>;
  /** Jobs at a time. */
  readonly maxConcurrentJobs: number;
  /** How often progress is kept. */
  readonly heartbeatInMs: number;
  /** Hears of what the state of a job does not say. */
  readonly onError: (error: unknown, jobId: string) => void;
  readonly now: () => number;
}

const maxRuns = 10;
const maxWarnings = 200;
/** A job whose server has not been heard of for so many heartbeats is nobody's. */
const staleHeartbeats = 6;

/** Makes a runner of jobs. */
export function createJobRunner(options: JobRunnerOptions): JobRunner {
  const { store, run, maxConcurrentJobs, heartbeatInMs, onError, now } = options;
  const active = new Map<string, Promise<void>>();
  const waiting: (() => void)[] = [];
  const closing = new AbortController();
  let free = maxConcurrentJobs;

  function isStale(latest: JobRun): boolean {
    return !isEnded(latest) && now() - latest.seenAt > staleHeartbeats * heartbeatInMs;
  }

  async function begin(
    definition: JobDefinition,
    before: JobRecord | undefined,
  ): Promise<JobRecord> {
    const at = now();
    const fresh: JobRun = {
      runId: randomUUID(),
      status: "notRunning",
      startedAt: at,
      seenAt: at,
      warnings: [],
      stages: stagesOf(undefined, "notRunning"),
    };
    const record: JobRecord = {
      definition,
      runs: [fresh, ...(before?.runs ?? []).slice(0, maxRuns - 1)],
    };
    // kept before anybody is told of it
    await store.write(record);
    launch(record);
    return record;
  }

  function launch(record: JobRecord): void {
    const { jobId } = record.definition;
    const work = execute(record)
      .catch((error: unknown) => onError(error, jobId))
      .finally(() => active.delete(jobId));
    active.set(jobId, work);
  }

  async function execute(record: JobRecord): Promise<void> {
    const { definition } = record;
    const [first, ...earlier] = record.runs;
    let progress: IngestionProgress | undefined;
    const save = async (change: Partial<JobRun>): Promise<void> => {
      const latest: JobRun = { ...first, ...change, seenAt: now() };
      await store.write({ definition, runs: [latest, ...earlier] });
    };
    // a failure to keep the progress ends nothing: the end of the job is kept below, or told
    const beat = setInterval(() => {
      const status = progress === undefined ? "notRunning" : "running";
      save({ status, stages: stagesOf(progress, status) }).catch((error: unknown) =>
        onError(error, definition.jobId),
      );
    }, heartbeatInMs);
    try {
      await enter();
      try {
        closing.signal.throwIfAborted();
        await save({ status: "running", stages: stagesOf(undefined, "running") });
        const result = await run(definition, {
          abortSignal: closing.signal,
          onProgress: (next) => (progress = next),
        });
        clearInterval(beat);
        await save({ ...outcomeOf(result), endedAt: now() });
      } finally {
        leave();
      }
    } catch (error) {
      clearInterval(beat);
      if (closing.signal.aborted) return;
      onError(error, definition.jobId);
      await save({
        status: "failed",
        endedAt: now(),
        error: failureOf(error),
        stages: stagesOf(progress, "failed"),
      });
    } finally {
      clearInterval(beat);
    }
  }

  async function enter(): Promise<void> {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  }

  /** Hands the place on to who waits longest. */
  function leave(): void {
    const next = waiting.shift();
    if (next === undefined) free++;
    else next();
  }

  async function start(definition: JobDefinition): Promise<JobRecord | undefined> {
    const { jobId } = definition;
    const before = await store.read(jobId);
    if (before !== undefined && !isEnded(before.runs[0])) {
      const isElsewhere = !active.has(jobId) && !isStale(before.runs[0]);
      if (active.has(jobId) || isElsewhere) {
        return isSameJob(before.definition, definition) ? before : undefined;
      }
    }
    return begin(definition, before);
  }

  return {
    start,
    async sweep() {
      for (const record of await store.list(closing.signal)) {
        const { definition, runs } = record;
        const [latest] = runs;
        if (active.has(definition.jobId)) continue;
        const interval = definition.refreshIntervalInMinutes * 60_000;
        const isDue = isEnded(latest) && interval > 0 && now() - (latest.endedAt ?? 0) >= interval;
        if (isStale(latest)) launch(record);
        else if (isDue) await begin(definition, record);
      }
    },
    async idle() {
      while (active.size > 0) await Promise.allSettled(active.values());
    },
    async close() {
      closing.abort(new Error("ingestion: the service is closed"));
      for (const wake of waiting.splice(0)) wake();
      await Promise.allSettled(active.values());
    },
  };
}

/** The two stages of a job, as far as they are. */
function stagesOf(
  progress: IngestionProgress | undefined,
  status: JobRun["status"],
): readonly StageProgress[] {
  const { found = 0, read = 0, changed = 0, written = 0 } = progress ?? {};
  const stateOf = (done: number, total: number): JobRun["status"] =>
    status === "running" && progress !== undefined && done === total && read === found
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

function outcomeOf(result: IngestionResult): Partial<JobRun> {
  const { problems, found, unchanged, written } = result;
  const warnings = problems.map(({ name, code, message }) => `${name}: ${code}: ${message}`);
  const more = warnings.length - maxWarnings;
  const kept = more > 0 ? [...warnings.slice(0, maxWarnings), `and ${more} more`] : warnings;
  const isFailed = found > 0 && unchanged + written === 0;
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

function failureOf(error: unknown): { readonly code: string; readonly message: string } {
  return isIngestionError(error)
    ? { code: error.code, message: error.message }
    : { code: "INTERNAL_ERROR", message: "The job ended unexpectedly." };
}
