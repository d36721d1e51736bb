import { writeFile } from "node:fs/promises";
import { maskIds } from "../mask-ids.ts";
import { codeOf } from "./read-input-file.ts";

/** Where text goes, as the command line says it. */
export interface OutputArguments {
  readonly output?: string;
  readonly mask?: boolean;
}

/** How a table looks where it is going. */
export interface TerminalOptions {
  readonly color: boolean;
  /** Columns of the terminal; none where it goes to a file or another program. */
  readonly width?: number;
}

/** Colours and lines of a terminal, for nobody else. */
export function terminalOptions({ output }: OutputArguments): TerminalOptions {
  const { columns, isTTY } = process.stdout;
  if (output !== undefined) return { color: false };
  const { NO_COLOR: none = "", FORCE_COLOR: forced = "" } = process.env;
  return {
    color: none === "" && (isTTY || (forced !== "" && forced !== "0")),
    ...(isTTY && columns > 0 ? { width: columns } : {}),
  };
}

/**
 * Writes what a command has to say, with other ids where `--mask` asks for it.
 *
 * @throws TypeError when the file cannot be written.
 */
export async function writeOutput(text: string, { output, mask }: OutputArguments): Promise<void> {
  const written = mask === true ? maskIds(text) : text;
  if (output === undefined) process.stdout.write(written);
  else await saveFile(output, written);
}

/**
 * Writes a file that the command line names.
 *
 * @throws TypeError when it cannot be written.
 */
export async function saveFile(name: string, text: string): Promise<void> {
  try {
    await writeFile(name, text);
  } catch (cause) {
    throw new TypeError(
      `rbac-verifier: the file ${name} cannot be written (${codeOf(cause)}); name one in a folder that exists`,
      { cause },
    );
  }
}
