/* oxlint-disable no-await-in-loop -- one job after the other */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { IngestionError } from "../ingestion-error.ts";
import type { IngestionProgress, IngestionResult } from "./ingest-documents.ts";
import { isSameJob, type JobDefinition } from "./job-definition.ts";
import type { HeldJobLock, JobLock } from "./job-lock.ts";
import { failureOf, outcomeOf, stagesOf } from "./job-outcome.ts";
import { isEnded, type JobRecord, type JobRun } from "./job-record.ts";
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
  readonly lock: JobLock;
  /** How long a job without a word of its server is still that server's. */
  readonly lifetimeInMs: number;
  readonly run: RunJob;
  /** Jobs at a time. */
  readonly maxConcurrentJobs: number;
  /** How often progress is kept. */
  readonly heartbeatInMs: number;
  /** Hears of what the state of a job does not say. */
  readonly onError: (error: unknown, jobId: string) => void;
  readonly now: () => number;
}

/** Does what a job says. */
export type RunJob = (
  definition: JobDefinition,
  options: {
    /** The execution of an indexer after which the run began, where another server began it. */
    readonly after: string | undefined;
    /** When the run before was over, in milliseconds since 1970. */
    readonly since: number | undefined;
    readonly onProgress: (progress: IngestionProgress) => void;
    readonly abortSignal: AbortSignal;
  },
) => Promise<IngestionResult>;

const maxRuns = 10;
/** How often, and after how long, to look for the record of a job that another server has just taken. */
const otherServer = { looks: 10, pauseInMs: 100 };

