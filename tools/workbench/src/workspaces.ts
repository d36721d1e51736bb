import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the repository lies. */
export const repositoryRoot: string = fileURLToPath(new URL("../../..", import.meta.url));

/** A package, app or tool of the repository. */
export interface Workspace {
  /** As in `packages/guard`. */
  readonly folder: string;
  /** As in `guard`. */
  readonly name: string;
  readonly manifest: Manifest;
  /** Paths of its TypeScript and JavaScript sources, tests included, relative to its folder. */
  readonly sources: readonly string[];
}

/** The part of a package.json that the checks read. */
export interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly [member: string]: unknown;
}

/** All workspaces, in the order of their folders. */
export function readWorkspaces(): Workspace[] {
  return ["packages", "apps", "tools"].flatMap((group) =>
    readdirSync(join(repositoryRoot, group), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => {
        const folder = `${group}/${name}`;
        return {
          folder,
          name,
          manifest: JSON.parse(readText(folder, "package.json")) as Manifest,
          sources: readdirSync(join(repositoryRoot, folder, "src"), { recursive: true })
            .map((path) => `src/${String(path)}`)
            .filter((path) => /\.[cm]?[jt]s$/.test(path))
            .toSorted(),
        };
      }),
  );
}

/** A file of a workspace as text. */
export function readText(folder: string, path: string): string {
  return readFileSync(join(repositoryRoot, folder, path), "utf8");
}

/** Whether a workspace has a file. */
export function hasFile(folder: string, path: string): boolean {
  return existsSync(join(repositoryRoot, folder, path));
}
