import type { Clock } from "./azure.ts";

/**
 * The parts of the local Azure by name; `outside` is every host beyond it that is allowed, `unknown` every
 * other one.
 */
export type ServiceName =
  | "entra"
  | "managed-identity"
  | "graph"
  | "management"
  | "search"
  | "openai"
  | "blob"
  | "emulator"
  | "outside"
  | "unknown";

/** A request that reached the local Azure, or that it let out or refused to. */
export interface RecordedRequest {
  /** When it came, in milliseconds since 1970, by the clock of the local Azure. */
  readonly time: number;
  readonly service: ServiceName;
  readonly method: string;
  readonly url: string;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for what was sent to Blob storage. */
  readonly body: string;
  /** `undefined` until it is answered. */
  readonly status: number | undefined;
}

/** The last requests, the oldest first. */
export interface RequestLog {
  readonly entries: readonly RecordedRequest[];
  /** Adds a request; the answer's status is told later. */
  add(request: Omit<RecordedRequest, "time" | "status">): { answered(status: number): void };
}

/** An emulator that runs for weeks must not keep all that it was ever asked. */
const maxEntries = 10_000;

/** An empty log. */
export function createRequestLog(clock: Clock): RequestLog {
  const entries: { -readonly [K in keyof RecordedRequest]: RecordedRequest[K] }[] = [];
  return {
    entries,
    add(request) {
      const entry = { time: clock.now(), ...request, status: undefined as number | undefined };
      entries.push(entry);
      if (entries.length > maxEntries) entries.shift();
      return {
        answered(status) {
          entry.status = status;
        },
      };
    },
  };
}
