import { canonicalId } from "./group-id.ts";

/** Why a document is, or is not, shown to somebody. */
export interface AccessExplanation {
  readonly allowed: boolean;
  /** The values of the document that let it through, as it carries them. */
  readonly through: readonly string[];
  readonly reason:
    | "GROUP_IN_COMMON"
    | "NO_GROUP_IN_COMMON"
    /** The document has a group of the principal's, but not in lower case as the filter asks for it. */
    | "DOCUMENT_GROUP_IN_CAPITALS"
    | "PRINCIPAL_WITHOUT_GROUPS"
    | "DOCUMENT_WITHOUT_GROUPS";
}

/**
 * What the filter of a principal's groups decides of a document, for whoever has to answer "why not?".
 *
 * @param documentGroups The document's security field; `null` and `undefined` are an empty one.
 * @param options.everyone As in the filter (none).
 */
export function explainAccess(
  principalGroups: readonly string[],
  documentGroups: readonly string[] | null | undefined,
  { everyone = [] }: { readonly everyone?: readonly string[] } = {},
): AccessExplanation {
  const denied = (reason: AccessExplanation["reason"]): AccessExplanation => ({
    allowed: false,
    through: [],
    reason,
  });
  if (principalGroups.length === 0) return denied("PRINCIPAL_WITHOUT_GROUPS");
  if (!documentGroups?.length) return denied("DOCUMENT_WITHOUT_GROUPS");
  const own = new Set([...principalGroups.map(canonicalId), ...everyone]);
  // the index compares exactly, so what it holds is not put in lower case here
  const through = [...new Set(documentGroups)].filter((id) => own.has(id));
  if (through.length > 0) return { allowed: true, through, reason: "GROUP_IN_COMMON" };
  const isInCapitals = documentGroups.some((id) => own.has(canonicalId(id)));
  return denied(isInCapitals ? "DOCUMENT_GROUP_IN_CAPITALS" : "NO_GROUP_IN_COMMON");
}
