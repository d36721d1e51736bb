import type { SeedGroup, SeedUser } from "../seed.ts";
import { GraphError } from "./graph-error.ts";

/** An object of the directory, by the names of its properties. */
export type DirectoryObject = Readonly<Record<string, unknown>> & { readonly id: string };

/** A person as Graph shows one to somebody who may read basic profiles. */
export function userObject({ id, displayName, userPrincipalName }: SeedUser): DirectoryObject {
  return { id, displayName, userPrincipalName };
}

/** A security group as Graph shows it. */
export function groupObject({ id, displayName }: SeedGroup): DirectoryObject {
  return { id, displayName, securityEnabled: true, mailEnabled: false, groupTypes: [] };
}

/** The same object as shown to somebody who may not know more of it than that it exists. */
export function withoutDetails(object: DirectoryObject): DirectoryObject {
  const nothing = Object.fromEntries(Object.keys(object).map((name) => [name, null]));
  return { ...nothing, id: object.id };
}

const properties = {
  user: Object.keys(userObject({ id: "", displayName: "", userPrincipalName: "" })),
  group: Object.keys(groupObject({ id: "", displayName: "" })),
};

/**
 * Leaves of an object what was selected.
 *
 * @param names `undefined` for all.
 */
export function selectProperties(
  object: DirectoryObject,
  names: readonly string[] | undefined,
): Readonly<Record<string, unknown>> {
  if (!names) return object;
  return Object.fromEntries(Object.entries(object).filter(([name]) => names.includes(name)));
}

/**
 * Checks what was selected, also where there is no object to select from.
 *
 * @throws GraphError for a property that the type does not have here.
 */
export function requireProperties(
  type: "user" | "group",
  names: readonly string[] | undefined,
): void {
  const unknown = names?.find((name) => !properties[type].includes(name));
  if (unknown === undefined) return;
  throw new GraphError(
    400,
    "BadRequest",
    `Parsing OData Select and Expand failed: Could not find a property named '${unknown}' on type 'microsoft.graph.${type}' of the local Azure.`,
  );
}
