import type { SearchDocument } from "../documents/document-value.ts";
import type { SearchIndex } from "../documents/search-index.ts";
import type { SearchField } from "../schema/index-field.ts";
import type { DocumentReader } from "./document-reader.ts";

/**
 * An index with those of its documents that somebody may read. How rare a word is goes by all documents, as
 * it does under a filter.
 *
 * @see https://learn.microsoft.com/azure/search/search-query-access-control-rbac-enforcement
 */
export function visibleIndex(index: SearchIndex, reader: DocumentReader): SearchIndex {
  const { permissionFilterOption, fields } = index.definition;
  if (permissionFilterOption !== "enabled" || reader.readsEverything) return index;
  const permissionFields = fields.filter(({ permissionFilter }) => permissionFilter !== null);
  const documents = [...index.documents].filter(([, document]) =>
    permissionFields.some((field) => permits(field, document, reader)),
  );
  return { ...index, documents: new Map(documents) };
}

/** Any one field is enough; one that is empty permits nothing. */
function permits(
  { name, permissionFilter }: SearchField,
  document: SearchDocument,
  reader: DocumentReader,
): boolean {
  const value = document[name];
  if (permissionFilter === "rbacScope") {
    return typeof value === "string" && value !== "" && reader.holdsScope(value);
  }
  const ids: readonly unknown[] = Array.isArray(value) ? value : [];
  if (ids.includes("all")) return true;
  const own = permissionFilter === "userIds" ? reader.userIds : reader.groupIds;
  return ids.some((id) => typeof id === "string" && own.includes(id));
}
