/** Runs steps that may each find a fault, so that all are told at once. */
export interface FaultCollector {
  /** What a step returns; `undefined` if it threw a `TypeError`, which is kept. */
  attempt<T>(step: () => T): T | undefined;
  /** @throws TypeError with the messages of all faults, each once. */
  throwAny(): void;
}

/** A collector for the options of a package. */
export function collectFaults(packageName: string): FaultCollector {
  const faults: TypeError[] = [];
  return {
    attempt(step) {
      try {
        return step();
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        faults.push(error);
        return undefined;
      }
    },
    throwAny() {
      const messages = [...new Set(faults.map(({ message }) => message))];
      if (messages.length === 0) return;
      const lines = messages.map((message) => `- ${message}`);
      throw new TypeError(`${packageName}: the options are wrong\n${lines.join("\n")}`, {
        cause: faults,
      });
    },
  };
}
