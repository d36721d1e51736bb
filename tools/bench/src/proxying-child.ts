import { spawn } from "node:child_process";
import { extname } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A process of the bench, which talks by lines of JSON. */
export interface BenchChild {
  /** What it says first. */
  readonly ready: Promise<{ readonly port: number }>;
  readonly say: (value: unknown) => void;
  /** What it has to say now. */
  readonly ask: () => Promise<unknown>;
  readonly stop: () => Promise<void>;
}

/** Starts a file of this folder, built or not, as this one is. */
export function startChild(
  file: string,
  args: readonly string[],
  flags: readonly string[] = [],
): BenchChild {
  const extension = extname(import.meta.url);
  const path = fileURLToPath(new URL(`${file}${extension}`, import.meta.url));
  const conditions = extension === ".ts" ? ["--conditions=@entrim/source"] : [];
  const child = spawn(process.execPath, [...conditions, ...flags, path, ...args], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { PATH: process.env["PATH"], NODE_ENV: "production" },
  });
  const ended = new Promise((resolve) => {
    child.once("exit", resolve);
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => {
    // what a contestant says besides is its own affair
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop
      const { done, value } = await lines.next();
      if (done === true) throw new Error(`bench: ${file} ${args[0] ?? ""} has ended`);
      if (value.startsWith("{")) return JSON.parse(value) as unknown;
    }
  };
  return {
    ready: next() as Promise<{ port: number }>,
    say: (value) => void child.stdin.write(`${JSON.stringify(value)}\n`),
    async ask() {
      child.stdin.write("\n");
      return next();
    },
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}
