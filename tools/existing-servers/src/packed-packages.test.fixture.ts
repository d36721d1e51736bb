import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** A tarball as npm describes it. */
interface PackedPackage {
  /** As in `@entrim/guard`. */
  readonly name: string;
  readonly filename: string;
  /** In bytes, packed. */
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

/** A project that has nothing but the packages as they are published. */
export interface PackedProject extends Disposable {
  readonly folder: string;
  readonly packages: readonly PackedPackage[];
  /** Entries to import, as in `@entrim/on-your-data/azure`. */
  readonly entries: readonly string[];
  /** Runs the pinned Node in the project. */
  node(...parameters: readonly string[]): string;
  /** Checks the types of the project; returns what is wrong. */
  checkTypes(): string;
}

interface Manifest {
  readonly exports: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** What programs of the READMEs import beside the packages, and the types of it. */
const consumed = ["@azure", "@types", "express", "koa", "openai", "redis", "typescript"];

/**
 * Packs every package and puts the tarballs into an empty project, with the program of each README. Each
 * package finds those third-party modules that it declares, and no others.
 */
export function createPackedProject(): PackedProject {
  const folder = mkdtempSync(join(tmpdir(), "entrim-packed-"));
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, "@entrim"), { recursive: true });
  const packages = packAll(folder);

  for (const { name, filename } of packages) {
    const target = join(modules, name);
    mkdirSync(target);
    execFileSync("tar", ["xzf", join(folder, filename), "-C", target, "--strip-components=1"]);
    linkDeclared(name, target);
    const example = join(root, "packages", name.slice("@entrim/".length), "src", "examples.ts");
    cpSync(example, join(folder, "examples", `${name.slice("@entrim/".length)}.ts`));
  }
  for (const name of consumed) symlinkSync(join(root, "node_modules", name), join(modules, name));

  return {
    folder,
    packages,
    entries: packages.flatMap(({ name }) => entriesOf(name, join(modules, name))),
    node: (...parameters) =>
      execFileSync(process.execPath, [...parameters], { cwd: folder, encoding: "utf8", env: {} }),
    checkTypes: () => runCompiler(folder),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}

function packAll(destination: string): PackedPackage[] {
  const workspaces = readdirSync(join(root, "packages")).flatMap((name) => [
    "-w",
    `packages/${name}`,
  ]);
  const output = execFileSync(
    "npm",
    ["pack", "--json", "--ignore-scripts", "--pack-destination", destination, ...workspaces],
    { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
  );
  return JSON.parse(output) as PackedPackage[];
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

function entriesOf(name: string, folder: string): string[] {
  return Object.keys(manifestOf(folder).exports)
    .filter((entry) => entry !== "./package.json")
    .map((entry) => name + entry.slice(1));
}

/** Third-party modules as they were installed for the package. */
function linkDeclared(name: string, target: string): void {
  const { dependencies, peerDependencies } = manifestOf(target);
  const origin = join(root, "packages", name.slice("@entrim/".length));
  for (const declared of Object.keys({ ...dependencies, ...peerDependencies })) {
    if (declared.startsWith("@entrim/")) continue;
    const installed = [origin, root]
      .map((from) => join(from, "node_modules", declared))
      .find((path) => existsSync(path));
    if (installed === undefined) throw new Error(`${declared} of ${name} is not installed`);
    const link = join(target, "node_modules", declared);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(realpathSync(installed), link);
  }
}

/** Third-party declarations are links to elsewhere, and what is wrong with them is not ours. */
function runCompiler(folder: string): string {
  const programs = readdirSync(join(folder, "examples")).map((file) => join("examples", file));
  // prettier-ignore
  const options = ["--noEmit", "--module", "nodenext", "--target", "es2023", "--strict", "--types", "node"];
  try {
    execFileSync(join(root, "node_modules", ".bin", "tsc"), [...options, ...programs], {
      cwd: folder,
      encoding: "utf8",
    });
    return "";
  } catch (error) {
    const output = String(Reflect.get(Object(error) as object, "stdout"));
    return output
      .split("\n")
      .filter((line) => /^(?:examples|node_modules)/.test(line))
      .join("\n");
  }
}
