import { spawn } from "node:child_process";
import { constants } from "node:os";

/**
 * Runs a command to its end, on this process's own input and output, with signals passed on to it.
 *
 * @returns Its exit code; for a signal 128 and the signal's number, as a shell has it.
 * @throws Error when the command cannot be started.
 */
export function runChild(
  [command, ...args]: readonly [string, ...string[]],
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  const child = spawn(command, args, { stdio: "inherit", env: environment });
  // a terminal sends its own Ctrl-C to the child too, and a second one would mean "at once"
  const onInterrupt = (): void => {
    if (!process.stdin.isTTY) child.kill("SIGINT");
  };
  const onTerminate = (): void => void child.kill("SIGTERM");
  const onHangUp = (): void => void child.kill("SIGHUP");
  process.on("SIGINT", onInterrupt).on("SIGTERM", onTerminate).on("SIGHUP", onHangUp);
  return new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  }).finally(() => {
    process.off("SIGINT", onInterrupt).off("SIGTERM", onTerminate).off("SIGHUP", onHangUp);
  });
}
