import { access, rm } from "node:fs/promises";
import { decodeJson } from "../evidence/decode-json.ts";
import type { UndoStep } from "../fix/undo-fixes.ts";
import { readInputFile } from "./read-input-file.ts";
import { saveFile } from "./write-output.ts";

/** What can be taken back, in a file; the last that was made stands last. */
export interface UndoFile {
  readonly steps: readonly UndoStep[];
  /** Keeps further steps behind those that are there. */
  add(steps: readonly UndoStep[]): Promise<void>;
  /** Removes the file, when all of it was taken back. */
  remove(): Promise<void>;
}

/**
 * The file of earlier fixes, or an empty one: what a first run made can be taken back after a second as well.
 *
 * @throws TypeError for a file that holds something else.
 */
export async function openUndoFile(name: string): Promise<UndoFile> {
  return (await isThere(name)) ? readUndoFile(name) : undoFile(name, []);
}

/**
 * The file that fixes left.
 *
 * @throws TypeError for one that is not there or holds something else.
 */
export async function readUndoFile(name: string): Promise<UndoFile> {
  const steps = decodeJson(name, await readInputFile(name));
  if (!Array.isArray(steps)) {
    throw new TypeError(
      `rbac-verifier: ${name} holds no steps of a fix; name another file (--undo-file of fix)`,
    );
  }
  return undoFile(name, steps);
}

function undoFile(name: string, steps: readonly UndoStep[]): UndoFile {
  return {
    steps,
    async add(more) {
      if (more.length > 0)
        await saveFile(name, `${JSON.stringify([...steps, ...more], null, 2)}\n`);
    },
    remove: () => rm(name),
  };
}

async function isThere(name: string): Promise<boolean> {
  try {
    await access(name);
    return true;
  } catch {
    return false;
  }
}
