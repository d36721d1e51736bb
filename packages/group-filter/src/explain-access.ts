/** Why a document is, or is not, shown to somebody. */
export interface AccessExplanation {
  readonly allowed: boolean;
  /** The groups that let the document through, in lower case. */
  readonly through: readonly string[];
  readonly reason:
    | "GROUP_IN_COMMON"
    | "NO_GROUP_IN_COMMON"
    | "PRINCIPAL_WITHOUT_GROUPS"
    | "DOCUMENT_WITHOUT_GROUPS";
}

/** What the filter of a principal's groups decides of a document, for whoever has to answer "why not?". */
export function explainAccess(
  principalGroups: readonly string[],
  documentGroups: readonly string[],
): AccessExplanation {
  const own = new Set(principalGroups.map((id) => id.toLowerCase()));
  // the index compares exactly: a document's id in capitals is read by nobody
  const through = [...new Set(documentGroups)].filter((id) => own.has(id));
  if (through.length > 0) return { allowed: true, through, reason: "GROUP_IN_COMMON" };
  const reason =
    principalGroups.length === 0
      ? "PRINCIPAL_WITHOUT_GROUPS"
      : documentGroups.length === 0
        ? "DOCUMENT_WITHOUT_GROUPS"
        : "NO_GROUP_IN_COMMON";
  return { allowed: false, through, reason };
}
