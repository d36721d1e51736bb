import type { FindingStatus, DecidingGrant, Severity, Subject } from "../finding.ts";
import type { Fix } from "../fix/fix.ts";
import type { Step } from "../step.ts";
import type { Scene } from "./scene.ts";

/**
 * Whose topology is judged: `entrim`, the app itself searches and generates; the others are the article
 * "Use your data securely" as of May 2024 (`r1`), September 2024 (`r2`) and February 2026 (`r3`), whose
 * hosted service is retired.
 */
export type Profile = "entrim" | "r1" | "r2" | "r3";

/** `studio`, developers need keys; `prod`, keyless; `hardening`, prod and what other scanners check. */
export type Stage = "studio" | "prod" | "hardening";

/** What a rule answers about one thing. */
export interface Outcome {
  readonly status: FindingStatus;
  readonly subject: Subject;
  readonly message: string;
  /** Goes before the rule's. */
  readonly severity?: Severity;
  readonly expected?: unknown;
  readonly actual?: unknown;
  readonly path?: string;
  readonly missingActions?: readonly string[];
  readonly grantedBy?: readonly DecidingGrant[];
  readonly fix?: Fix | undefined;
}

/** What people are told of a check. Ids are never used again for another. */
export interface RuleDescription {
  readonly id: string;
  readonly slug: string;
  /** What must hold, in a sentence. */
  readonly title: string;
  /** Why, in a sentence. */
  readonly why: string;
  readonly blocks: readonly Step[];
  /** (all) */
  readonly profiles?: readonly Profile[];
  /** (all) */
  readonly stages?: readonly Stage[];
  /** Names of the same check in other tools. */
  readonly aka?: readonly string[];
}

/** One check of a set-up. */
export interface Rule extends RuleDescription {
  readonly severity: Severity | ((scene: Scene) => Severity);
  /** No outcomes: the rule has nothing to say here. */
  readonly check: (scene: Scene) => readonly Outcome[];
}

/** The profiles of the article. */
export const articleProfiles: readonly Profile[] = ["r1", "r2", "r3"];
