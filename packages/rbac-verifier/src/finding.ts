import type { Fix } from "./fix/fix.ts";
import type { Step } from "./step.ts";

/**
 * What a rule found: `review`, somebody has to look; `unknown`, the evidence does not show it; `manual`, no
 * evidence of this kind could.
 */
export type FindingStatus =
  | "pass"
  | "fail"
  | "review"
  | "unknown"
  | "notApplicable"
  | "suppressed"
  | "manual";

/** How bad a failure is: `error`, a step cannot work or documents are exposed. */
export type Severity = "error" | "warning" | "info";

/** What a finding is about. */
export interface Subject {
  readonly resourceId: string;
  readonly principalId?: string;
  /** Who needs what of whom, as `openai → search`. */
  readonly edge?: string;
}

/** A grant that decides. */
export interface DecidingGrant {
  readonly assignmentId: string;
  readonly role: string;
  readonly scope: string;
  readonly via: "direct" | "group" | "inherited";
}

/** The answer of one rule about one thing. */
export interface Finding {
  readonly ruleId: string;
  /** The rule's name, as `search-rbac-enabled`. */
  readonly slug: string;
  readonly status: FindingStatus;
  readonly severity: Severity;
  readonly subject: Subject;
  /** What is so, of which resource, for whom. */
  readonly message: string;
  /** Why it matters. */
  readonly why: string;
  /** What cannot work. */
  readonly blocks: readonly Step[];
  readonly expected?: unknown;
  readonly actual?: unknown;
  readonly evidence: {
    readonly source: string;
    readonly path?: string;
    readonly capturedAt?: string;
  };
  readonly missingActions?: readonly string[];
  readonly grantedBy?: readonly DecidingGrant[];
  readonly fix?: Fix;
  /** Names of the same check in other tools. */
  readonly aka?: readonly string[];
  /** Why it was suppressed. */
  readonly reason?: string;
  /** What it was accepted by until then; it counts again. */
  readonly expiredSuppression?: { readonly reason: string; readonly until: string };
}
