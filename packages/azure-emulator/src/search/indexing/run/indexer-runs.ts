import type { Clock } from "../../../azure.ts";
import type { IndexStore } from "../../documents/index-store.ts";
import type { JsonObject } from "../../json-object.ts";
import type { ObjectStore, StoredObject } from "../../objects/object-store.ts";
import { SearchError } from "../../search-error.ts";
import type { DataSource } from "../definitions/data-source.ts";
import type { Indexer } from "../definitions/indexer.ts";
import type { Skillset } from "../definitions/skillset.ts";
import type { ServiceAccount } from "../service-account.ts";
import { createExecutionLog, type ExecutionLog } from "./execution-log.ts";
import { extractionLimits } from "./read-blob.ts";
import { RunFailure } from "./run-failure.ts";
import { runIndexer } from "./run-indexer.ts";
import { createTrackingState, showTrackingState, type TrackingState } from "./tracking-state.ts";

/** The runs of all indexers of a service. */
export interface IndexerRuns {
  /**
   * Goes by the indexers as they are now: new ones run at once if their schedule says nothing else, those
   * that are gone end, and all others run when their time has come.
   */
  follow(): void;
  /**
   * Starts a run, which goes on by itself.
   *
   * @throws SearchError (409) while there is one.
   */
  start(indexer: Indexer): void;
  /** Has the next run read everything anew. */
  reset(indexer: Indexer): void;
  /** As `GET /indexers('<name>')/search.status` answers it. */
  status(indexer: Indexer): JsonObject;
  /** The run that goes on, or else the last one; `undefined` before the first. */
  last(indexer: Indexer): Execution | undefined;
}

/** What happened to an indexer, as its status shows it. */
export interface Execution {
  readonly status: "success" | "transientFailure" | "persistentFailure" | "inProgress" | "reset";
  readonly errorMessage: string | null;
  readonly startTime: string;
  readonly endTime: string | null;
  readonly itemsProcessed: number;
  readonly itemsFailed: number;
  readonly initialTrackingState: string | null;
  readonly finalTrackingState: string | null;
  readonly errors: ExecutionLog["errors"];
  readonly warnings: ExecutionLog["warnings"];
}

interface Runner {
  /** Of the definition that it goes by. */
  etag: string;
  state: TrackingState;
  /** Completed ones, the newest first. */
  history: readonly Execution[];
  /** How the run stands that is going on. */
  current: (() => Execution) | undefined;
  dueAtInMs: number | undefined;
}

const maxHistory = 50;

