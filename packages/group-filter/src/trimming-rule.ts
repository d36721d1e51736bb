import {
  any,
  findField,
  formatFilter,
  parseFilter,
  type IndexDefinition,
} from "@entrim/odata-filter";
import { wholeIdPattern } from "./group-id.ts";

/** Where documents carry who may read them. */
export interface GroupFilterOptions {
  /** The security field: a filterable `Collection(Edm.String)`, as in `group_ids`. */
  readonly field: string;
  /** Values that stand for everybody who is in a group, as in `all` (none). */
  readonly everyone?: readonly string[];
  /** What an id looks like, from its first character to its last, and without a comma (a GUID). */
  readonly idPattern?: RegExp;
  /** Who may also read what names them in another `Collection(Edm.String)` (nobody). */
  readonly user?: { readonly field: string; readonly id: string };
}

/** How a caller's filter and the groups become one filter. */
export interface RestrictFilterOptions extends GroupFilterOptions {
  /**
   * What happens to a caller's filter that names the security field (`refuse`). `intersect` accepts one
   * form, `field/any(g: search.in(g, '…'))` as the whole filter or joined to the rest by `and`, and keeps
   * of its ids those that are among the groups.
   */
  readonly callerGroups?: "refuse" | "intersect";
  /**
   * The index, to check the rule at once and a caller's filter before it is sent (the grammar alone).
   * Full-text search over all fields is refused unless it says that the security field is not `searchable`.
   */
  readonly index?: IndexDefinition;
  /** UTF-16 code units of the result (1,000,000). */
  readonly maxLength?: number;
}

/** Options that were checked and copied, so that whoever made them cannot change them any more. */
export interface TrimmingRule {
  readonly field: string;
  /** The fields that say who may read a document. */
  readonly securityFields: readonly string[];
  readonly everyone: readonly string[];
  readonly idPattern: RegExp;
  readonly callerGroups: "refuse" | "intersect";
  readonly index: IndexDefinition | undefined;
  /** Whether a full-text search over all fields may reach one of the security fields. */
  readonly isSearchable: boolean;
  readonly maxLength: number;
}

const defaultMaxLength = 1_000_000;

/**
 * Checks options.
 *
 * @param userField The field of `user`, where it is known before the user is.
 * @throws TypeError for options that make no rule; its message names the remedy.
 */
export function trimmingRule(
  {
    field,
    everyone = [],
    idPattern,
    user,
    callerGroups = "refuse",
    index,
    maxLength = defaultMaxLength,
  }: RestrictFilterOptions,
  userField: string | undefined = user?.field,
): TrimmingRule {
  const securityFields = userField === undefined ? [field] : [field, userField];
  for (const name of securityFields) requireField(name, index);
  if (!everyone.every((value) => /^[\w.*-]+$/.test(value))) {
    throw new TypeError('group-filter: everyone is a list of plain words, as in ["all"]');
  }
  if (callerGroups !== "refuse" && callerGroups !== "intersect") {
    throw new TypeError('group-filter: callerGroups is "refuse" or "intersect"');
  }
  if (!(maxLength > 0)) throw new TypeError("group-filter: maxLength is a number of characters");
  return {
    field,
    securityFields,
    everyone: [...everyone],
    idPattern: wholeIdPattern(idPattern),
    callerGroups,
    index,
    isSearchable: !securityFields.every((path) => isHidden(path, index)),
    maxLength,
  };
}

function requireField(field: string, index: IndexDefinition | undefined): void {
  try {
    parseFilter(formatFilter(any(field)), index ? { index } : {});
  } catch (cause) {
    throw new TypeError(
      "group-filter: field is the path of a filterable Collection(Edm.String), as in group_ids",
      { cause },
    );
  }
}

/** Whether the index says that full-text search does not look into a field. */
function isHidden(path: string, index: IndexDefinition | undefined): boolean {
  return index !== undefined && findField(index, path.split("/"))?.searchable === false;
}
