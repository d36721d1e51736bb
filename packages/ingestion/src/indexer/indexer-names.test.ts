import { expect, it } from "vitest";
import { indexerNames } from "./indexer-names.ts";

const allowed = /^(?!.*--)[a-z0-9][a-z0-9-]{0,126}[a-z0-9]$/;

it("names them by the job", () => {
  expect(indexerNames("handbook")).toEqual({
    datasources: "handbook-datasource",
    skillsets: "handbook-skillset",
    indexers: "handbook-indexer",
  });
});

it("gives long jobs names that AI Search takes, and each its own", () => {
  const long = "a".repeat(127);
  const jobs = [`${long}b`, `${long}c`, `${"a".repeat(89)}-${"b".repeat(38)}`];
  const names = jobs.flatMap((job) => Object.values(indexerNames(job)));
  expect(names.filter((name) => !allowed.test(name))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
});
