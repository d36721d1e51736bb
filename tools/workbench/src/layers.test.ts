import { describe, expect, it } from "vitest";
import { findLayerViolations, type LayeredWorkspace } from "./layers.ts";
import { readText, readWorkspaces } from "./workspaces.ts";

function workspace(name: string, text: string, path = "src/index.ts"): LayeredWorkspace {
  const [scope, bare] = name.split("/");
  const group = scope === "@entrim" ? "packages" : scope === "apps" ? "apps" : "tools";
  return {
    folder: `${group}/${bare}`,
    manifest: { name: group === "packages" ? name : `@entrim-private/${bare}` },
    files: [{ path, text }],
  };
}

describe("the house", () => {
  it("has no arrow that points up", () => {
    const workspaces = readWorkspaces().map(({ folder, manifest, sources }) => ({
      folder,
      manifest,
      files: sources.map((path) => ({ path, text: readText(folder, path) })),
    }));
    expect(workspaces.length).toBeGreaterThan(10);
    expect(findLayerViolations(workspaces)).toEqual([]);
  });
});

describe("findLayerViolations", () => {
  it.each([
    ["a row that is higher", "@entrim/group-filter", 'import "@entrim/guard";'],
    ["a neighbour", "@entrim/guard", 'import "@entrim/on-your-data";'],
    [
      "a type of a row that is higher",
      "@entrim/guard",
      'import type { X } from "@entrim/express";',
    ],
    ["a higher row by re-export", "@entrim/guard", 'export { x } from "@entrim/express";'],
    ["a higher row by import()", "@entrim/guard", 'await import("@entrim/express");'],
    ["an app or a tool", "@entrim/express", 'import "@entrim-private/e2e";'],
    ["the local Azure", "@entrim/on-your-data", 'import "@entrim/azure-emulator";'],
    ["the product, from the local Azure", "@entrim/azure-emulator", 'import "@entrim/guard";'],
    ["another package by path", "@entrim/express", 'import "../../guard/src/index.ts";'],
    ["a framework outside its adapter", "@entrim/guard", 'import express from "express";'],
    ["the other framework", "@entrim/express", 'import koa from "koa";'],
    ["a package in no row", "@entrim/express", 'import "@entrim/common";'],
    ["everything of a module", "@entrim/guard", 'export * from "./guard.ts";'],
  ])("finds %s", (_, name, text) => {
    expect(findLayerViolations([workspace(name, text)])).toHaveLength(1);
  });

  it.each([
    ["a node module", 'import "node:fs";'],
    ["a node module without its prefix", 'import "fs/promises";'],
    ["the network", "export const x = fetch('https://example.com');"],
  ])("finds %s in a data package", (_, text) => {
    expect(findLayerViolations([workspace("@entrim/odata-filter", text)])).toHaveLength(1);
  });

  it.each([
    "export const key = process.env.KEY;",
    'export const key = process["env"].KEY;',
    "const { env } = process; export const key = env.KEY;",
    'import { env } from "node:process"; export const key = env.KEY;',
    'import p from "node:process"; export const key = p.env.KEY;',
  ])("finds the environment in a package: %s", (text) => {
    expect(findLayerViolations([workspace("@entrim/guard", text)])).toHaveLength(1);
    expect(findLayerViolations([workspace("apps/express-chat", text)])).toEqual([]);
    const cli = workspace("@entrim/azure-emulator", text, "src/bin.ts");
    expect(findLayerViolations([cli])).toEqual([]);
  });

  it("finds a dependency that is not below, and a new package that stands in no row", () => {
    const up: LayeredWorkspace = {
      folder: "packages/guard",
      manifest: { name: "@entrim/guard", dependencies: { "@entrim/express": "^1.0.0" } },
      files: [],
    };
    const unknown = { folder: "packages/common", manifest: { name: "@entrim/common" }, files: [] };
    expect(findLayerViolations([up, unknown])).toHaveLength(2);
  });

  it("lets arrows point down, and tests use the local Azure", () => {
    const down = workspace("@entrim/express", 'import "@entrim/guard"; import "express";');
    const test = workspace(
      "@entrim/guard",
      'import { createEmulator } from "@entrim/azure-emulator";',
      "src/guard.test.ts",
    );
    expect(findLayerViolations([down, test])).toEqual([]);
  });

  it("is not misled by comments and strings", () => {
    const text = '// process.env\nexport const x = "import express from express; process.env";';
    expect(findLayerViolations([workspace("@entrim/guard", text)])).toEqual([]);
  });
});
