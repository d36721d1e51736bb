/** The ways of a request, in the order in which they are gone; each can be where it ends. */
export const hops = [
  "address",
  "dns",
  "tls",
  "token",
  "network",
  "subdomain",
  "audience",
  "role",
  "service",
] as const;

/**
 * A part of the way to a service: its address fits the cloud; its name resolves; a connection with a trusted
 * certificate stands; there is a token for it; it takes requests from this network; it takes tokens; it takes
 * this one; the identity may use it; it does.
 */
export type Hop = (typeof hops)[number];

/** How one part of the way is. */
export interface Check {
  readonly hop: Hop | "sign-in";
  /** `unknown` for what nobody can say from here, and for what lies behind a hop that fails. */
  readonly state: "works" | "fails" | "unknown";
  /** What was found. Holds no token and nothing of an answer. */
  readonly detail: string;
  /** What to do. */
  readonly remedy?: string;
  /** What an administrator can run. */
  readonly command?: string;
}

/** What was found of one service: a check for each hop. */
export interface ServiceDiagnosis {
  readonly service: "openai" | "search" | "blob" | "graph";
  readonly endpoint: string;
  readonly checks: readonly Check[];
}

/** What was found of them all. */
export interface Diagnosis {
  /** Whether nothing fails. */
  readonly works: boolean;
  readonly signIn: Check;
  readonly services: readonly ServiceDiagnosis[];
}
