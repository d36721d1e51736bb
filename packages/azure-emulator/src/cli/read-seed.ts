import { readFile } from "node:fs/promises";
import type { Seed } from "../seed.ts";

/**
 * Reads a seed file.
 *
 * @throws Error when it cannot be read or is no JSON.
 */
export async function readSeed(file: string): Promise<Seed> {
  const text = await readFile(file, "utf8");
  try {
    return JSON.parse(text) as Seed;
  } catch (cause) {
    throw new Error(`azure-emulator: ${file} is no JSON`, { cause });
  }
}
