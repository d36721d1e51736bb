import type { GetTokenOptions } from "@azure/core-auth";

/** A signal of the platform or of the Azure SDKs; none is a signal that never comes. */
export type AbortSignalLike = GetTokenOptions["abortSignal"] | undefined;

/** Waits for something shared until one's own signal says to leave; the work itself goes on for the others. */
export async function abortable<T>(work: Promise<T>, signal: AbortSignalLike): Promise<T> {
  if (signal === undefined) return work;
  // what is left behind may fail later, with nobody there to hear
  work.catch(() => undefined);
  if (signal.aborted) throw reasonOf(signal);
  let leave: () => void;
  const left = new Promise<never>((_, reject) => {
    leave = () => reject(reasonOf(signal));
    signal.addEventListener("abort", leave);
  });
  try {
    return await Promise.race([work, left]);
  } finally {
    signal.removeEventListener("abort", leave!);
  }
}

/** The Azure SDKs accept signals that carry no reason. */
function reasonOf(signal: object): unknown {
  return (
    Reflect.get(signal, "reason") ?? new DOMException("The operation was aborted.", "AbortError")
  );
}
