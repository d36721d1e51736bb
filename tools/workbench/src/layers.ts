import { isBuiltin } from "node:module";
import { posix } from "node:path";
import { readSourceFacts } from "./source-facts.ts";
import type { Manifest } from "./workspaces.ts";

/** The rows of the house, from the ground up. A row may use those below it. */
const rows = ["data", "azure", "engine", "composed", "adapters", "apps"] as const;

type Row = (typeof rows)[number];

/** Which row a package stands in. A package that is not here fails the check. */
const rowOfPackage: Readonly<Record<string, Row | "tools">> = {
  "@entrim/azure-clouds": "data",
  "@entrim/odata-filter": "data",
  "@entrim/group-filter": "data",
  "@entrim/ingestion-headers": "data",
  "@entrim/access-token": "azure",
  "@entrim/group-membership": "azure",
  "@entrim/token-credential-policy": "azure",
  "@entrim/search-policy": "azure",
  "@entrim/ingestion": "azure",
  "@entrim/rbac-verifier": "azure",
  "@entrim/migrate": "azure",
  "@entrim/guard": "engine",
  "@entrim/on-your-data": "engine",
  "@entrim/keyless-proxy": "engine",
  "@entrim/gateway": "composed",
  "@entrim/node-http": "adapters",
  "@entrim/express": "adapters",
  "@entrim/koa": "adapters",
  "@entrim/azure-emulator": "tools",
};

/** The arrows inside one row. */
const neighbours: Readonly<Record<string, readonly string[]>> = {
  "@entrim/group-filter": ["@entrim/odata-filter"],
  "@entrim/search-policy": ["@entrim/token-credential-policy", "@entrim/access-token"],
  "@entrim/ingestion": ["@entrim/token-credential-policy", "@entrim/access-token"],
  "@entrim/rbac-verifier": ["@entrim/token-credential-policy", "@entrim/access-token"],
  "@entrim/express": ["@entrim/node-http"],
  "@entrim/koa": ["@entrim/node-http"],
};

/** A framework may be imported by its adapter and by apps. */
const frameworks: Readonly<Record<string, string>> = {
  express: "@entrim/express",
  koa: "@entrim/koa",
  "@koa/router": "@entrim/koa",
};

/** Tools that hold the packages against each other or against peers; they may use any. */
const judges: ReadonlySet<string> = new Set([
  "tools/attacks",
  "tools/bench",
  "tools/conformance",
  "tools/existing-servers",
]);

/** What the check needs to know of a workspace. */
export interface LayeredWorkspace {
  /** As in `packages/guard`. */
  readonly folder: string;
  readonly manifest: Manifest;
  readonly files: readonly { readonly path: string; readonly text: string }[];
}

/** Every place where a workspace reaches for what its row may not use, one line each. */
export function findLayerViolations(workspaces: readonly LayeredWorkspace[]): string[] {
  return workspaces.flatMap((workspace) => [
    ...manifestViolations(workspace),
    ...workspace.files.flatMap(({ path, text }) =>
      fileViolations(workspace, path, text).map((fault) => `${workspace.folder}/${path}: ${fault}`),
    ),
  ]);
}

function manifestViolations({ folder, manifest }: LayeredWorkspace): string[] {
  const own = manifest.name;
  const faults: string[] = [];
  if (folder.startsWith("packages/") && !Object.hasOwn(rowOfPackage, own)) {
    faults.push(`${folder}: ${own} stands in no row; add it to the table of the layer check`);
  }
  const shipped = { ...manifest.dependencies, ...manifest.peerDependencies };
  for (const name of Object.keys(shipped)) {
    if (!mayUse(folder, own, name))
      faults.push(`${folder}: depends on ${name}, which is not below it`);
  }
  if (own === "@entrim/odata-filter" && manifest.devDependencies?.["@entrim/azure-emulator"]) {
    faults.push(`${folder}: the local Azure judges by this parser, so it cannot judge the parser`);
  }
  return faults;
}

function fileViolations(workspace: LayeredWorkspace, path: string, text: string): string[] {
  const { folder, manifest } = workspace;
  const facts = readSourceFacts(path, text);
  // a README's program shows a package in use, so it may stand above it
  const isTest = path.includes(".test.") || path.includes(".test-d.") || path === "src/examples.ts";
  const row = rowOfPackage[manifest.name];
  const faults: string[] = [];

  for (const specifier of facts.imports) {
    if (specifier.startsWith(".")) {
      const target = posix.join(posix.dirname(path), specifier);
      if (target.startsWith("..")) faults.push(`imports ${specifier}, outside its own folder`);
      continue;
    }
    if (isTest) continue;
    const name = packageNameOf(specifier);
    if (row === "data" && isBuiltin(specifier)) {
      faults.push(`imports ${specifier}; a data package runs anywhere and does no I/O`);
    }
    if (name !== manifest.name && !mayUse(folder, manifest.name, name)) {
      faults.push(`imports ${name}, which is not below it`);
    }
    const adapter = frameworks[name];
    const mayFrame = folder.startsWith("apps/") || judges.has(folder);
    if (adapter !== undefined && adapter !== manifest.name && !mayFrame) {
      faults.push(`imports ${name}; only ${adapter} and apps do`);
    }
  }
  if (isTest) return faults;
  if (row === "data" && facts.globals.length > 0) {
    faults.push(`uses ${facts.globals.join(", ")}; a data package runs anywhere and does no I/O`);
  }
  if (facts.readsEnvironment && folder.startsWith("packages/") && !isCommandLine(path)) {
    faults.push("reads process.env; only apps and command lines do, packages take options");
  }
  if (facts.exportsAll) faults.push("exports all of another module; name each export");
  return faults;
}

/** Whether an arrow from one workspace to a package points down. */
function mayUse(folder: string, from: string, to: string): boolean {
  if (to.startsWith("@entrim-private/")) return folder.startsWith("tools/");
  if (!to.startsWith("@entrim/")) return true;
  const target = rowOfPackage[to];
  if (target === undefined) return false;
  if (judges.has(folder)) return true;
  if (folder.startsWith("tools/")) return target === "data" || target === "tools";
  if (from === "@entrim/azure-emulator") return to === "@entrim/odata-filter";
  if (target === "tools") return false;
  const own = folder.startsWith("apps/") ? "apps" : rowOfPackage[from];
  if (own === undefined || own === "tools") return false;
  return rows.indexOf(target) < rows.indexOf(own) || (neighbours[from]?.includes(to) ?? false);
}

function packageNameOf(specifier: string): string {
  const parts = specifier.split("/");
  return parts.slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
}

function isCommandLine(path: string): boolean {
  return path === "src/bin.ts" || path.startsWith("src/cli/");
}