/** Makes a runner of jobs. */
export function createJobRunner(options: JobRunnerOptions): JobRunner {
  const { store, lock, run, maxConcurrentJobs, heartbeatInMs, lifetimeInMs, onError, now } =
    options;
  const active = new Map<string, Promise<void>>();
  const turns = new Map<string, Promise<unknown>>();
  const waiting: (() => void)[] = [];
  const closing = new AbortController();
  let free = maxConcurrentJobs;

  function isStale(latest: JobRun): boolean {
    return !isEnded(latest) && now() - latest.seenAt > lifetimeInMs;
  }

  function isDue({ definition, runs: [latest] }: JobRecord): boolean {
    const interval = definition.refreshIntervalInMinutes * 60_000;
    return isEnded(latest) && interval > 0 && now() - (latest.endedAt ?? 0) >= interval;
  }

  /** One of a job's matters after the other. */
  async function inTurn<T>(jobId: string, work: () => Promise<T>): Promise<T> {
    const turn = (turns.get(jobId) ?? Promise.resolve()).then(work);
    const settled = turn.catch(() => undefined);
    turns.set(jobId, settled);
    try {
      return await turn;
    } finally {
      if (turns.get(jobId) === settled) turns.delete(jobId);
    }
  }

  async function begin(
    definition: JobDefinition,
    before: JobRecord | undefined,
    held: HeldJobLock,
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
    launch(record, held);
    return record;
  }

  function launch(record: JobRecord, held: HeldJobLock): void {
    const { jobId } = record.definition;
    const work = (async () => {
      try {
        await execute(record, held);
      } catch (error) {
        onError(error, jobId);
      }
      active.delete(jobId);
    })();
    active.set(jobId, work);
  }

  async function execute(record: JobRecord, held: HeldJobLock): Promise<void> {
    const { definition } = record;
    const { jobId } = definition;
    const [first, ...earlier] = record.runs;
    const losing = new AbortController();
    const abortSignal = AbortSignal.any([closing.signal, losing.signal]);
    let status: JobRun["status"] = "notRunning";
    let progress: IngestionProgress | undefined;
    let heldAt = performance.now();
    let renewing: Promise<void> | undefined;
    let beating: Promise<void> | undefined;

    async function renew(): Promise<void> {
      try {
        if (await held.renew()) heldAt = performance.now();
        else losing.abort(lost());
      } finally {
        renewing = undefined;
      }
    }
    /** What another server goes on with is not written over. */
    async function save(change: Partial<JobRun>): Promise<void> {
      await (renewing ??= renew());
      abortSignal.throwIfAborted();
      const after = progress?.after ?? first.after;
      const latest: JobRun = {
        ...first,
        ...(after !== undefined && { after }),
        ...change,
        seenAt: now(),
      };
      await store.write({ definition, runs: [latest, ...earlier] });
    }
    async function beat(): Promise<void> {
      try {
        await save({ status, stages: stagesOf(progress, status) });
      } catch (error) {
        // a failure to keep the progress ends nothing: the end of the job is kept below, or told
        if (!abortSignal.aborted) onError(error, jobId);
      }
      beating = undefined;
    }
    const beats = setInterval(() => {
      // for another server it has ended by now
      if (performance.now() - heldAt > lock.lifetimeInMs) losing.abort(lost());
      beating ??= beat();
      // while the record is slow to be written, too; why it cannot be renewed is told above
      renewing ??= renew();
      renewing.catch(() => undefined);
    }, heartbeatInMs);
    async function end(change: Partial<JobRun>): Promise<void> {
      clearInterval(beats);
      await beating;
      await save({ ...change, endedAt: now() });
    }

    try {
      await enter();
      try {
        status = "running";
        await save({ status, stages: stagesOf(undefined, status) });
        const result = await run(definition, {
          after: first.after,
          since: earlier[0]?.endedAt,
          abortSignal,
          onProgress: (next) => (progress = next),
        });
        await end(outcomeOf(result));
      } finally {
        leave();
      }
    } catch (error) {
      if (!closing.signal.aborted) onError(error, jobId);
      if (abortSignal.aborted) return;
      await end({
        status: "failed",
        error: failureOf(error),
        stages: stagesOf(progress, "failed"),
      });
    } finally {
      clearInterval(beats);
      await beating;
      await renewing?.catch(() => undefined);
      await held.release();
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

  function isUnderWay({ definition, runs: [latest] }: JobRecord): boolean {
    return !isEnded(latest) && (active.has(definition.jobId) || !isStale(latest));
  }

  async function start(definition: JobDefinition): Promise<JobRecord | undefined> {
    const { jobId } = definition;
    for (let look = 0; look < otherServer.looks; look++) {
      const before = await store.read(jobId);
      if (before !== undefined && isUnderWay(before)) {
        return isSameJob(before.definition, definition) ? before : undefined;
      }
      const held = active.has(jobId) ? undefined : await lock.acquire(jobId);
      if (held !== undefined) return whileHeld(held, async () => begin(definition, before, held));
      // another server has it, and is about to say so
      await sleep(otherServer.pauseInMs);
    }
    return undefined;
  }

  /** Takes up a job, if it is still there to be taken up when it is locked. */
  async function takeUp(jobId: string): Promise<void> {
    const held = active.has(jobId) ? undefined : await lock.acquire(jobId, closing.signal);
    if (held === undefined) return;
    await whileHeld(held, async () => {
      const record = await store.read(jobId, closing.signal);
      if (record !== undefined && isStale(record.runs[0])) launch(record, held);
      else if (record !== undefined && isDue(record)) {
        await begin(record.definition, record, held);
      } else await held.release();
    });
  }

  return {
    start: (definition) => inTurn(definition.jobId, () => start(definition)),
    async sweep() {
      for (const record of await store.list(closing.signal)) {
        const { jobId } = record.definition;
        const isWaiting = isStale(record.runs[0]) || isDue(record);
        if (isWaiting) await inTurn(jobId, () => takeUp(jobId));
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

function lost(): IngestionError {
  return new IngestionError("JOB_CONFLICT", "Another server goes on with the job.");
}

/** @throws what the work throws; the lock is let go then. */
async function whileHeld<T>(held: HeldJobLock, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await held.release();
    throw error;
  }
}
