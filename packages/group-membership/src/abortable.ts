/** Waits for something shared until one's own signal says to leave; the work itself goes on for the others. */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  // what is left behind may fail later, with nobody there to hear
  work.catch(() => undefined);
  signal.throwIfAborted();
  let leave: () => void;
  const left = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason);
    signal.addEventListener("abort", leave);
  });
  try {
    return await Promise.race([work, left]);
  } finally {
    signal.removeEventListener("abort", leave!);
  }
}
