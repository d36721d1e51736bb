// oxlint-disable no-await-in-loop -- taking turns is what makes the figures fair
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { agreementOf, type Agreement } from "./searching-agreement.ts";
import { createReferenceRanking } from "./searching-bm25.ts";
import { createCorpus } from "./searching-corpus.ts";

/** What one engine came to. */
export interface SearchFigures extends Agreement {
  readonly name: "emulator" | "minisearch";
  readonly indexInMs: number;
  readonly p50InMs: number;
  readonly p95InMs: number;
  /** Of the whole process, the documents included. */
  readonly peakMemoryInMb: number;
}

/** What a run is told to do: to index, to put the query of that number, or to tell its memory. */
export type RunRequest = "index" | "memory" | number;

interface RunAnswer {
  readonly timeInMs: number;
  readonly peakMemoryInMb: number;
  readonly ranking: readonly string[];
}

/**
 * Measures the local AI Search and minisearch on the same documents and queries, and how far their ten best
 * are those of BM25 by its definition. They take turns, so that whatever else the machine does concerns both.
 *
 * @param size The number of documents.
 * @param queryCount The number of queries.
 */
export async function measureSearching(
  size: number,
  queryCount: number,
): Promise<readonly SearchFigures[]> {
  const { documents, queries } = createCorpus(size, queryCount);
  const rank = createReferenceRanking(documents);
  const references = queries.map((query) => rank(query, 10));
  const runs = (["emulator", "minisearch"] as const).map((name) => ({
    name,
    child: startRun(name, size, queryCount),
    indexInMs: 0,
    timesInMs: new Array<number>(),
    rankings: new Array<readonly string[]>(),
  }));
  for (const run of runs) run.indexInMs = (await ask(run.child, "index")).timeInMs;
  for (const isMeasured of [false, true]) {
    for (const query of queries.keys()) {
      for (const { child, timesInMs, rankings } of runs) {
        const { timeInMs, ranking } = await ask(child, query);
        if (!isMeasured) continue;
        timesInMs.push(timeInMs);
        rankings.push(ranking);
      }
    }
  }
  return Promise.all(
    runs.map(async ({ name, child, indexInMs, timesInMs, rankings }) => {
      const { peakMemoryInMb } = await ask(child, "memory");
      child.disconnect();
      const { overlap, tau } = agreementOf(rankings, references);
      return {
        name,
        indexInMs,
        p50InMs: quantile(timesInMs, 0.5),
        p95InMs: quantile(timesInMs, 0.95),
        peakMemoryInMb,
        overlap,
        tau,
      };
    }),
  );
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
}

function startRun(name: string, size: number, queryCount: number): ChildProcess {
  const program = fileURLToPath(new URL("searching-run.ts", import.meta.url));
  return fork(program, [name, String(size), String(queryCount)], {
    execArgv: ["--conditions=@entrim/source"],
  });
}

async function ask(child: ChildProcess, request: RunRequest): Promise<RunAnswer> {
  child.send(request);
  const ended = new AbortController();
  const end = once(child, "exit", { signal: ended.signal }).then(([code]) => {
    throw new Error(`bench: a search engine ended with ${String(code)}`);
  });
  try {
    const [answer] = await Promise.race([once(child, "message"), end]);
    return answer as RunAnswer;
  } finally {
    ended.abort();
    end.catch(() => {});
  }
}
