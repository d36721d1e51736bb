// npm run bench:ingesting -w tools/bench: how fast documents are read, what it takes, and what becomes of tables.
import { compare } from "./compare.ts";
import { countLostHeaders, measureFolder, measureSpeeds } from "./ingesting-figures.ts";
import { ingesting } from "./ingesting.ts";

for (const comparison of ingesting) {
  // oxlint-disable-next-line no-await-in-loop -- one at a time, or they would disturb each other
  const { ratio, name, peerName } = await compare(comparison, 11);
  console.log(`${ratio.toFixed(2)} × ${name}, by ${peerName}`);
}
const { ours, peers } = await countLostHeaders(1_000_000);
console.log(
  `chunks of tables without their header: ${ours.lost} of ${ours.tables}; of @langchain/textsplitters ${peers.lost} of ${peers.tables}`,
);
for (const { kind, megabytes, processorSeconds } of await measureSpeeds(1_000_000)) {
  console.log(
    `${kind}: ${megabytes.toFixed(1)} MB of text per second, ${processorSeconds.toFixed(2)} s of a processor for each MB`,
  );
}
const { status, seconds, peakInMiB } = await measureFolder(100_000_000);
console.log(
  `a folder of 100 MB, in files of one: ${status} in ${seconds.toFixed(0)} s, ${peakInMiB.toFixed(0)} MiB at most`,
);
