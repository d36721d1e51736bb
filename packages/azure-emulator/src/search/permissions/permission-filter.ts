import type { SearchField } from "../schema/index-field.ts";
import { invalidRequest } from "../search-error.ts";

/** What a field holds of who may read a document: object ids of people or groups, or a resource. */
export type PermissionFilter = (typeof kinds)[number];

const kinds = ["userIds", "groupIds", "rbacScope"] as const;

/**
 * Reads the `permissionFilter` of a field.
 *
 * @see https://learn.microsoft.com/azure/search/search-index-access-control-lists-and-rbac-push-api
 * @throws SearchError for a value that there is not.
 */
export function parsePermissionFilter(value: unknown, name: string): PermissionFilter | null {
  if (value === null || value === undefined) return null;
  const kind = kinds.find((each) => each === value);
  if (kind !== undefined) return kind;
  throw invalidRequest(
    "index",
    `The property 'permissionFilter' of field '${name}' must be one of ${kinds.join(", ")}.`,
  );
}

/** @throws SearchError for fields that cannot tell who may read a document. */
export function checkPermissionFields(fields: readonly SearchField[]): void {
  for (const kind of kinds) {
    const those = fields.filter(({ permissionFilter }) => permissionFilter === kind);
    if (those.length > 1) {
      throw invalidRequest("index", `Only one field can have the permission filter '${kind}'.`);
    }
  }
  for (const { name, type, filterable, permissionFilter, fields: subFields } of fields) {
    if (subFields.some((field) => field.permissionFilter !== null)) {
      throw invalidRequest("index", `A field within '${name}' cannot have a permission filter.`);
    }
    if (permissionFilter === null) continue;
    const wanted = permissionFilter === "rbacScope" ? "Edm.String" : "Collection(Edm.String)";
    if (type === wanted && filterable) continue;
    throw invalidRequest(
      "index",
      `The field '${name}' with the permission filter '${permissionFilter}' must be filterable and of type '${wanted}'.`,
    );
  }
}

/**
 * Reads the `permissionFilterOption` of an index.
 *
 * @throws SearchError for a value that there is not.
 */
export function parsePermissionFilterOption(value: unknown): "enabled" | "disabled" | null {
  if (value === undefined || value === null) return null;
  if (value === "enabled" || value === "disabled") return value;
  throw invalidRequest(
    "index",
    "The property 'permissionFilterOption' must be 'enabled' or 'disabled'.",
  );
}
