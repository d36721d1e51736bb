// npm run bench-searching -w tools/bench: the local AI Search beside minisearch, and both beside BM25 by its
// definition.
import { measureSearching } from "./searching-figures.ts";

for (const figures of await measureSearching(10_000, 200)) {
  const { name, indexInMs, p50InMs, p95InMs, peakMemoryInMb, overlap, tau } = figures;
  console.log(
    `${name.padEnd(10)}  index ${indexInMs.toFixed(0)} ms  p50 ${p50InMs.toFixed(2)} ms  p95 ${p95InMs.toFixed(2)} ms  memory ${peakMemoryInMb.toFixed(0)} MB  overlap@10 ${overlap.toFixed(3)}  tau ${tau.toFixed(3)}`,
  );
}
