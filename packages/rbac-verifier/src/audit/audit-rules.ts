import type { Severity } from "../finding.ts";
import type { RuleDescription } from "../rules/rule.ts";

/** What the audit asks of the documents of an index. */
export interface AuditRule extends RuleDescription {
  readonly severity: Severity;
}

/** Every document was read. */
export const readCompletely: AuditRule = {
  id: "I01",
  slug: "index-read-completely",
  title: "Every document of the index was read.",
  why: "What was not read could be what is wrong.",
  severity: "error",
  blocks: [],
};

/** Every document has groups. */
export const hasGroups: AuditRule = {
  id: "I02",
  slug: "document-groups",
  title: "Every document has groups.",
  why: "Nobody finds a document that has none.",
  severity: "warning",
  blocks: [],
};

/** Groups are ids. */
export const areGroupIds: AuditRule = {
  id: "I03",
  slug: "group-ids",
  title: "The groups of documents are ids of groups, in lower case.",
  why: "Filters compare ids letter by letter: a name, or an id in capitals, is nobody's group.",
  severity: "error",
  blocks: [],
};

/** Groups are there. */
export const groupsExist: AuditRule = {
  id: "I04",
  slug: "group-exists",
  title: "The groups of documents exist in Entra.",
  why: "Who read by way of a deleted group reads no more, and nobody is told.",
  severity: "warning",
  blocks: [],
};

/** Chunks agree. */
export const chunksAgree: AuditRule = {
  id: "I05",
  slug: "chunk-groups",
  title: "All chunks of a document have the same groups.",
  why: "Somebody reads a part of a document that the rest is kept from.",
  severity: "error",
  blocks: [],
};

/** Nothing is for everybody by oversight. */
export const fewReadersEach: AuditRule = {
  id: "I06",
  slug: "large-group",
  title: "No document is read by a group of nearly everybody.",
  why: "It may be meant so; where it is not, everybody reads what was for a few.",
  severity: "warning",
  blocks: [],
};

/** Family I: the documents of the index. */
export const auditRules: readonly AuditRule[] = [
  readCompletely,
  hasGroups,
  areGroupIds,
  groupsExist,
  chunksAgree,
  fewReadersEach,
];
