// Run by searching-figures.ts in a process of its own for each engine, so that memory can be told apart.
import { createCorpus } from "./searching-corpus.ts";
import { searchEngines } from "./searching-engines.ts";
import type { RunRequest } from "./searching-figures.ts";

const [name, size, queryCount] = process.argv.slice(2);
const { documents, queries } = createCorpus(Number(size), Number(queryCount));
const create = searchEngines[name as keyof typeof searchEngines];
let engine: Awaited<ReturnType<typeof create>> | undefined;

async function answer(request: RunRequest): Promise<object> {
  const start = performance.now();
  if (request === "index") {
    engine = await create(documents);
    return { timeInMs: performance.now() - start };
  }
  if (request === "memory") return { peakMemoryInMb: process.resourceUsage().maxRSS / 1024 };
  const ranking = await engine?.search(queries[request] ?? "", 10);
  return { timeInMs: performance.now() - start, ranking };
}

process.on("message", (request: RunRequest) => {
  void answer(request).then((answered) => process.send?.(answered));
});
