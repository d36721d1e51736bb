export { isSearchPolicyError, SearchPolicyError } from "./search-policy-error.ts";
export { searchPolicy, searchPolicyName } from "./search-policy.ts";
export { parseSearchRoute } from "./search-route.ts";
export { createSearchTrimmer } from "./search-trimmer.ts";

export type { SearchAnswer } from "./format-search-answer.ts";
export type { SearchRefusal } from "./format-search-refusal.ts";
export type { SearchPolicyErrorCode } from "./search-policy-error.ts";
export type { SearchPolicyOptions } from "./search-policy.ts";
export type { SearchRoute } from "./search-route.ts";
export type { SearchTrimmerOptions, TrimmedSearch } from "./search-trimmer.ts";
