import type { Readable } from "node:stream";

/** An end that does not come by then is not waited for. */
const patienceInMs = 1_000;

/**
 * Reads a stream of which everything has come to its end, in the background, so that its connection can be used
 * for the next call: a new one costs several ways back and forth before the first word.
 */
export function releaseStream(stream: Readable): void {
  const timer = setTimeout(() => stream.destroy(), patienceInMs).unref();
  stream
    .on("error", () => {})
    .once("close", () => clearTimeout(timer))
    .resume();
}
