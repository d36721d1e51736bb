/** Asks for something by its name. */
export type KeptReader<T> = (
  name: string,
  options: { readonly abortSignal: AbortSignal },
) => Promise<T>;

/**
 * Keeps answers for a while. Who asks for the same at the same time gets the same, and none of them who leaves
 * takes it from the others; a failure is not kept.
 */
export function keepAnswers<T>(
  read: (name: string) => Promise<T>,
  { maxAgeInMs, now }: { readonly maxAgeInMs: number; readonly now: () => number },
): KeptReader<T> {
  const kept = new Map<string, { answer: Promise<T>; since: number }>();

  return async (name, { abortSignal }) => {
    let entry = kept.get(name);
    if (entry === undefined || now() - entry.since >= maxAgeInMs) {
      const fresh = { answer: read(name), since: now() };
      fresh.answer.catch(() => {
        if (kept.get(name) === fresh) kept.delete(name);
      });
      kept.set(name, fresh);
      entry = fresh;
    }
    return Promise.race([entry.answer, rejectedBy(abortSignal)]);
  };
}

function rejectedBy(abortSignal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(abortSignal.reason as Error);
    if (abortSignal.aborted) stop();
    else abortSignal.addEventListener("abort", stop, { once: true });
  });
}
