import type { Readable } from "node:stream";

/**
 * Passes on what comes. If nothing comes for too long, the stream is destroyed and the reading fails; the time
 * that whoever reads takes does not count. Whoever stops reading still has the stream to end.
 *
 * @throws Error that says so.
 */
export async function* readUntilIdle(
  stream: Readable,
  idleTimeoutInMs: number,
): AsyncGenerator<Uint8Array> {
  const startTimer = (): NodeJS.Timeout =>
    setTimeout(() => stream.destroy(new Error("The answer paused for too long")), idleTimeoutInMs);
  let timer = startTimer();
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
      clearTimeout(timer);
      yield chunk as Uint8Array;
      timer = startTimer();
    }
  } finally {
    clearTimeout(timer);
  }
}
