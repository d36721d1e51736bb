import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");

it("lists every example with its size", () => {
  const rows = [...read("../README.md").matchAll(/^\| \[`([\w.-]+)`\].*\| +(\d+) +\|$/gm)];
  const listed = rows.map(([, file = "", lines]) => `${file} ${lines}`);
  const examples = readdirSync(new URL(".", import.meta.url)).filter(
    (file) => !/\.(?:test|d)\./.test(file) && file !== "contoso-gateway.ts",
  );
  const actual = examples.map((file) => `${file} ${read(file).trimEnd().split("\n").length}`);
  expect(listed.toSorted()).toEqual(actual.toSorted());
});
