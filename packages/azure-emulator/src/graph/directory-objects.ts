import type { SeedApp, SeedGroup, SeedManagedIdentity, SeedUser } from "../seed.ts";
import { GraphError } from "./graph-error.ts";

/** An object of the directory, by the names of its properties. */
export type DirectoryObject = Readonly<Record<string, unknown>> & { readonly id: string };

/** What an object of the directory can be here. */
export type ObjectType = "user" | "group" | "servicePrincipal";

/** A person as Graph shows one to somebody who may read basic profiles. */
export function userObject({ id, displayName, userPrincipalName }: SeedUser): DirectoryObject {
  return { id, displayName, userPrincipalName };
}

/** A security group as Graph shows it. */
export function groupObject({ id, displayName }: SeedGroup): DirectoryObject {
  return { id, displayName, securityEnabled: true, mailEnabled: false, groupTypes: [] };
}

/** What stands for an app in the tenant. */
export function appObject({ objectId, appId, displayName }: SeedApp): DirectoryObject {
  return { id: objectId, appId, displayName, servicePrincipalType: "Application" };
}

/** What stands for a managed identity in the tenant. */
export function identityObject(identity: SeedManagedIdentity): DirectoryObject {
  const { principalId, clientId, name } = identity;
  return {
    id: principalId,
    appId: clientId,
    displayName: name,
    servicePrincipalType: "ManagedIdentity",
  };
}

/** The same object as shown to somebody who may not know more of it than that it exists. */
export function withoutDetails(object: DirectoryObject): DirectoryObject {
  const nothing = Object.fromEntries(Object.keys(object).map((name) => [name, null]));
  return { ...nothing, id: object.id };
}

const properties: Readonly<Record<ObjectType, readonly string[]>> = {
  user: ["id", "displayName", "userPrincipalName"],
  group: ["id", "displayName", "securityEnabled", "mailEnabled", "groupTypes"],
  servicePrincipal: ["id", "appId", "displayName", "servicePrincipalType"],
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
 * @param types What the answer may consist of: a property of any of them will do.
 * @throws GraphError for a property that none of the types has here.
 */
export function requireProperties(
  types: readonly ObjectType[],
  names: readonly string[] | undefined,
): void {
  const unknown = names?.find((name) => !types.some((type) => properties[type].includes(name)));
  if (unknown === undefined) return;
  const type = types.length === 1 ? types[0] : "directoryObject";
  throw new GraphError(
    400,
    "BadRequest",
    `Parsing OData Select and Expand failed: Could not find a property named '${unknown}' on type 'microsoft.graph.${type}' of the local Azure.`,
  );
}
