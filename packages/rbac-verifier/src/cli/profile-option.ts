import { Option } from "commander";

/** The option that says whose topology it is. */
export function profileOption(): Option {
  return new Option("--profile <name>", "entrim, or an edition of the article (entrim)").choices([
    "entrim",
    "r1",
    "r2",
    "r3",
  ]);
}
