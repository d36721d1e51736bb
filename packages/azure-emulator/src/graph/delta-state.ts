import { z } from "zod";
import { GraphError } from "./graph-error.ts";

/** What a link of a delta query remembers. */
export interface DeltaState {
  readonly type: "group" | "user";
  /** Names of properties; `null` for all, with the members. */
  readonly select: readonly string[] | null;
  /** The only objects that are wanted; `null` for all. */
  readonly ids: readonly string[] | null;
  /** How many changes of memberships there were: those that follow are new. */
  readonly since: number;
  /** How many changes there were when the round began; `null` between rounds. */
  readonly until: number | null;
  /** Whether the round shows everything, not only what changed. */
  readonly isFirst: boolean;
  /** Objects that earlier pages of the round showed. */
  readonly start: number;
  /** When it was given out, in milliseconds since 1970. */
  readonly timeInMs: number;
}

/** How long a link of the directory's is good for. */
const lifetimeInMs = 7 * 24 * 60 * 60_000;

/** A state as a link carries it. */
export function formatDeltaState(state: DeltaState): string {
  return Buffer.from(JSON.stringify(state)).toString("base64url");
}

/**
 * Reads the state in a link.
 *
 * @throws GraphError for one that is none or older than seven days: it has to begin anew.
 * @see https://learn.microsoft.com/graph/delta-query-overview#synchronization-reset
 */
export function parseDeltaState(
  token: string,
  { type, url, nowInMs }: { type: DeltaState["type"]; url: URL; nowInMs: number },
): DeltaState {
  const state = decode(token);
  if (state?.type !== type) {
    throw new GraphError(400, "BadRequest", "Badly formed token.");
  }
  if (nowInMs - state.timeInMs <= lifetimeInMs) return state;
  throw new GraphError(
    410,
    "syncStateNotFound",
    "The sync state generation is not found; restart with a full synchronization.",
    { location: `${url.origin}${url.pathname}?$deltatoken=` },
  );
}

const stateSchema = z.strictObject({
  type: z.enum(["group", "user"]),
  select: z.array(z.string()).nullable(),
  ids: z.array(z.string()).nullable(),
  since: z.int().min(0),
  until: z.int().min(0).nullable(),
  isFirst: z.boolean(),
  start: z.int().min(0),
  timeInMs: z.number(),
});

function decode(token: string): DeltaState | undefined {
  try {
    return stateSchema.safeParse(JSON.parse(Buffer.from(token, "base64url").toString())).data;
  } catch {
    return undefined;
  }
}
