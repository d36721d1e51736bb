import { access } from "./access.ts";
import type { Comparison } from "./compare.ts";
import { hosting } from "./hosting.ts";
import { ingesting } from "./ingesting.ts";
import { proxying } from "./proxying.ts";
import { searching } from "./searching.ts";
import { starting } from "./starting.ts";
import { trimming } from "./trimming.ts";
import { verifying } from "./verifying.ts";

/** Everything that is measured. */
export const allComparisons: readonly Comparison[] = [
  ...trimming,
  ...proxying,
  ...access,
  ...searching,
  ...ingesting,
  ...hosting,
  ...verifying,
  ...starting,
];
