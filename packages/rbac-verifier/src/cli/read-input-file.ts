import { readFile } from "node:fs/promises";

/**
 * A file that the command line names.
 *
 * @throws TypeError when it cannot be read.
 */
export async function readInputFile(name: string): Promise<Uint8Array> {
  try {
    return await readFile(name);
  } catch (cause) {
    throw new TypeError(
      `rbac-verifier: the file ${name} cannot be read (${codeOf(cause)}); an option that takes several files takes every word up to the next option`,
      { cause },
    );
  }
}

/** The code of an error of the file system, as `ENOENT`. */
export function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, "code") : undefined;
  return typeof code === "string" ? code : "unknown error";
}
