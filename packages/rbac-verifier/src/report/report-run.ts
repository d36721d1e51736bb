import type { AzureCloudName } from "@entrim/azure-clouds";
import type { Targets } from "../evidence/targets.ts";
import type { Profile, Stage } from "../rules/rule.ts";

/** How findings came about: by what, when, and of what set-up. */
export interface ReportRun {
  /** Version of this package. */
  readonly version: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly profile: Profile;
  readonly stage: Stage;
  readonly cloud: AzureCloudName;
  /** Files or `live`. */
  readonly source: string;
  readonly targets: Targets;
}
