// npm run bench:answering -w tools/bench: what the engine adds to the calls that it makes. README.md says more.
import { Command } from "commander";
import { answererNames, measureAnswering } from "./answering-figures.ts";

const { rounds, requests, streams, only, profile } = new Command(
  "npm run bench:answering -w tools/bench --",
)
  .description("Measure the engine against its calls alone")
  .option("--rounds <number>", "how often each is measured", "9")
  .option("--requests <number>", "how many answers a round has", "500")
  .option("--streams <number>", "how many are open at once when memory is looked at", "200")
  .option("--only <names>", "with commas between them: engine,entrim")
  .option("--profile <directory>", "where to write a processor profile of each")
  .parse()
  .opts<{ rounds: string; requests: string; streams: string; only?: string; profile?: string }>();

const figures = await measureAnswering({
  rounds: Number(rounds),
  requests: Number(requests),
  streams: Number(streams),
  only: only?.split(","),
  profileDirectory: profile,
});

const columns = [
  "rate by bare",
  "by minimum",
  "processor",
  "added",
  "first byte",
  "a stream",
  "memory",
];
console.log(["".padEnd(40), ...columns].join("  "));
for (const one of figures) {
  const cells = [
    `${one.rateByBare.toFixed(2)} ×`,
    `${one.rateByMinimum.toFixed(2)} ×`,
    `${one.processorInMs.toFixed(2)} ms`,
    `+${one.addedProcessorInMs.toFixed(2)} ms`,
    `+${one.addedFirstByteInMs.toFixed(2)} ms`,
    `${one.streamInKiB.toFixed(0)} KiB`,
    `${one.residentInMiB.toFixed(0)} MiB`,
  ];
  const name = answererNames[one.name] ?? one.name;
  const row = cells.map((cell, n) => cell.padStart(Math.max(10, columns[n]?.length ?? 0)));
  console.log([name.padEnd(40), ...row].join("  "));
}
