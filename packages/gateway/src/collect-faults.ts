/** Gathers what is wrong, so that all is told at once. */
export interface FaultCollector {
  /** Keeps faults, by what to say of them. */
  add(messages: readonly string[]): void;
  /**
   * What a step returns; `undefined` if it threw a `TypeError`, which is kept.
   *
   * @param part The option that the step reads, as other packages do not know what it is called here.
   */
  attempt<T>(part: string, step: () => T): T | undefined;
  /** @throws TypeError with the messages of all faults, each once. */
  throwAny(): void;
}

/** A collector for the options of a package. */
export function collectFaults(packageName: string): FaultCollector {
  const faults: TypeError[] = [];
  return {
    add(messages) {
      faults.push(...messages.map((message) => new TypeError(message)));
    },
    attempt(part, step) {
      try {
        return step();
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        const { message } = error;
        const isOwn = message.startsWith(`${packageName}:`);
        faults.push(isOwn ? error : new TypeError(`${part}: ${message}`, { cause: error }));
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
