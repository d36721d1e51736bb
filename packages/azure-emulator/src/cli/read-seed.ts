import { readFile } from "node:fs/promises";
import { z } from "zod";
import { seedSchema } from "../seed-schema.ts";
import type { Seed } from "../seed.ts";

/**
 * Reads a seed file.
 *
 * @throws Error when it cannot be read, is no JSON, or has another form: with the place of each fault.
 */
export async function readSeed(file: string): Promise<Seed> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new Error(
      `azure-emulator: ${file} cannot be read; "azure-emulator seed > ${file}" makes one to begin with`,
      { cause },
    );
  });
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new Error(`azure-emulator: ${file} is no JSON`, { cause });
  }
  const { success, data, error } = seedSchema.safeParse(content);
  if (!success) throw new Error(`azure-emulator: ${file} is no seed\n${z.prettifyError(error)}`);
  return data;
}