/** No runs yet. */
export function createIndexerRuns(options: {
  readonly clock: Clock;
  readonly account: ServiceAccount;
  readonly indexes: IndexStore;
  readonly dataSources: ObjectStore<DataSource>;
  readonly skillsets: ObjectStore<Skillset>;
  readonly indexers: ObjectStore<Indexer>;
}): IndexerRuns {
  const { clock, account, indexes, dataSources, skillsets, indexers } = options;
  const runners = new Map<string, Runner>();
  const runnerOf = ({ value, etag }: StoredObject<Indexer>): Runner => {
    const known = runners.get(value.name);
    if (known?.etag === etag) return known;
    const first = value.schedule?.startsAtInMs ?? 0;
    const isPlanned = !value.disabled && (!known || value.schedule);
    const runner: Runner = known ?? {
      etag,
      state: createTrackingState(),
      history: [],
      current: undefined,
      dueAtInMs: undefined,
    };
    runner.etag = etag;
    runner.dueAtInMs = isPlanned ? Math.max(clock.now(), first) : undefined;
    runners.set(value.name, runner);
    return runner;
  };
  const runnerNamed = ({ name }: Indexer): Runner => runnerOf(indexers.get(name));

  /** @throws RunFailure when something that the indexer needs is not there any more. */
  const partsOf = ({ dataSourceName, skillsetName, targetIndexName }: Indexer) => {
    const dataSource = dataSources.find(dataSourceName)?.value;
    const skillset = skillsetName === null ? undefined : skillsets.find(skillsetName)?.value;
    const targets = (skillset?.indexProjections?.selectors ?? []).map((it) => it.targetIndexName);
    const names = new Set(indexes.list().map(({ definition }) => definition.name));
    const lost = [targetIndexName, ...targets].find((name) => !names.has(name));
    if (!dataSource) throw gone("data source", dataSourceName);
    if (skillsetName !== null && !skillset) throw gone("skillset", skillsetName);
    if (lost !== undefined) throw gone("index", lost);
    return { dataSource, skillset };
  };

  const run = async (indexer: Indexer, runner: Runner): Promise<void> => {
    const { state } = runner;
    const log = createExecutionLog();
    const startTime = timeOf(clock.now());
    const initialTrackingState = showTrackingState(state);
    const show = (
      status: Execution["status"],
      errorMessage: string | null,
      endTime: string | null,
    ): Execution => ({
      status,
      errorMessage,
      startTime,
      endTime,
      itemsProcessed: log.itemsProcessed,
      itemsFailed: log.errors.length,
      initialTrackingState,
      finalTrackingState: endTime === null ? null : showTrackingState(state),
      errors: log.errors,
      warnings: log.warnings,
    });
    runner.current = () => show("inProgress", null, null);
    const isCancelled = (): boolean => runners.get(indexer.name) !== runner;
    let end: Execution;
    try {
      const parts = partsOf(indexer);
      await runIndexer({ indexer, ...parts, indexes, account, clock, state, log, isCancelled });
      end = show("success", null, timeOf(clock.now()));
    } catch (error) {
      const isTransient = !(error instanceof RunFailure) || error.isTransient;
      const message = error instanceof Error ? error.message : String(error);
      const status = isTransient ? "transientFailure" : "persistentFailure";
      end = show(status, message, timeOf(clock.now()));
      // nobody calls an indexer by its schedule that needs somebody's help
      if (!isTransient) runner.dueAtInMs = undefined;
    }
    runner.current = undefined;
    runner.history = [end, ...runner.history].slice(0, maxHistory);
  };

  const runs: IndexerRuns = {
    follow() {
      const stored = indexers.list();
      const names = new Set(stored.map(({ value }) => value.name));
      for (const name of runners.keys()) if (!names.has(name)) runners.delete(name);
      for (const indexer of stored) {
        const { current, dueAtInMs } = runnerOf(indexer);
        if (!current && dueAtInMs !== undefined && dueAtInMs <= clock.now()) {
          runs.start(indexer.value);
        }
      }
    },
    start(indexer) {
      const runner = runnerNamed(indexer);
      if (runner.current) {
        throw new SearchError(
          409,
          "Another indexer invocation is currently in progress; concurrent invocations not allowed.",
        );
      }
      const { intervalInMs } = indexer.schedule ?? {};
      runner.dueAtInMs =
        indexer.disabled || intervalInMs === undefined ? undefined : clock.now() + intervalInMs;
      void run(indexer, runner);
    },
    reset(indexer) {
      const runner = runnerNamed(indexer);
      const initialTrackingState = showTrackingState(runner.state);
      runner.state = createTrackingState();
      const time = timeOf(clock.now());
      const execution: Execution = {
        status: "reset",
        errorMessage: null,
        startTime: time,
        endTime: time,
        itemsProcessed: 0,
        itemsFailed: 0,
        initialTrackingState,
        finalTrackingState: null,
        errors: [],
        warnings: [],
      };
      runner.history = [execution, ...runner.history].slice(0, maxHistory);
    },
    status(indexer) {
      const { history } = runnerNamed(indexer);
      const lastResult = runs.last(indexer) ?? null;
      return {
        name: indexer.name,
        status: lastResult?.status === "persistentFailure" ? "error" : "running",
        lastResult,
        executionHistory: history,
        limits: {
          maxRunTime: indexer.skillsetName === null ? "PT24H" : "PT2H",
          ...extractionLimits,
        },
      };
    },
    last(indexer) {
      const { current, history } = runnerNamed(indexer);
      return current?.() ?? history[0];
    },
  };
  return runs;
}

function gone(what: string, name: string): RunFailure {
  return new RunFailure(`This indexer refers to a ${what} '${name}' that doesn't exist`, false);
}

function timeOf(timeInMs: number): string {
  return new Date(timeInMs).toISOString();
}
