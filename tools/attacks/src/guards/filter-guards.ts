import type { Guard } from "../guard.ts";

const odata = { project: "odata-filter" } as const;
const groups = { project: "group-filter" } as const;
const search = { project: "search-policy" } as const;

/** What a filter says, and what it may not. */
export const filterGuards: readonly Guard[] = [
  {
    ...odata,
    name: "a filter is read to its end",
    file: "packages/odata-filter/src/parse-filter.ts",
    text: 'if (reader.peek().kind !== "end") throw reader.unexpected("and, or, or its end");',
    tests: ["parse-filter"],
  },
  {
    ...odata,
    name: "a filter has a greatest length",
    file: "packages/odata-filter/src/parse-filter.ts",
    text: "if (source.length > maxLength) {",
    replacement: "if (source.length > Infinity) {",
    tests: ["parse-filter"],
  },
  {
    ...odata,
    name: "conditions are counted",
    file: "packages/odata-filter/src/parse-filter.ts",
    text: "reader.countClause();",
    tests: ["parse-filter"],
  },
  {
    ...odata,
    name: "variables are those of the lambda around them",
    file: "packages/odata-filter/src/parse-filter.ts",
    text: "checkLambdaScopes(filter, reader);",
    tests: ["parse-filter"],
  },
  {
    ...groups,
    name: "a filter of the caller's does not reach the security field",
    file: "packages/group-filter/src/caller-filter.ts",
    text: "if (!reachesSecurityField(filter, rule)) return filter;",
    replacement: "if (filter) return filter;",
    tests: ["group-filter.test"],
  },
  {
    ...groups,
    name: "of the groups that a caller names its own are kept",
    file: "packages/group-filter/src/caller-filter.ts",
    text: ".filter((id) => own.has(id));",
    replacement: ";",
    tests: ["group-filter.test", "restrict-search-request"],
  },
  {
    ...groups,
    name: "nobody without groups finds anything",
    file: "packages/group-filter/src/group-filter.ts",
    text: "if (isNothing(filter) || isNothing(own)) return undefined;",
    tests: ["group-filter.test"],
  },
  {
    ...groups,
    name: "no groups do not open what is for everyone",
    file: "packages/group-filter/src/group-filter.ts",
    text: "ids.length === 0 ? ids : [...ids, ...everyone]",
    replacement: "[...ids, ...everyone]",
    tests: ["group-filter.test"],
  },
  {
    ...groups,
    name: "a filter that is too long is refused",
    file: "packages/group-filter/src/group-filter.ts",
    text: "if (text.length <= rule.maxLength) return text;",
    replacement: "return text;",
    tests: ["group-filter.test"],
  },
  {
    ...groups,
    name: "members of a search that nobody knows are refused",
    file: "packages/group-filter/src/restrict-search-request.ts",
    text: "requireKnown(body, members);",
    tests: ["restrict-search-request"],
  },
  {
    ...groups,
    name: "vectors are filtered before they are compared",
    file: "packages/group-filter/src/restrict-search-request.ts",
    text: ', vectorFilterMode: "preFilter" }',
    replacement:
      ' , ...("vectorFilterMode" in body && { vectorFilterMode: body["vectorFilterMode"] }) }',
    tests: ["restrict-search-request"],
  },
  {
    ...groups,
    name: "no member of a search names the security field",
    file: "packages/group-filter/src/restrict-search-request.ts",
    text: "for (const member of naming) requireOtherFields(member, body[member], rule);",
    tests: ["restrict-search-request"],
  },
  {
    ...groups,
    name: "a search over all fields does not look into the security field",
    file: "packages/group-filter/src/restrict-search-request.ts",
    text: 'if (rule.isSearchable && isOpenQuery(body)) throw reaches("search");',
    tests: ["restrict-search-request"],
  },
  {
    ...search,
    name: "nobody is not somebody",
    file: "packages/search-policy/src/search-trimmer.ts",
    text: "if (Array.isArray(groups)) return principal;",
    replacement: "return { groups: [], ...principal };",
    tests: ["search-policy.test", "search-trimmer"],
  },
  {
    ...search,
    name: "a document that may not be read fails the answer",
    file: "packages/search-policy/src/format-search-answer.ts",
    text: "const document = withoutSecurityFields(hit, rules);",
    replacement: "const document = hit; void rules; void withoutSecurityFields;",
    tests: ["search-policy.test", "search-trimmer"],
  },
  {
    ...search,
    name: "an address has one spelling",
    file: "packages/search-policy/src/search-route.ts",
    text: 'if (method === "POST" && Object.keys(options).length > 0) {',
    replacement: "if (false) {",
    tests: ["search-policy.test", "search-trimmer", "search-route"],
  },
];
