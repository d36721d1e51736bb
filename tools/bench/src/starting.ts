import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Comparison } from "./compare.ts";

const packageFile = fileURLToPath(import.meta.resolve("@entrim/azure-emulator/package.json"));
const bin = fileURLToPath(new URL("src/bin.ts", `file://${packageFile}`));

/** Runs Node until it prints something. */
async function untilPrinted(...args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  child.kill("SIGTERM");
  const [code] = (await once(child, "exit")) as [number | null];
  return code ?? 0;
}

/** How long somebody waits for a local Azure that they started. */
export const starting: readonly Comparison[] = [
  {
    name: "a local Azure at the shell, until it listens",
    peerName: "Node until it prints a line",
    aim: 10,
    setUp: () =>
      Promise.resolve({
        subject: () => untilPrinted("--conditions=@entrim/source", bin, "start", "--port", "0"),
        peer: () => untilPrinted("-e", "console.log(1)"),
      }),
  },
];
