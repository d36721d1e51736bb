// npm run bench:proxying -w tools/bench: proxies against a bare one. README.md says what the figures mean.
import { Command } from "commander";
import { measureProxies, proxyNames } from "./proxying-figures.ts";

const { rounds, requests, only, profile } = new Command("npm run bench:proxying -w tools/bench --")
  .description("Measure proxies against a bare one")
  .option("--rounds <number>", "how often each is measured", "9")
  .option("--requests <number>", "how many requests a round has; of streams it is a tenth", "3000")
  .option("--only <names>", `with commas between them: ${Object.keys(proxyNames).join(",")}`)
  .option("--profile <directory>", "where to write a processor profile of each")
  .parse()
  .opts<{ rounds: string; requests: string; only?: string; profile?: string }>();

const figures = await measureProxies({
  rounds: Number(rounds),
  requests: Number(requests),
  only: only?.split(","),
  profileDirectory: profile,
});

const cellOf = (value: number, unit: string, sign = ""): string =>
  Number.isNaN(value) ? "–" : `${sign}${value.toFixed(unit === "MiB" ? 0 : 2)} ${unit}`;

const columns = ["rate", "processor", "streamed processor", "first byte", "memory"];
console.log(["".padEnd(36), ...columns].join("  "));
for (const one of figures) {
  const cells = [
    cellOf(one.rate, "×"),
    cellOf(one.processor, "×"),
    cellOf(one.streamedProcessor, "×"),
    cellOf(one.firstByteInMs, "ms", "+"),
    cellOf(one.residentInMiB, "MiB"),
  ];
  const name = proxyNames[one.name] ?? one.name;
  const row = cells.map((cell, n) => cell.padStart(Math.max(9, columns[n]?.length ?? 0)));
  console.log([name.padEnd(36), ...row].join("  "));
}
