import { mkdirSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createPackedProject, type PackedProject } from "./packed-packages.test.fixture.ts";

let project: PackedProject;
// needs the packages built, which `npm test` at the root sees to
beforeAll(() => {
  project = createPackedProject();
}, 120_000);
afterAll(() => project[Symbol.dispose]());

it("holds what is for others, and no tests", () => {
  for (const { files } of project.packages) {
    const paths = files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(["LICENSE", "README.md", "package.json"]));
    expect(paths.filter((path) => /\.test[.-]|tsbuildinfo|^reports/.test(path))).toEqual([]);
  }
});

it("is imported and required, with the same names", () => {
  const script = `
    const entries = process.argv.slice(1);
    Promise.all(entries.map(async (entry) => {
      const imported = Object.keys(await import(entry)).filter((name) => name !== "module.exports").sort();
      const required = Object.keys(require(entry)).filter((name) => name !== "__esModule").sort();
      return { entry, names: imported.length, isSame: imported.join() === required.join() };
    })).then((all) => console.log(JSON.stringify(all)));`;
  const output = project.node("--input-type=commonjs", "-e", script, ...project.entries);
  const all = JSON.parse(output) as { entry: string; names: number; isSame: boolean }[];
  expect(all.length).toBeGreaterThan(project.packages.length);
  expect(all.filter(({ isSame, names }) => !isSame || names === 0)).toEqual([]);
}, 60_000);

it("has types by which the programs of the READMEs compile", () => {
  expect(project.checkTypes()).toBe("");
}, 120_000);

it("reports how big each is, packed and unpacked", () => {
  const sizes = project.packages.map(({ name, size, unpackedSize }) => ({
    name,
    size,
    unpackedSize,
  }));
  const folder = new URL("../reports/", import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL("packed-sizes.json", folder), `${JSON.stringify(sizes, null, 2)}\n`);
  const lines = sizes.map(
    ({ name, size, unpackedSize }) => `${name}: ${kilobytes(size)}, ${kilobytes(unpackedSize)}`,
  );
  console.log(lines.join("\n"));
  expect(sizes.every(({ size, unpackedSize }) => 0 < size && size < unpackedSize)).toBe(true);
});

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
