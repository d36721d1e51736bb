import { spawn } from "node:child_process";
import { constants } from "node:os";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** The chat app as a process of its own. */
export interface RunningApp {
  /** Resolves when it has ended: to its exit code, for a signal to 128 and the signal's number. */
  readonly exit: Promise<number>;
  /** Asks it to end, and ends it after 3 seconds. */
  close(): Promise<void>;
}

const main = fileURLToPath(new URL("../../../apps/express-chat/src/main.ts", import.meta.url));
const startTimeoutInMs = 60_000;
const closeTimeoutInMs = 3_000;

/**
 * Runs the chat app and waits until it answers.
 *
 * @param environment All of its environment variables.
 * @throws Error when it ends or does not answer within a minute; what it said is on standard error.
 */
export async function runApp(
  origin: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<RunningApp> {
  const child = spawn(process.execPath, ["--conditions=@entrim/source", main], {
    env: environment,
    // standard output is what our own commands print
    stdio: ["ignore", 2, 2],
  });
  const exit = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
  // whoever is stopped while the app is still starting must not leave it behind
  const endWithParent = (): void => void child.kill();
  process.once("exit", endWithParent);
  child.once("exit", () => process.off("exit", endWithParent));

  const close = async (): Promise<void> => {
    child.kill("SIGTERM");
    const timer = new AbortController();
    const late = setTimeout(closeTimeoutInMs, "late", timer).catch(() => undefined);
    if ((await Promise.race([exit, late])) === "late") child.kill("SIGKILL");
    timer.abort();
    await exit;
  };
  try {
    const ended = exit.then((code) => {
      throw new Error(`the chat app ended with code ${code} before it answered`);
    });
    await Promise.race([ended, untilItAnswers(`${origin}/healthz`, Date.now() + startTimeoutInMs)]);
  } catch (error) {
    await close();
    throw error;
  }
  return { exit, close };
}

async function untilItAnswers(url: string, deadlineInMs: number): Promise<void> {
  const response = await fetch(url).catch(() => undefined);
  if (response?.ok) return;
  if (Date.now() > deadlineInMs) throw new Error(`the chat app does not answer at ${url}`);
  await setTimeout(100);
  await untilItAnswers(url, deadlineInMs);
}
