// npm run bench -w tools/bench: ratios against peers, measured in one run. README.md says more.
import { Command, InvalidArgumentError } from "commander";
import { allComparisons } from "./all-comparisons.ts";
import { compare, type Outcome } from "./compare.ts";

const { rounds, only } = new Command("npm run bench -w tools/bench --")
  .description("Measure ratios against peers")
  .option("--rounds <number>", "how often each is measured", roundsOf, 31)
  .option("--only <text>", "only what has this in its name", "")
  .parse()
  .opts<{ rounds: number; only: string }>();

for (const comparison of allComparisons) {
  if (!comparison.name.includes(only)) continue;
  // oxlint-disable-next-line no-await-in-loop -- one at a time, or they would disturb each other
  console.log(lineOf(await compare(comparison, rounds)));
}

function lineOf({ name, peerName, aim, ratio, subjectInUs, peerInUs }: Outcome): string {
  const target = aim === undefined ? "" : ` (aim ${aim})`;
  const times = `${subjectInUs.toFixed(1)} µs : ${peerInUs.toFixed(1)} µs`;
  return `${ratio.toFixed(2).padStart(7)} ×${target}  ${name}, by ${peerName}  [${times}]`;
}

function roundsOf(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError("It must be a number above 0.");
}
