/** All groups of a caller, as they were at a moment. */
export interface GroupSet {
  /** Object ids in lower case, each once, sorted; nested membership is included. */
  readonly ids: readonly string[];
  /** The moment since which a change may be missing: when the token was issued, or the look-up began. */
  readonly resolvedAtInMs: number;
  /** Where it was found, for the audit. */
  readonly source: "token" | "graph" | "cache";
}
