import { documentation as at } from "./documentation.ts";

/** Family I: the id of a rule, how to mend it, and where that is documented. */
export const pagesOfAudit: readonly (readonly [string, string, ...string[]])[] = [
  ["I01", "Read the index again, with a role for all of it.", at.searchRoles],
  [
    "I02",
    "Give the document the groups that may read it, by ingesting it again.",
    at.searchTrimming,
  ],
  ["I03", "Write ids of groups, in lower case, and no names.", at.searchTrimming],
  ["I04", "Take the group off the documents, or put one there that exists.", at.searchTrimming],
  ["I05", "Ingest the document again, so that all its chunks have its groups.", at.searchTrimming],
  ["I06", "Give the document to the groups that need it.", at.searchTrimming],
];
