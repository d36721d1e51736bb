import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { attackClasses } from "./all-attacks.test.fixture.ts";
import { guards } from "./guards.ts";
import { summarizeAttacks } from "./summarize-attacks.test.fixture.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

it("shows what is tried, and what comes of it", () => {
  const rows = readme
    .split("\n")
    .filter((line) => /^\| [A-Z] /.test(line))
    .map((line) =>
      line
        .split("|")
        .map((cell) => cell.trim())
        .slice(1, -1),
    );
  const summaries = attackClasses.map(summarizeAttacks).map((summary) => {
    const { letter, name, threats, tried, refused, inVain, either } = summary;
    const counts = [threats, tried["express-chat"], tried["koa-api"], refused, inVain, either];
    return [letter, name].concat(counts.map(String));
  });
  expect(rows).toEqual(summaries);
});

it("says how many guards are deleted", () => {
  expect(readme).toContain(`${guards.length} guards`);
});
