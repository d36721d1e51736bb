import { writeFile } from "node:fs/promises";
import { maskIds } from "../mask-ids.ts";

/** Where text goes, as the command line says it. */
export interface OutputArguments {
  readonly output?: string;
  readonly mask?: boolean;
}

/** Whether to write in colours. */
export function hasColor({ output }: OutputArguments): boolean {
  return output === undefined && process.stdout.isTTY && !process.env["NO_COLOR"];
}

/** Writes what a command has to say, with other ids where `--mask` asks for it. */
export async function writeOutput(text: string, { output, mask }: OutputArguments): Promise<void> {
  const written = mask === true ? maskIds(text) : text;
  if (output === undefined) process.stdout.write(written);
  else await writeFile(output, written);
}
