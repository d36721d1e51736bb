/** One event of the server, as a line of JSON. It never holds a question, an answer, a filter or a token. */
type LogEvent = Readonly<Record<string, unknown>> & {
  readonly level: "info" | "error";
  readonly event: string;
};

/** Writes events for a machine to read. */
export type Log = (event: LogEvent) => void;

/** A log that writes to something line by line, with the time first. */
export function createJsonLog(
  write: (line: string) => void,
  now: () => Date = () => new Date(),
): Log {
  return (event) => write(JSON.stringify({ time: now().toISOString(), ...event }));
}

/** What may be told of an error. */
export interface DescribedError {
  readonly name: string;
  readonly code?: string;
  readonly cause?: DescribedError;
}

/** Its name and code, and those of what caused it; never its message. */
export function describeError(error: unknown): DescribedError {
  if (!(error instanceof Error)) return { name: typeof error };
  const code: unknown = Reflect.get(error, "code");
  return {
    name: error.name,
    ...(typeof code === "string" ? { code } : {}),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}
