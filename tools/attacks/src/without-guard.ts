import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Guard } from "./guard.ts";

/**
 * A guard's file without the guard.
 *
 * @param root Of the repository, or of a copy.
 * @throws Error where the text does not stand in the file exactly once.
 */
export function withoutGuard(
  root: string,
  { file, text, replacement = "" }: Guard,
): { readonly before: string; readonly after: string } {
  const before = readFileSync(join(root, file), "utf8");
  const count = before.split(text).length - 1;
  if (count !== 1) throw new Error(`${file} has ${count} times: ${text}`);
  return { before, after: before.replace(text, () => replacement) };
}
