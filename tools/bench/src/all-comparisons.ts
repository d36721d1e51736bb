import { access } from "./access.ts";
import type { Comparison } from "./compare.ts";
import { searching } from "./searching.ts";
import { trimming } from "./trimming.ts";

/** Everything that is measured. */
export const allComparisons: readonly Comparison[] = [...trimming, ...access, ...searching];
