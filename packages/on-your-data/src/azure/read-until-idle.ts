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
  let isWaiting = true;
  // one for all pieces: there are many of them
  const timer = setTimeout(() => {
    if (isWaiting) stream.destroy(new Error("The answer paused for too long"));
  }, idleTimeoutInMs);
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
      isWaiting = false;
      yield chunk as Uint8Array;
      isWaiting = true;
      timer.refresh();
    }
  } finally {
    clearTimeout(timer);
  }
}
