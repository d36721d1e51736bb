import { describe, expect, it } from "vitest";
import { findSeedDifferences, referenceFaults, seedPackage } from "./seed-package.ts";
import { readWorkspaces, type Workspace } from "./workspaces.ts";

const workspaces = readWorkspaces();
const seed = workspaces.find(({ folder }) => folder === seedPackage) as Workspace;

function changed(manifest: object): Workspace {
  return { ...seed, manifest: { ...seed.manifest, ...manifest } };
}

it("every package matches the seed", () => {
  const packages = workspaces.filter(({ folder }) => folder.startsWith("packages/"));
  expect(packages.length).toBeGreaterThan(9);
  expect(packages.flatMap((own) => findSeedDifferences(seed, own))).toEqual([]);
});

it("every app and tool builds after what it depends on", () => {
  const others = workspaces.filter(({ folder }) => !folder.startsWith("packages/"));
  expect(others.flatMap(referenceFaults)).toEqual([]);
});

describe("findSeedDifferences", () => {
  it("finds nothing in the seed itself", () => {
    expect(findSeedDifferences(seed, seed)).toEqual([]);
  });

  it.each([
    ["another licence", { license: "UNLICENSED" }],
    ["side effects", { sideEffects: true }],
    ["an older engine", { engines: { node: ">=20" } }],
    ["an entry without sources", { exports: { ".": "./dist/index.js" } }],
    ["a dependency without a reference", { dependencies: { "@entrim/odata-filter": "^1.0.0" } }],
    ["a test script of its own", { scripts: { test: "true" } }],
  ])("finds %s", (_, manifest) => {
    expect(findSeedDifferences(seed, changed(manifest))).not.toEqual([]);
  });
});
