import type { RecordedRequest } from "@entrim/azure-emulator";
import type { Answer } from "./raw-http.test.fixture.ts";
import type { AppName, Target } from "./target.test.fixture.ts";

/** One thing that is tried, and what has to come of it. */
export interface Attack {
  /** The class and number of the threat, as in `T01`. */
  readonly id: string;
  /** What is tried, so that a title reads on after the id. */
  readonly name: string;
  /** Where there is something to attack (both). */
  readonly apps?: readonly AppName[];
  readonly attack: (target: Target) => Promise<Answer | readonly Answer[]>;
  readonly expected: Expected | Readonly<Record<AppName, Expected>>;
}

/** What has to come of an attack. */
export interface Expected {
  /** The status of each answer; several where each of them is as good; 0 for a connection that is cut. */
  readonly status: number | readonly number[];
  /** The code in the body. */
  readonly code?: string;
  /** The error in the challenge; `""` for a challenge that names none. */
  readonly challenge?: string;
  /** Whether the server may ask anything of anybody (only where the status is 200). */
  readonly upstream?: "none" | "allowed";
  /** Sentences of others' documents that may be seen, because it is they who ask (none). */
  readonly mayShow?: readonly string[];
  /** Whether what was sent may come back, as the address in a redirect (no). */
  readonly mayRepeat?: boolean;
  /** Anything beyond that; throws what is wrong. */
  readonly check?: (found: Found) => void;
}

/** What came of an attack. */
export interface Found {
  readonly target: Target;
  readonly answers: readonly Answer[];
  /** What the server asked of others meanwhile, but for Entra's public keys. */
  readonly requests: readonly RecordedRequest[];
}

/** Threats of one kind. */
export interface AttackClass {
  readonly letter: string;
  readonly name: string;
  readonly attacks: readonly Attack[];
}

/** Part of what is sent, so that it is seen wherever it comes out again. */
export const canary = "swordfish-4711";

/** The expectation for one of the servers. */
export function expectedOf({ expected }: Attack, app: AppName): Expected {
  return "status" in expected ? expected : expected[app];
}

/** Whether an attack is tried on a server. */
export function isFor({ apps }: Attack, app: AppName): boolean {
  return apps === undefined || apps.includes(app);
}
