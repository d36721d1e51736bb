import type { SeedApp, SeedGroup, SeedManagedIdentity, SeedUser } from "../seed.ts";
import { GraphError } from "./graph-error.ts";

/** An object of the directory, by the names of its properties. */
export type DirectoryObject = Readonly<Record<string, unknown>> & { readonly id: string };

/** What an object of the directory can be here. */
export type ObjectType = "user" | "group" | "servicePrincipal";

/** A person as Graph shows one to somebody who may read basic profiles. */
export function userObject(user: SeedUser): DirectoryObject {
  const { id, displayName, userPrincipalName, mail, homeTenantId } = user;
  return {
    id,
    displayName,
    userPrincipalName,
    mail: mail ?? null,
    userType: homeTenantId === undefined ? "Member" : "Guest",
  };
}

/** A group as Graph shows it. */
export function groupObject(group: SeedGroup): DirectoryObject {
  const { id, displayName, description, mail, groupTypes = [], securityEnabled = true } = group;
  return {
    id,
    displayName,
    description: description ?? null,
    mail: mail ?? null,
    mailEnabled: mail !== undefined || groupTypes.length > 0,
    securityEnabled,
    groupTypes,
  };
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
  user: ["id", "displayName", "userPrincipalName", "mail", "userType"],
  group: [
    "id",
    "displayName",
    "description",
    "mail",
    "mailEnabled",
    "securityEnabled",
    "groupTypes",
  ],
  servicePrincipal: ["id", "appId", "displayName", "servicePrincipalType"],
};

/** What is shown only to who selects it. */
const hiddenProperties: ReadonlySet<string> = new Set(["userType"]);

/**
 * Leaves of an object what was selected.
 *
 * @param names `undefined` for all.
 */
export function selectProperties(
  object: DirectoryObject,
  names: readonly string[] | undefined,
): Readonly<Record<string, unknown>> {
  const isShown = (name: string) => (names ? names.includes(name) : !hiddenProperties.has(name));
  return Object.fromEntries(Object.entries(object).filter(([name]) => isShown(name)));
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
    `Parsing OData Select, Filter and Expand failed: Could not find a property named '${unknown}' on type 'microsoft.graph.${type}' of the local Azure.`,
  );
}
