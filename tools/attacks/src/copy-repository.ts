import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";

const notCopied: ReadonlySet<string> = new Set(["node_modules", ".git", ".nx", "dist", "reports"]);

/**
 * A copy of the sources, whose packages see each other's sources in the copy. What was installed is not
 * copied but linked to.
 *
 * @param root Of the repository.
 * @returns The copy's root, in a folder of its own for temporary files.
 */
export function copyRepository(root: string): string {
  const copy = mkdtempSync(join(realpathSync(tmpdir()), "entrim-guards-"));
  cpSync(root, copy, {
    recursive: true,
    filter: (source) =>
      !relative(root, source)
        .split(sep)
        .some((name) => notCopied.has(name)),
  });
  linkInstalled(root, copy, join(root, "node_modules"), join(copy, "node_modules"));
  for (const folder of ["packages", "apps", "tools"]) {
    for (const name of readdirSync(join(root, folder))) {
      const place = join(folder, name, "node_modules");
      linkInstalled(root, copy, join(root, place), join(copy, place));
    }
  }
  return copy;
}

/** Links to what is installed; the links to workspaces lead into the copy. */
function linkInstalled(root: string, copy: string, from: string, to: string): void {
  if (!existsSync(from)) return;
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const place = join(to, entry.name);
    mkdirSync(to, { recursive: true });
    if (entry.name.startsWith("@") && entry.isDirectory()) {
      linkInstalled(root, copy, source, place);
      continue;
    }
    const real = entry.isSymbolicLink() ? relative(root, realpathSync(source)) : undefined;
    const isWorkspace = real !== undefined && /^(?:packages|apps|tools)[\\/][^\\/]+$/.test(real);
    symlinkSync(isWorkspace ? join(copy, real) : source, place);
  }
}
