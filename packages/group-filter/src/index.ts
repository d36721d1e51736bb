export { explainAccess } from "./explain-access.ts";
export { groupFilter, restrictFilter, restrictToGroups } from "./group-filter.ts";
export { GroupFilterError, isGroupFilterError } from "./group-filter-error.ts";
export { restrictSearchRequest } from "./restrict-search-request.ts";

export type { AccessExplanation } from "./explain-access.ts";
export type { GroupMember, RestrictToGroupsOptions } from "./group-filter.ts";
export type { GroupFilterErrorCode } from "./group-filter-error.ts";
export type { SearchRequest } from "./restrict-search-request.ts";
export type { GroupFilterOptions, RestrictFilterOptions } from "./trimming-rule.ts";
