import type { Finding } from "../finding.ts";
import {
  type AzureClientOptions,
  azureClientOptions,
  createAzureClient,
} from "../live/azure-client.ts";
import { RbacVerifierError } from "../rbac-verifier-error.ts";
import { requireKnownOptions } from "../require-known-options.ts";
import { readSeverities, type Severities, withSeverities } from "../rules/severities.ts";
import { type Suppression, suppressFindings } from "../suppression.ts";
import { countDocuments } from "./count-documents.ts";
import { countFacets } from "./count-facets.ts";
import { type GroupRecord, readGroupDirectory, unknownGroup } from "./group-directory.ts";
import { judgeIndex } from "./judge-index.ts";
import { openSearchIndex } from "./search-index.ts";

/** Which index to look at, and as whom. */
export interface AuditIndexOptions extends AzureClientOptions {
  /** Of the search service, as `https://contoso.search.windows.net`. */
  readonly endpoint: string;
  readonly index: string;
  /** Name of the field with the groups of a document. */
  readonly groupField: string;
  /** Name of the key field (that of the index's definition, which takes a role to manage the index). */
  readonly keyField?: string;
  /** Name of the field with the id of what a document is a chunk of (chunks are not compared). */
  readonly parentField?: string;
  /** Where groups are looked up: in Microsoft Graph, or nowhere (`graph`). */
  readonly groups?: "graph" | "none";
  /** A group with so many members counts as everybody (1000). */
  readonly largeGroup?: number;
  /** How many ids of each kind to name (10). */
  readonly samples?: number;
  /** Severities by id or name of a rule, or `off` (those of the rules). */
  readonly rules?: Severities;
  /** What is accepted for a time (nothing). */
  readonly suppressions?: readonly Suppression[];
  /** Told of how far it is (nobody). */
  readonly onProgress?: (progress: AuditProgress) => void;
  /** Milliseconds since 1970 (the system's). */
  readonly now?: () => number;
}

/** How far an audit is. */
export interface AuditProgress {
  readonly what: "documents" | "groups";
  readonly read: number;
  readonly total: number;
}

/** A group that reads documents. */
export interface IndexReader extends GroupRecord {
  readonly groupId: string;
  /** How many documents it reads. */
  readonly documents: number;
}

/** What an audit found. It holds ids and numbers, and no content. */
export interface IndexAudit {
  /** The address of the index. */
  readonly index: string;
  /** How many documents it has. */
  readonly documents: number;
  /** Whether each document was read, or the service counted them by group. */
  readonly countedBy: "documents" | "facets";
  /** Who reads what, the most first. */
  readonly readers: readonly IndexReader[];
  /** Of the rules I01 to I06, in the form of other findings. */
  readonly findings: readonly Finding[];
}

/**
 * Looks through an index: documents without groups, values that are no groups, groups that are gone, chunks that
 * differ from each other, and who reads how much. It reads ids and groups and nothing of what is written in the
 * documents. The identity needs Search Index Data Reader, and in Microsoft Graph `GroupMember.Read.All`; what Graph
 * does not show is unknown.
 *
 * @throws TypeError for options that are wrong.
 * @throws RbacVerifierError `ACCESS_DENIED`, `AZURE_UNAVAILABLE`, `TARGET_MISSING`, and `INVALID_EVIDENCE` when the
 *   index shows groups neither by document nor by facet.
 */
export async function auditIndex(options: AuditIndexOptions): Promise<IndexAudit> {
  const {
    endpoint,
    index: name,
    groupField,
    keyField,
    parentField,
    groups = "graph",
    largeGroup = 1_000,
    samples = 10,
    rules = {},
    suppressions = [],
    onProgress,
    now = Date.now,
    ...access
  } = options;
  requireKnownOptions("auditIndex", options, optionNames);
  const severities = readSeverities(rules);
  requireField("groupField", groupField);
  if (keyField !== undefined) requireField("keyField", keyField);
  if (parentField !== undefined) requireField("parentField", parentField);
  requireCount("largeGroup", largeGroup);
  requireCount("samples", samples);
  if (groups !== "graph" && groups !== "none") {
    throw new TypeError("rbac-verifier: groups must be graph or none");
  }
  const index = openSearchIndex({ endpoint, index: name }, access);
  const definition = await index.describe();
  const key = keyField ?? definition.keyField;
  if (key === undefined) {
    throw new TypeError(
      "rbac-verifier: name the key field (keyField); the definition of the index could not be read",
    );
  }
  const fields = { keyField: key, groupField, parentField };
  const counted = await countDocuments(index, fields, {
    samples,
    tell: (read, total) => onProgress?.({ what: "documents", read, total }),
  });
  const byFacet = counted === undefined ? await countFacets(index, fields, samples) : undefined;
  const result = counted ?? byFacet;
  if (result === undefined) {
    throw new RbacVerifierError(
      "INVALID_EVIDENCE",
      "rbac-verifier: the index shows the groups of documents neither by document (retrievable) nor by facet (facetable); are the names of the fields right?",
    );
  }
  const { census, total } = result;
  const ids = [...census.byGroup.keys()];
  const directory =
    groups === "none"
      ? undefined
      : await readGroupDirectory(ids, createAzureClient("graph", access), {
          tell: (read) => onProgress?.({ what: "groups", read, total: ids.length }),
          abortSignal: access.abortSignal,
        });
  const incomplete =
    definition.trimsItself === true
      ? `${total} documents were shown; the index trims by itself, and keeps the others from whoever audits`
      : census.documents !== total
        ? `${census.documents} of ${total} documents were read; the index changed meanwhile, or a group has more than 100,000`
        : byFacet?.isWhole === false
          ? "there are more groups than the service counts"
          : undefined;

  const judged = judgeIndex({
    url: index.url,
    readAt: new Date(now()).toISOString(),
    census,
    incomplete,
    parentField,
    directory,
    largeGroup,
    samples,
  });
  return {
    index: index.url,
    documents: total,
    countedBy: counted === undefined ? "facets" : "documents",
    readers: [...census.byGroup]
      .map(([groupId, count]): IndexReader =>
        Object.assign({ groupId, documents: count }, directory?.get(groupId) ?? unknownGroup),
      )
      .toSorted((one, other) => other.documents - one.documents),
    findings: suppressFindings(withSeverities(judged, severities), suppressions, { now }),
  };
}

const optionNames: Readonly<Record<keyof AuditIndexOptions, true>> = {
  endpoint: true,
  index: true,
  groupField: true,
  keyField: true,
  parentField: true,
  groups: true,
  largeGroup: true,
  samples: true,
  rules: true,
  suppressions: true,
  onProgress: true,
  now: true,
  ...azureClientOptions,
};

/** Names go into filters and lists of fields. */
function requireField(option: string, name: unknown): void {
  if (typeof name !== "string" || !/^[A-Za-z]\w{0,127}$/.test(name)) {
    throw new TypeError(`rbac-verifier: ${option} must be the name of a field at the top`);
  }
}

function requireCount(option: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) {
    throw new TypeError(`rbac-verifier: ${option} must be a whole number from 1`);
  }
}
